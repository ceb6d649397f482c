/**
 * Renders `schemas/types.ts` (a TypeScript type per record) and `schemas/bundled.ts` (each record's Avro schema
 * with its named parts inlined, as a registry takes it) from `schemas/*.avsc` and `schemas/parts/*.avsc`.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export type Named = { type: 'record' | 'enum'; name: string; namespace: string; doc?: string; fields?: Field[]; symbols?: string[] }
type Field = { name: string; type: AvroType; doc?: string; default?: unknown }
export type AvroType = string | AvroType[] | { type: 'array'; items: AvroType } | { type: 'map'; values: AvroType } | Named

const header = '// Generated from *.avsc by `npm run generate`. Do not edit.\n'

/** Reads every schema file below `folder`, those of topics first. */
export const readSchemas = (folder: string): { records: Named[]; parts: Named[] } => {
  const read = (at: string) =>
    readdirSync(at)
      .filter((file) => file.endsWith('.avsc'))
      .sort()
      .map((file) => JSON.parse(readFileSync(join(at, file), 'utf8')) as Named)
  return { records: read(folder), parts: read(join(folder, 'parts')) }
}

/** One record's schema with each named part written out where it is used first, as the Avro specification asks. */
export const inline = (record: Named, all: ReadonlyMap<string, Named>): Named => {
  const seen = new Set<string>()
  const walk = (type: AvroType): AvroType => {
    if (Array.isArray(type)) return type.map(walk)
    if (typeof type === 'string') {
      const named = all.get(type)
      return named ? walk(named) : type
    }
    if (type.type === 'array') return { ...type, items: walk((type as { items: AvroType }).items) }
    if (type.type === 'map') return { ...type, values: walk((type as { values: AvroType }).values) }
    const named = type as Named
    if (seen.has(named.name)) return named.name
    seen.add(named.name)
    return named.fields ? { ...named, fields: named.fields.map((field) => ({ ...field, type: walk(field.type) })) } : named
  }
  return walk(record) as Named
}

const primitives: Record<string, string> = {
  string: 'string',
  int: 'number',
  long: 'number',
  double: 'number',
  float: 'number',
  boolean: 'boolean',
  bytes: 'Buffer',
  null: 'null',
}

const typeScript = (type: AvroType): string => {
  if (typeof type === 'string') return primitives[type] ?? type
  if (Array.isArray(type)) return type.map(typeScript).reverse().join(' | ')
  if (type.type === 'array') return `readonly ${typeScript((type as { items: AvroType }).items)}[]`
  if (type.type === 'map') return `Readonly<Record<string, ${typeScript((type as { values: AvroType }).values)}>>`
  return (type as Named).name
}

const declaration = (named: Named): string =>
  named.symbols
    ? `/** ${named.doc} */\nexport type ${named.name} = ${named.symbols.map((symbol) => `'${symbol}'`).join(' | ')}\n`
    : `/** ${named.doc} */\nexport type ${named.name} = {\n${(named.fields ?? [])
        .map((field) => `  /** ${field.doc} */\n  ${field.name}: ${typeScript(field.type)}\n`)
        .join('')}}\n`

/** The two generated files, by path. */
export const renderSchemas = (folder: string): Record<string, string> => {
  const { records, parts } = readSchemas(folder)
  const all = new Map([...records, ...parts].map((named) => [named.name, named]))
  const map = `/** The record of each topic, by its name. */\nexport type Records = {\n${records.map(({ name }) => `  ${name}: ${name}\n`).join('')}}\n`
  const bundled = records.map((record) => `  ${record.name}: ${JSON.stringify(inline(record, all))},\n`).join('')
  return {
    [join(folder, 'types.ts')]: header + [...parts, ...records].map((named) => '\n' + declaration(named)).join('') + '\n' + map,
    [join(folder, 'bundled.ts')]:
      `${header}\n/** Avro schema of each record, with its named parts inlined. */\nexport const schemas = {\n${bundled}} as const\n\nexport type RecordName = keyof typeof schemas\n`,
  }
}
