/** Where the newest value of each key of a compacted topic lies, so that it can be read when it is asked for. */
import type { Codec } from './codec.ts'
import { classify } from './errors.ts'
import type { Log } from './log.ts'
import type { RecordOf, Topic } from './topics.ts'

export interface Lookup<T extends Topic> {
  /** Settles when the place of all that was there at the start is known. */
  readonly caughtUp: Promise<void>
  /**
   * The newest value that was seen of a key; null where there is none, or where it was compacted away meanwhile.
   * @throws what the log's `read` throws, registry-unavailable
   */
  get(key: string): Promise<RecordOf<T> | null>
}

/**
 * Follows `topic` until `signal` aborts and keeps a place for each key: some hundred bytes, where a table (tables.ts) keeps the value.
 * It may lag behind what was just committed, so it is for what a former value saves, not for what is decided by it.
 * @param onFailed told where following ends for another reason
 */
export const openLookup = <T extends Topic>(
  { log, codec }: { log: Log; codec: Codec },
  topic: T,
  signal: AbortSignal,
  onFailed: (error: unknown) => void,
): Lookup<T> => {
  const places = new Map<string, { partition: number; offset: number }>()
  const { promise: caughtUp, resolve } = Promise.withResolvers<void>()
  log
    .follow({
      topics: [topic.name],
      from: 'start',
      signal,
      onCaughtUp: resolve,
      onBatch({ records }) {
        for (const { key, value, partition, offset } of records) {
          if (value) places.set(key?.toString() ?? '', { partition, offset })
          else places.delete(key?.toString() ?? '')
        }
      },
    })
    .catch((error: unknown) => (signal.aborted ? undefined : onFailed(error)))

  return {
    caughtUp,
    async get(key) {
      const place = places.get(key)
      if (!place) return null
      const { records } = await log.read({ topic: topic.name, partition: place.partition }, place.offset, { max: 1 })
      const record = records.find(({ offset }) => offset === place.offset)
      if (!record?.value) return null
      try {
        return await codec.decode(topic, record.value)
      } catch (error) {
        // What can't be read at all is as good as not there; what can't be read now is asked for again with the input.
        if (classify(error).disposition === 'dead-letter') return null
        throw error
      }
    },
  }
}
