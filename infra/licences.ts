/** `npm run licences`: fails where a dependency that ships has a licence that asks for more than to be named. Reads package-lock.json alone. */
import { readFileSync } from 'node:fs'

type Package = { version: string; license?: string; dev?: boolean; devOptional?: boolean }

const permissive = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'CC0-1.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'Zlib',
])

/** Licences that a package's metadata leaves out or does not name exactly, as its LICENSE file states them, for the version that was read. */
const read: Record<string, string> = { '@kafkajs/confluent-schema-registry@4.1.0': 'MIT', 'duck@0.1.12': 'BSD-2-Clause' }

const allows = (expression: string) =>
  expression
    .replace(/[()]/g, '')
    .split(' AND ')
    .every((part) => part.split(' OR ').some((id) => permissive.has(id)))

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Package> }
const shipped = Object.entries(packages).filter(([path, { dev, devOptional }]) => path && !dev && !devOptional)
const refused = shipped.flatMap(([path, { version, license }]) => {
  const name = `${path.replace(/^.*node_modules\//, '')}@${version}`
  const licence = read[name] ?? license
  return licence !== undefined && allows(licence)
    ? []
    : [`${name}: ${licence ?? 'no licence is stated; read its LICENSE file and list it in infra/licences.ts'}`]
})
for (const line of refused) console.error(line)
console.error(`${shipped.length} dependencies that ship, ${refused.length} of them not under a permissive licence.`)
process.exitCode = refused.length > 0 ? 1 : 0
