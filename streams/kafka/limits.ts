/** Refuses a record that its topic won't take, before anything of the same call is written. */
import { HoplineError } from '../errors.ts'
import type { RecordIn } from '../log.ts'
import { sizeOf } from './encode-batch.ts'

export type Limits = {
  /** @throws {HoplineError} `record-too-large` */
  check(records: readonly RecordIn[]): Promise<void>
}

/** No sensible topic has a lower limit, so that smaller records cost no question to the broker. */
const unquestioned = 900_000

/** `maxBytes` asks the broker for a topic's `max.message.bytes`; it is asked once per topic. */
export const createLimits = (maxBytes: (topic: string) => Promise<number>): Limits => {
  const known = new Map<string, Promise<number>>()
  return {
    async check(records) {
      for (const record of records) {
        const size = sizeOf(record)
        if (size <= unquestioned) continue
        let limit = known.get(record.topic)
        if (!limit) known.set(record.topic, (limit = maxBytes(record.topic)))
        limit.catch(() => known.delete(record.topic))
        if (size > (await limit))
          throw new HoplineError(
            'record-too-large',
            `A record of ${size} bytes is more than the topic ${record.topic} takes (max.message.bytes ${await limit}).`,
          )
      }
    },
  }
}
