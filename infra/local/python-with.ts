/** A Python with packages of its own, for the peers that benches and tests run beside ours. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Missing } from './missing.ts'

const run = promisify(execFile)

/**
 * The folder of a virtual environment that holds `packages` (`name==version`) from PyPI; made when it is missing, and kept.
 * @param what needs it, as the beginning of a sentence
 * @throws {Missing} where Python or the package index is missing
 */
export const pythonWith = async (packages: readonly string[], what: string): Promise<string> => {
  const folder = join(homedir(), '.cache/hopline', packages[0]!.replace('==', '-'))
  const ready = join(folder, 'ready')
  try {
    if (!existsSync(ready)) {
      await mkdir(dirname(folder), { recursive: true })
      await run('python3', ['-m', 'venv', folder])
      await run(join(folder, 'bin/python'), ['-m', 'pip', 'install', '--quiet', ...packages])
      await writeFile(ready, '')
    }
    return folder
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Missing(`${what} needs python3 with venv, and ${packages.join(', ')} from PyPI. ${why}`)
  }
}
