/** Settings: declared once, as zod schemas keyed by environment names in the units that use them; read here, all at once. */
import { z } from 'zod'
import { HoplineError } from './errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** One setting as the documentation shows it. */
export type SettingFact = { name: string; means: string; default: string; secret: boolean }

/**
 * The values of every schema's settings. An empty variable counts as not set, because `NAME= command` and an
 * `.env` line without a value mean that, and a coerced empty text would be 0.
 * @throws HoplineError settings-invalid, naming every wrong setting of every schema
 */
export const readSettings = <const Schemas extends readonly z.ZodObject[]>(
  schemas: Schemas,
  environment: Environment,
): { [I in keyof Schemas]: z.infer<Schemas[I]> } => {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''))
  const results = schemas.map((schema) => schema.safeParse(set))
  const secrets = new Set(schemas.flatMap(settingFacts).flatMap(({ name, secret }) => (secret ? [name] : [])))
  const problems = results
    .flatMap((result) => result.error?.issues ?? [])
    .map(({ path, message }) => {
      const name = path.join('.')
      // An address may hold a password.
      const value = secrets.has(name) ? undefined : set[name]?.replace(/\/\/[^/@]*@/, '//…@')
      return `${name}${value === undefined ? '' : `=${value}`}: ${message}`
    })
  if (problems.length > 0) {
    const unique = [...new Set(problems)]
    throw new HoplineError(
      'settings-invalid',
      `${unique.length === 1 ? 'A setting is' : `${unique.length} settings are`} wrong:\n  ${unique.join('\n  ')}`,
    )
  }
  return results.map((result) => result.data) as unknown as { [I in keyof Schemas]: z.infer<Schemas[I]> }
}

/** What the documentation says of each setting of a schema, in the order of its declaration. */
export const settingFacts = (schema: z.ZodObject): SettingFact[] =>
  Object.entries(schema.shape).map(([name, field]) => {
    const type = field as z.ZodType
    const byDefault = type.safeParse(undefined)
    const { secret } = (type.meta() ?? {}) as { secret?: boolean }
    return {
      name,
      means: type.description ?? '',
      default: byDefault.success && byDefault.data !== undefined ? String(byDefault.data) : '',
      secret: secret ?? false,
    }
  })
