import { HoplineError } from '../errors.ts'
import type { FollowOptions, Log } from '../log.ts'
import { openCleaning } from './cleaning.ts'
import { openFile } from './file.ts'
import type { Durability } from './file.ts'
import { openGroups } from './groups.ts'
import { openTopics } from './partitions.ts'
import { openRecords } from './records.ts'
import { openTransactions } from './transactions.ts'

export type EmbeddedLog = Log & {
  /** Applies retention and compaction now; it also happens by itself every half minute. */
  clean(): Promise<void>
}

const cleanEveryMs = 30_000
const recordsPerRead = 500

/**
 * A log in one SQLite file, for one process.
 * @param options.file its path, or `:memory:`
 * @param options.durability `fsync`: what is acknowledged survives a power cut. `os`: it survives the end of the process; a power
 *   cut may take the last transactions, whole ones, newest first.
 * @param options.gaps leaves out an offset after each commit, as transactions on Kafka do, so that tests meet gaps
 * @throws HoplineError log-unusable: in use by another process, not writable, no log, or written by a newer version
 */
export const openEmbedded = async (options: {
  file: string
  durability: Durability
  gaps?: boolean
  now?: () => number
}): Promise<EmbeddedLog> => {
  const { file: name, gaps = false, now = Date.now } = options
  const file = await openFile(name, options.durability)
  const { database } = file
  const ended = new AbortController()
  const topics = openTopics(database)
  const transactions = openTransactions(file, name, () => groups.end())
  const records = openRecords(database, topics, transactions, { gaps, now })
  const groups = openGroups(database, topics, records, transactions)
  const cleanOnce = openCleaning(database, topics, records, transactions, now)

  let cleaning = Promise.resolve()
  const clean = (): Promise<void> => (cleaning = cleaning.catch(() => {}).then(() => cleanOnce(ended.signal)))
  // A pass that fails has failed in a transaction, which `health` reports.
  const timer = setInterval(() => void clean().catch(() => {}), cleanEveryMs).unref()

  const mustBeOpen = (): void => {
    if (ended.signal.aborted) throw new HoplineError('log-unusable', `The log in ${name} is closed.`)
  }

  const follow = async ({ topics: names, from, signal, onBatch, onCaughtUp }: FollowOptions): Promise<void> => {
    const failed = new AbortController()
    const until = AbortSignal.any([signal, ended.signal, failed.signal])
    const partitions = names.flatMap((name) => topics.topic(name).partitions)
    let behind = partitions.length
    await Promise.all(
      partitions.map(async (partition) => {
        const target = partition.end
        let offset = from === 'start' ? partition.start : from === 'end' ? partition.end : records.offsetAt(partition, from.getTime())
        let late = true
        while (!until.aborted) {
          if (late && offset >= target) {
            late = false
            if (--behind === 0) onCaughtUp?.()
          }
          const batch = await records.read(partition, offset, { max: recordsPerRead, waitMs: Infinity, signal: until })
          if (batch.nextOffset > offset) await onBatch(batch)
          offset = batch.nextOffset
        }
      }),
    ).catch((error: unknown) => {
      failed.abort()
      throw error
    })
  }

  return {
    ensureTopics: async (specs) => {
      mustBeOpen()
      const changes = await transactions.submit(() => {
        const differences = specs.map(topics.difference).filter((difference) => difference !== null)
        if (differences.length > 0) throw new HoplineError('log-unusable', differences.join(' '))
        return specs.map(topics.store)
      })
      for (const known of changes) known()
    },
    topics: async () => {
      mustBeOpen()
      return [...topics.all()].map(({ spec: { name, partitions } }) => ({ name, partitions }))
    },
    append: async (appended) => {
      mustBeOpen()
      return transactions.submit(records.prepare(appended), appended.length)
    },
    join: async (joined) => {
      mustBeOpen()
      return groups.join(joined)
    },
    follow: async (followed) => {
      mustBeOpen()
      return follow(followed)
    },
    read: async (at, from, { max, waitMs = 0 }) => {
      mustBeOpen()
      return records.read(topics.partition(at), from, { max, waitMs, signal: ended.signal })
    },
    bounds: async (at) => {
      mustBeOpen()
      const { start, end } = topics.partition(at)
      return { start, end }
    },
    offsetAt: async (at, timestamp) => {
      mustBeOpen()
      return records.offsetAt(topics.partition(at), timestamp)
    },
    committed: async (group, topic) => {
      mustBeOpen()
      return groups.committed(group, topic)
    },
    resetPositions: async (group, topic, positions) => {
      mustBeOpen()
      return groups.resetPositions(group, topic, positions)
    },
    health: () => {
      if (ended.signal.aborted) return { ready: false, detail: `The log in ${name} is closed.` }
      const trouble = transactions.trouble()
      return trouble ? { ready: false, detail: trouble.message } : { ready: true, detail: `The log in ${name} is open.` }
    },
    clean: async () => {
      mustBeOpen()
      return clean()
    },
    close: async () => {
      if (ended.signal.aborted) return
      clearInterval(timer)
      groups.end()
      ended.abort()
      await cleaning.catch(() => {})
      await transactions.idle()
      await file.close()
    },
  }
}
