import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { history } from '../../schemas/history.ts'
import { schemas } from '../../schemas/index.ts'
import { bundledCodec } from './bundled.ts'
import { readerOf, typeOf, writerOf } from './types.ts'
import { randomValues, valuesOf } from './values.for-tests.ts'

type Field = { name: string; type: unknown; default?: unknown }
type Schema = { type: string; name: string; fields: Field[] }

/** What keeps one of two forms from reading the other, in both directions (FULL), or nothing. */
const breaks = (one: object, other: object): string[] =>
  [
    [one, other],
    [other, one],
  ].flatMap(([written, read]) => {
    try {
      readerOf(typeOf(written!), typeOf(read!))
      return []
    } catch (error) {
      return [(error as Error).message]
    }
  })

const remedy =
  'Give the new field a default, or keep the old one; before version 1.0 the history may restart: npm run generate -- --restart-history'

const versions = (record: string) => history.filter((entry) => entry.record === record)

describe.each(Object.keys(schemas))('the schema of %s', (record) => {
  const today = schemas[record as keyof typeof schemas]

  it('can read, and can be read by, every version in the history (FULL_TRANSITIVE)', () => {
    const found = versions(record).flatMap(({ version, schema }) => breaks(schema, today).map((why) => `v${version}: ${why}`))
    expect(found, remedy).toEqual([])
  })

  it('is the last version of the history', () => {
    expect(typeOf(versions(record).at(-1)!.schema).equals(typeOf(today)), 'Run `npm run generate`.').toBe(true)
  })

  it('gives every field a default, apart from the records that are always there, and every enum UNKNOWN', () => {
    const wrong: string[] = []
    const visit = (type: unknown, at: string): void => {
      if (Array.isArray(type)) return type.forEach((branch) => visit(branch, at))
      if (typeof type !== 'object' || type === null) return
      const { type: kind, fields, items, values, ...rest } = type as Schema & { items?: unknown; values?: unknown; default?: unknown }
      if (kind === 'enum' && rest.default !== 'UNKNOWN') wrong.push(`${at}: the enum has no default UNKNOWN`)
      for (const field of fields ?? []) {
        const fixed = record === at && ['message', 'reply'].includes(field.name)
        if (!('default' in field) && !fixed) wrong.push(`${at}.${field.name}: no default`)
        visit(field.type, `${at}.${field.name}`)
      }
      visit(items, `${at}[]`)
      visit(values, `${at}{}`)
    }
    visit(today, record)
    expect(wrong).toEqual([])
  })
})

it.each(randomValues)('bytes of every version of $name decode as the value of today', (topic) => {
  const codec = bundledCodec()
  for (const { id, schema } of versions(topic.record!)) {
    const written = typeOf(schema)
    const write = writerOf(written)
    const read = readerOf(written, typeOf(schemas[topic.record!]))
    fc.assert(
      fc.property(valuesOf(schema), (value) => {
        const bytes = write(value, id)
        expect(codec.decode(topic, bytes)).toEqual(read(bytes))
      }),
      { numRuns: 20 },
    )
  }
})

describe('a planted change', () => {
  const before = schemas.Message as unknown as Schema
  const changed = (change: (fields: Field[]) => Field[]): Schema => ({ ...before, fields: change(structuredClone(before.fields)) })
  const place = (symbols: string[]): Schema =>
    changed((fields) =>
      fields.map((field) => (field.name === 'place' ? { ...field, type: { ...(field.type as object), symbols } } : field)),
    )

  it.each([
    ['a new field without a default', changed((fields) => [...fields, { name: 'extra', type: 'string' }])],
    [
      'another type',
      changed((fields) => fields.map((field) => (field.name === 'sentAt' ? { ...field, type: 'string', default: '' } : field))),
    ],
    [
      'a wider type, which the old form can not read',
      changed((fields) => fields.map((field) => (field.name === 'sentAt' ? { ...field, type: 'double' } : field))),
    ],
    ['another name of the record', { ...before, name: 'Note' }],
  ])('that breaks a reader is caught: %s', (_, after) => {
    expect(breaks(before, after)).not.toEqual([])
  })

  it.each([
    ['a new field with a default', changed((fields) => [...fields, { name: 'extra', type: 'string', default: '' }])],
    ['a field with a default that is gone', changed((fields) => fields.filter((field) => field.name !== 'channel'))],
    ['a new symbol', place(['direct', 'private', 'public', 'shared', 'UNKNOWN'])],
    ['a symbol that is gone', place(['direct', 'private', 'UNKNOWN'])],
  ])('that breaks nobody passes: %s', (_, after) => {
    expect(breaks(before, after)).toEqual([])
  })

  it('leaves bytes readable: a new field gets its default, a new symbol becomes UNKNOWN', () => {
    const after = place(['direct', 'private', 'public', 'shared', 'UNKNOWN'])
    after.fields.push({ name: 'extra', type: 'string', default: 'none' })
    const [old, young] = [typeOf(before), typeOf(after)]
    expect(readerOf(old, young)(writerOf(old)({ text: 'a' }, 1))).toMatchObject({ text: 'a', extra: 'none' })
    expect(readerOf(young, old)(writerOf(young)({ text: 'a', place: 'shared' }, 1))).toMatchObject({ text: 'a', place: 'UNKNOWN' })
  })
})
