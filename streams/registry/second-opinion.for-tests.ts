/** An independent Avro implementation, run in a Python of its own. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const version = '1.13.1'
const home = join(homedir(), '.cache', 'hopline', `fastavro-${version}`)
const python = join(home, 'bin', 'python')

/** Makes the Python with fastavro where it is not there yet; a sentence where this machine has no Python. @throws Error where it can not be made */
export const prepareSecondOpinion = (): string | undefined => {
  if (existsSync(join(home, 'ready'))) return
  if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0) return 'The independent Avro reader needs python3 with venv.'
  rmSync(home, { recursive: true, force: true })
  execFileSync('python3', ['-m', 'venv', home], { stdio: 'pipe' })
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `fastavro==${version}`], { stdio: 'pipe' })
  // Last, so that an installation that was cut off is made anew.
  writeFileSync(join(home, 'ready'), '')
}

/** What fastavro reads in Avro bodies, and what it makes of that when it writes it again. */
export const secondOpinion = (schema: unknown, bodies: readonly Buffer[]): { values: unknown[]; bodies: Buffer[] } => {
  const input = JSON.stringify({ schema, bodies: bodies.map((body) => body.toString('base64')) })
  const output = execFileSync(python, [join(import.meta.dirname, 'second_opinion.py')], { input, encoding: 'utf8', maxBuffer: 1 << 28 })
  const answer = JSON.parse(output, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null || Object.keys(part).length !== 1) return part
    if ('bytes' in part && typeof part.bytes === 'string') return Buffer.from(part.bytes, 'base64')
    if ('double' in part && typeof part.double === 'string') return Buffer.from(part.double, 'base64').readDoubleLE()
    return part
  }) as { values: unknown[]; bodies: string[] }
  return { values: answer.values, bodies: answer.bodies.map((body) => Buffer.from(body, 'base64')) }
}
