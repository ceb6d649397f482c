/**
 * `npm run generate` writes every generated file; with `--check` it writes nothing and fails where one is out of date.
 * A changed record gets a new frozen version. Until version 1.0 `npm run generate -- --restart-history` drops the old ones instead.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { frozenFiles, renderHistory } from './history.ts'
import { renderKubernetes } from './kubernetes.ts'
import { renderSchemas } from './schemas.ts'
import { renderSettings } from './settings.ts'

const restart = process.argv.includes('--restart-history')
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
if (restart && !version.startsWith('0.')) {
  throw new Error(
    `The history of the schemas is frozen since version 1.0 (this is ${version}): run \`npm run generate\` without --restart-history.`,
  )
}

const rendered: Record<string, string> = {
  ...renderSchemas('schemas'),
  ...renderHistory('schemas', restart),
  ...renderKubernetes(),
  ...(await renderSettings()),
}
const stale = Object.entries(rendered).filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)

if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is out of date: run \`npm run generate\` and commit the result.`)
  process.exitCode = stale.length ? 1 : 0
} else {
  if (restart) for (const path of frozenFiles('schemas')) if (rendered[path] === undefined) rmSync(path)
  for (const [path, text] of stale) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  console.error(stale.length ? `Wrote ${stale.map(([path]) => path).join(', ')}.` : 'Everything is up to date.')
}
