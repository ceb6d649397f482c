/** How values become bytes: the Confluent wire format (byte 0, four bytes of schema id, Avro body). Implemented in `registry/`. */
import type { RecordOf, Topic } from './topics.ts'

export interface Codec {
  /** Resolves the schema ids of what will be written; afterwards `encode` needs nobody. @throws HoplineError registry-unavailable */
  prepare(topics: readonly Topic[]): Promise<void>
  /** @throws HoplineError record-undecodable where the value does not fit the record, naming the field */
  encode<T extends Topic>(topic: T, value: RecordOf<T>): Buffer
  /**
   * Reads bytes of any registered version of the record as today's version. A promise only where a schema id is met for the first time.
   * @throws HoplineError record-undecodable, schema-unknown, registry-unavailable
   */
  decode<T extends Topic>(topic: T, bytes: Buffer): RecordOf<T> | Promise<RecordOf<T>>
}
