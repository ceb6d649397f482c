/** The newest value of each key of a compacted topic's partition: state that a task restores when it gets its lease. */
import type { Codec } from './codec.ts'
import { classify, HoplineError } from './errors.ts'
import type { Log } from './log.ts'
import type { RecordOf, Topic } from './topics.ts'

/** Keys that nobody wrote to for this long leave memory; the log keeps them. */
const keepMs = 7 * 24 * 3_600_000

export interface Table {
  get<T extends Topic>(topic: T, key: string): RecordOf<T> | undefined
  /** null forgets the key. */
  set(key: string, bytes: Buffer | null, at: number): void
  readonly size: number
}

/**
 * Reads the partition from its start to its present end. Values are kept as bytes: a tenth of the memory of objects.
 * @throws what the log's `read` throws, registry-unavailable; a value that can't be decoded throws in `get`
 */
export const loadTable = async (log: Log, codec: Codec, topic: Topic, partition: number, now: () => number): Promise<Table> => {
  const values = new Map<string, { bytes: Buffer; at: number }>()
  const set = (key: string, bytes: Buffer | null, at: number) => {
    // Deleting first keeps the map in order of the last write, so that the oldest are at its front.
    values.delete(key)
    // A copy, because what was read is a slice of a whole fetch.
    if (bytes) values.set(key, { bytes: Buffer.from(bytes), at })
    for (const [oldest, value] of values) {
      if (value.at > now() - keepMs) break
      values.delete(oldest)
    }
  }
  const at = { topic: topic.name, partition }
  const { start, end } = await log.bounds(at)
  const versions = new Set<number>()
  for (let offset = start; offset < end;) {
    const batch = await log.read(at, offset, { max: 1_000, waitMs: 1_000 })
    for (const { key, value, timestamp } of batch.records) {
      set(key?.toString() ?? '', value, timestamp)
      if (!value || value.length < 5 || versions.has(value.readInt32BE(1))) continue
      versions.add(value.readInt32BE(1))
      // Resolves a version that is met for the first time here, so that `get` can answer at once. What can't be read at all is found out there.
      await Promise.resolve()
        .then(() => codec.decode(topic, value))
        .catch((error: unknown) => {
          if (classify(error).disposition !== 'dead-letter') throw error
        })
    }
    offset = batch.nextOffset
  }
  return {
    get: <T extends Topic>(asked: T, key: string) => {
      const found = values.get(key)
      if (!found) return undefined
      const value = codec.decode(asked, found.bytes)
      if (value instanceof Promise)
        throw new HoplineError(
          'schema-unknown',
          `reading the table ${asked.name}: the schema of ${key} was not there at the start of the lease`,
        )
      return value
    },
    set,
    get size() {
      return values.size
    },
  }
}
