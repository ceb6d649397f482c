/** What both codecs share: a writer per record, and a reader per record and schema id, each made once. */
import type { Type } from 'avsc'
import { schemas } from '../../schemas/index.ts'
import type { RecordName } from '../../schemas/index.ts'
import type { Codec } from '../codec.ts'
import { HoplineError } from '../errors.ts'
import type { RecordOf, Topic } from '../topics.ts'
import { readerOf, typeOf, writerOf } from './types.ts'
import { readHeader } from './wire.ts'

export type Ids = {
  /** The schema id of what is written to a topic. */
  of(topic: Topic): number
  /** The type behind an id. @throws HoplineError schema-unknown, registry-unavailable */
  type(id: number, topic: Topic): Type | Promise<Type>
}

type Today = {
  readonly type: Type
  readonly write: ReturnType<typeof writerOf>
  readonly readers: Map<number, ReturnType<typeof readerOf>>
}

export const codecOf = (ids: Ids): Pick<Codec, 'encode' | 'decode'> => {
  const records = new Map<RecordName, Today>()
  const today = (name: RecordName): Today => {
    let record = records.get(name)
    if (!record) {
      const type = typeOf(schemas[name])
      records.set(name, (record = { type, write: writerOf(type), readers: new Map() }))
    }
    return record
  }

  return {
    encode(topic, value) {
      if (topic.record === null) return value as Buffer
      return today(topic.record).write(value, ids.of(topic))
    },
    decode<T extends Topic>(topic: T, bytes: Buffer): RecordOf<T> | Promise<RecordOf<T>> {
      if (topic.record === null) return bytes as RecordOf<T>
      const { type, readers } = today(topic.record)
      const id = readHeader(bytes, topic.name)
      const known = readers.get(id)
      if (known) return known(bytes) as RecordOf<T>
      const read = (written: Type): RecordOf<T> => {
        const reader = readerOf(written, type)
        readers.set(id, reader)
        return reader(bytes) as RecordOf<T>
      }
      const written = ids.type(id, topic)
      return written instanceof Promise ? written.then(read) : read(written)
    },
  }
}

/** The error for an id that nobody knows. */
export const schemaUnknown = (id: number, topic: Topic, place: string): HoplineError =>
  new HoplineError('schema-unknown', `A value of ${topic.name} has the schema id ${id}, which ${place} does not know.`)
