/**
 * Renders `schemas/history/<record>/vN.avsc` (every form a record was ever written in, frozen) and `schemas/history.ts` (all of them, with
 * the schema id each has where there is no registry).
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inline, readSchemas } from './schemas.ts'
import type { AvroType } from './schemas.ts'

/** A schema without the words for people: what bytes and their reading depend on. */
const withoutDocs = (type: AvroType): AvroType => {
  if (typeof type === 'string') return type
  if (Array.isArray(type)) return type.map(withoutDocs)
  if ('items' in type) return { ...type, items: withoutDocs(type.items) }
  if ('values' in type) return { ...type, values: withoutDocs(type.values) }
  const { doc: _, fields, ...rest } = type
  return fields ? { ...rest, fields: fields.map(({ doc: _, ...field }) => ({ ...field, type: withoutDocs(field.type) })) } : rest
}

/**
 * The id is derived from the content, so it holds for ever, whatever happens to the history: bytes of a form that was dropped are unknown,
 * never misread. It lies in 2^30 to 2^31 − 1, which a registry that counts from 1 does not reach, so the two kinds are never confused.
 */
const idOf = (schema: string): number => 2 ** 30 + (createHash('sha256').update(schema).digest().readUInt32BE() >>> 2)

const kebab = (name: string): string => name.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase()
const version = (file: string): number => Number(/^v(\d+)\.avsc$/.exec(file)?.[1])

/**
 * The history by path. A record that differs from its last frozen version gets a new one; with `restart` every record starts at v1 again.
 * @throws Error where two schemas have one id
 */
export const renderHistory = (folder: string, restart: boolean): Record<string, string> => {
  const { records, parts } = readSchemas(folder)
  const all = new Map([...records, ...parts].map((named) => [named.name, named]))
  const rendered: Record<string, string> = {}
  const entries: string[] = []
  const owners = new Map<number, string>()
  for (const record of records) {
    const at = join(folder, 'history', kebab(record.name))
    const files = restart || !existsSync(at) ? [] : readdirSync(at).sort((a, b) => version(a) - version(b))
    const frozen = files.map((file) => JSON.stringify(JSON.parse(readFileSync(join(at, file), 'utf8'))))
    const today = JSON.stringify(withoutDocs(inline(record, all)))
    if (frozen.at(-1) !== today) {
      frozen.push(today)
      rendered[join(at, `v${frozen.length}.avsc`)] = JSON.stringify(JSON.parse(today), null, 2) + '\n'
    }
    for (const [index, schema] of frozen.entries()) {
      const id = idOf(schema)
      if (owners.has(id) && owners.get(id) !== schema)
        throw new Error(`Two schemas have the id ${id}; one is v${index + 1} of ${record.name}: add a field to it.`)
      owners.set(id, schema)
      entries.push(`  { record: '${record.name}', version: ${index + 1}, id: ${id}, schema: ${schema} },\n`)
    }
  }
  rendered[join(folder, 'history.ts')] = `// Generated from *.avsc and history/ by \`npm run generate\`. Do not edit.
import type { RecordName } from './bundled.ts'

/** A form a record is or was written in, and the schema id that its bytes carry where there is no registry. */
export type FrozenSchema = { readonly record: RecordName; readonly version: number; readonly id: number; readonly schema: object }

/** Every form of every record, oldest first; the last of a record is today's. */
export const history: readonly FrozenSchema[] = [
${entries.join('')}]
`
  return rendered
}

/** Every frozen file there is. */
export const frozenFiles = (folder: string): string[] =>
  readdirSync(join(folder, 'history'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
