import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import type { Partition, Topics } from './partitions.ts'
import type { Records } from './records.ts'
import { idSpan } from './schema.ts'
import type { Transactions } from './transactions.ts'

/** Records handled in one transaction, so that other work comes in between. */
const step = 256

/** How long a tombstone stays after compaction has met it, so that readers have time to see it; Kafka's default `delete.retention.ms`. */
export const tombstonesKeptMs = 24 * 3_600_000

/** Deletes what is past its retention, and the older values of each key in compacted topics. Space in the file is used again, not given back. */
export const openCleaning = (database: DatabaseSync, topics: Topics, records: Records, transactions: Transactions, now: () => number) => {
  const idAfter = database.prepare('SELECT id FROM record WHERE id >= ? AND id < ? ORDER BY id LIMIT 1 OFFSET ?')
  const deleteRange = database.prepare('DELETE FROM record WHERE id >= ? AND id < ?')
  const deleteOne = database.prepare('DELETE FROM record WHERE id = ?')
  const storeStart = database.prepare('UPDATE partition SET start = ? WHERE id = ?')
  const storeCleaned = database.prepare('UPDATE partition SET cleaned = ? WHERE id = ?')
  const keysFrom = database.prepare('SELECT id, key, value IS NULL AS tombstone FROM record WHERE id >= ? AND id < ? ORDER BY id LIMIT ?')
  const newest = database.prepare('SELECT offset FROM newest WHERE partition = ? AND key = ?')
  const storeNewest = database.prepare('INSERT OR REPLACE INTO newest VALUES (?, ?, ?, ?)')
  const dropDue = database.prepare(
    'DELETE FROM newest WHERE (partition, key) IN (SELECT partition, key FROM newest WHERE drop_at <= ? LIMIT ?) RETURNING partition, offset',
  )

  const retain = async (partition: Partition, cutoff: number): Promise<void> => {
    const base = partition.id * idSpan
    const keep = records.offsetAt(partition, cutoff)
    while (partition.start < keep) {
      const start = Number(idAfter.get(base + partition.start, base + keep, step)?.['id'] ?? base + keep) - base
      await transactions.submit(() => {
        deleteRange.run(base + partition.start, base + start)
        storeStart.run(start, partition.id)
      })
      partition.start = start
      await turn()
    }
  }

  const compact = async (partition: Partition): Promise<void> => {
    const base = partition.id * idSpan
    while (partition.cleaned < partition.end) {
      const end = base + partition.end
      partition.cleaned = await transactions.submit(() => {
        const rows = keysFrom.all(base + partition.cleaned, end, step)
        for (const { id, key, tombstone } of rows) {
          // A topic that was not compacted before may hold records without a key, which no later record replaces.
          if (!(key instanceof Uint8Array)) continue
          const older = newest.get(partition.id, key)
          if (older) deleteOne.run(base + Number(older['offset']))
          storeNewest.run(partition.id, key, Number(id) - base, tombstone ? now() + tombstonesKeptMs : null)
        }
        const cleaned = (rows.length < step ? end : Number(rows.at(-1)?.['id']) + 1) - base
        storeCleaned.run(cleaned, partition.id)
        return cleaned
      })
      await turn()
    }
  }

  const dropTombstones = async (): Promise<void> => {
    for (let dropped = step; dropped === step; await turn()) {
      dropped = await transactions.submit(() => {
        const rows = dropDue.all(now(), step)
        for (const { partition, offset } of rows) deleteOne.run(Number(partition) * idSpan + Number(offset))
        return rows.length
      })
    }
  }

  /** One pass over everything; ends early when the signal aborts. */
  return async (signal: AbortSignal): Promise<void> => {
    for (const { spec, partitions } of topics.all()) {
      for (const partition of partitions) {
        if (signal.aborted) return
        if (spec.retentionMs !== undefined) await retain(partition, now() - spec.retentionMs)
        if (spec.cleanup === 'compact') await compact(partition)
      }
    }
    if (!signal.aborted) await dropTombstones()
  }
}
