import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Missing } from './missing.ts'

const run = promisify(execFile)
const version = '4.32.5'

/**
 * The path of a `schemathesis`: that of `SCHEMATHESIS`, else of a virtual environment of our own, made when it is missing.
 *
 * @throws {Missing} where Python or the package index is missing
 */
export const findSchemathesis = async (): Promise<string> => {
  if (process.env.SCHEMATHESIS) return process.env.SCHEMATHESIS
  const folder = join(homedir(), '.cache/hopline', `schemathesis-${version}`)
  const program = join(folder, 'bin/schemathesis')
  try {
    if (!existsSync(program)) {
      await mkdir(dirname(folder), { recursive: true })
      await run('python3', ['-m', 'venv', folder])
      await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', `schemathesis==${version}`])
    }
    await run(program, ['--version'])
    return program
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Missing(`Fuzzing needs python3 with venv, and schemathesis ${version} from PyPI; or set SCHEMATHESIS to its path. ${why}`)
  }
}
