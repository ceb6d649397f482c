/** The codec without a registry: every schema that ever wrote is bundled, under an id that follows from its content. */
import type { Type } from 'avsc'
import { history } from '../../schemas/history.ts'
import type { Codec } from '../codec.ts'
import { codecOf, schemaUnknown } from './codec-of.ts'
import { typeOf } from './types.ts'

/** Bytes of any version in `schemas/history` are read as today's. No I/O. */
export const bundledCodec = (): Codec => {
  // Later versions come later, so the last one wins.
  const idOfToday = new Map<string, number>(history.map(({ record, id }) => [record, id]))
  const frozen = new Map(history.map(({ id, schema }) => [id, schema]))
  const types = new Map<number, Type>()

  return {
    prepare: () => Promise.resolve(),
    ...codecOf({
      of: (topic) => idOfToday.get(topic.record!)!,
      type(id, topic) {
        let type = types.get(id)
        if (type) return type
        const schema = frozen.get(id)
        if (!schema) throw schemaUnknown(id, topic, 'this version of Hopline')
        types.set(id, (type = typeOf(schema)))
        return type
      },
    }),
  }
}
