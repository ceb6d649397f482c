/** Random values of every record, made from its schema. */
import fc from 'fast-check'
import { schemas } from '../../schemas/index.ts'
import { topics } from '../topics.ts'
import type { Topic } from '../topics.ts'

type Schema = string | Schema[] | Named
type Named = { type: string; name?: string; fields?: { name: string; type: Schema }[]; items?: Schema; values?: Schema; symbols?: string[] }

// What avsc writes exactly.
const long = { min: -(2 ** 52), max: 2 ** 53 - 2 }
const text = fc.string({ unit: 'grapheme', maxLength: 20 })

const primitives: Record<string, fc.Arbitrary<unknown>> = {
  null: fc.constant(null),
  boolean: fc.boolean(),
  int: fc.integer(),
  long: fc.integer(long),
  double: fc.double(),
  string: text,
  bytes: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
}

const arbitrary = (schema: Schema, named: Map<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> => {
  if (Array.isArray(schema)) return fc.oneof(...schema.map((branch) => arbitrary(branch, named)))
  if (typeof schema === 'string') return primitives[schema] ?? named.get(schema)!
  if (schema.type === 'array') return fc.array(arbitrary(schema.items!, named), { maxLength: 4 })
  if (schema.type === 'map')
    return fc.dictionary(
      text.filter((key) => key !== '__proto__'),
      arbitrary(schema.values!, named),
      { maxKeys: 4, noNullPrototype: true },
    )
  const made: fc.Arbitrary<unknown> = schema.symbols
    ? fc.constantFrom(...schema.symbols)
    : fc.record(Object.fromEntries(schema.fields!.map((field) => [field.name, arbitrary(field.type, named)])), { noNullPrototype: true })
  named.set(schema.name!, made)
  return made
}

/** Random values of a schema with its parts inlined. */
export const valuesOf = (schema: object): fc.Arbitrary<never> => arbitrary(schema as Named, new Map()) as fc.Arbitrary<never>

/** The topics with a record, each with random values of it. */
export const randomValues: readonly (readonly [Topic, fc.Arbitrary<never>])[] = Object.values(topics as Record<string, Topic>).flatMap(
  (topic) => (topic.record === null ? [] : [[topic, valuesOf(schemas[topic.record])] as const]),
)
