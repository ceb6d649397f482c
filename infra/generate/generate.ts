/** `npm run generate` writes every generated file; with `--check` it writes nothing and fails where one is out of date. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { renderSchemas } from './schemas.ts'

const rendered: Record<string, string> = { ...renderSchemas('schemas') }
const stale = Object.entries(rendered).filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)

if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is out of date: run \`npm run generate\` and commit the result.`)
  process.exitCode = stale.length ? 1 : 0
} else {
  for (const [path, text] of stale) writeFileSync(path, text)
  console.error(stale.length ? `Wrote ${stale.map(([path]) => path).join(', ')}.` : 'Everything is up to date.')
}
