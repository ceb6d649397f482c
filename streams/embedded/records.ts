import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { HoplineError } from '../errors.ts'
import type { Batch, LogRecord, Placed, RecordIn } from '../log.ts'
import { decodeHeaders, encodeHeaders } from './headers.ts'
import type { Partition, Topics } from './partitions.ts'
import { idSpan } from './schema.ts'
import type { Transactions } from './transactions.ts'

/** Kafka's default `max.message.bytes`, and about what it adds to a record that is alone in its batch. */
const defaultMaxBytes = 1_048_588
const overhead = 80

/** One read takes no more than this, or a single record, so that large records do not hold up the event loop. */
const bytesPerRead = 1 << 20

/** What one turn of the event loop may read, in records and KiB; whoever is far behind would otherwise keep everything else from running. */
const readPerTurn = 1024

/** Writes and reads records. */
export const openRecords = (
  database: DatabaseSync,
  topics: Topics,
  transactions: Transactions,
  options: { gaps: boolean; now: () => number },
) => {
  const insert = database.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)')
  const range = database.prepare('SELECT id, timestamp, key, value, headers FROM record WHERE id >= ? AND id < ? ORDER BY id LIMIT ?')
  const latestFrom = database.prepare('SELECT latest FROM record WHERE id >= ? AND id < ? ORDER BY id LIMIT 1')
  const timedFrom = database.prepare('SELECT id FROM record WHERE id >= ? AND id < ? AND timestamp >= ? ORDER BY id LIMIT 1')

  /** Refuses what can't be written and finds each record's place. Nothing is written yet. @throws HoplineError record-too-large, handler-failed, log-unusable */
  const prepare = (records: readonly RecordIn[]): (() => Placed[]) => {
    const prepared = records.map((record) => {
      const { spec } = topics.topic(record.topic)
      const headers = encodeHeaders(record.headers ?? [])
      const size = (record.key?.length ?? 0) + (record.value?.length ?? 0) + (headers?.length ?? 0) + overhead
      const limit = spec.maxBytes ?? defaultMaxBytes
      if (size > limit) {
        throw new HoplineError('record-too-large', `A record of ${size} bytes for topic ${spec.name} is above its limit of ${limit} bytes.`)
      }
      if (spec.cleanup === 'compact' && !record.key) {
        throw new HoplineError('handler-failed', `A record for the compacted topic ${spec.name} has no key: it needs one.`)
      }
      if (record.timestamp !== undefined && !Number.isSafeInteger(record.timestamp)) {
        throw new HoplineError(
          'handler-failed',
          `A record for topic ${spec.name} has the timestamp ${record.timestamp}: it takes whole milliseconds.`,
        )
      }
      return { record, headers, partition: topics.placeOf(record) }
    })
    return () => {
      const placed = prepared.map(({ record: { key, value, ...record }, headers, partition }): Placed => {
        const timestamp = record.timestamp ?? options.now()
        const offset = transactions.take(partition, timestamp)
        insert.run(partition.id * idSpan + offset, timestamp, partition.latest, key, value, headers)
        return { topic: partition.topic, partition: partition.partition, offset, timestamp }
      })
      if (options.gaps) transactions.skip(new Set(prepared.map(({ partition }) => partition)))
      return placed
    }
  }

  let budget = readPerTurn
  const spend = (cost: number): void => {
    if (budget === readPerTurn && cost > 0) setImmediate(() => (budget = readPerTurn))
    budget -= cost
  }

  /** What is committed from `from` on, at once. */
  const readNow = (partition: Partition, from: number, max: number): Batch => {
    const base = partition.id * idSpan
    const first = Math.max(from, partition.start)
    const records: LogRecord[] = []
    let nextOffset = Math.max(first, partition.end)
    let size = 0
    for (const row of range.iterate(base + first, base + partition.end, max + 1)) {
      const offset = Number(row['id']) - base
      if (records.length === max || size >= bytesPerRead) {
        nextOffset = offset
        break
      }
      const [key, value, headers] = [bytes(row['key']), bytes(row['value']), bytes(row['headers'])]
      size += (key?.length ?? 0) + (value?.length ?? 0) + (headers?.length ?? 0)
      records.push({
        topic: partition.topic,
        partition: partition.partition,
        offset,
        timestamp: Number(row['timestamp']),
        key,
        value,
        headers: decodeHeaders(headers),
      })
    }
    spend(records.length + size / 1024)
    return { topic: partition.topic, partition: partition.partition, records, nextOffset }
  }

  const read = async (
    partition: Partition,
    from: number,
    options: { max: number; waitMs: number; signal: AbortSignal },
  ): Promise<Batch> => {
    const until = performance.now() + options.waitMs
    for (let offset = from; ;) {
      while (budget <= 0) await turn()
      // Whoever ended the read may have closed the file as well.
      if (options.signal.aborted) return { topic: partition.topic, partition: partition.partition, records: [], nextOffset: offset }
      const batch = readNow(partition, offset, options.max)
      const left = until - performance.now()
      if (batch.records.length > 0 || left <= 0) return batch
      offset = batch.nextOffset
      await grown(partition, offset, left, options.signal)
    }
  }

  /** The first offset whose timestamp is `timestamp` or later, or the end. */
  const offsetAt = (partition: Partition, timestamp: number): number => {
    const base = partition.id * idSpan
    const end = base + partition.end
    let [low, high] = [base + partition.start, end]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      const found = latestFrom.get(middle, end)
      if (found && Number(found['latest']) < timestamp) low = middle + 1
      else high = middle
    }
    // Compaction may have taken the record that raised `latest`, so the one found may be older than asked.
    return Number(timedFrom.get(low, end, timestamp)?.['id'] ?? end) - base
  }

  return { prepare, read, offsetAt }
}

export type Records = ReturnType<typeof openRecords>

const bytes = (value: unknown): Buffer | null =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : null

/** Resolves when the partition has grown past `from`, after `waitMs` (Infinity waits on), or when the signal aborts. */
const grown = (partition: Partition, from: number, waitMs: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (partition.end > from) return resolve()
    const timer = Number.isFinite(waitMs) ? setTimeout(done, waitMs) : undefined
    function done(): void {
      clearTimeout(timer)
      partition.waiting.delete(done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    partition.waiting.add(done)
    signal.addEventListener('abort', done)
  })
