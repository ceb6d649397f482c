import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { Missing } from './missing.ts'

const run = promisify(execFile)
const [onnxruntime, tokenizers] = ['1.30.0', '0.23.3']

/**
 * The path of a Python with onnxruntime and tokenizers: that of `BENCH_PYTHON`, else of a virtual environment of our own, made when it is missing.
 *
 * @throws {Missing} where Python or the package index is missing
 */
export const findPythonOnnxruntime = async (): Promise<string> => {
  if (process.env.BENCH_PYTHON) return process.env.BENCH_PYTHON
  const folder = join(homedir(), '.cache/hopline', `onnxruntime-${onnxruntime}`)
  const program = join(folder, 'bin/python')
  try {
    if (!existsSync(program)) {
      await mkdir(dirname(folder), { recursive: true })
      await run('python3', ['-m', 'venv', folder])
      await run(program, ['-m', 'pip', 'install', '--quiet', `onnxruntime==${onnxruntime}`, `tokenizers==${tokenizers}`, 'numpy'])
    }
    await run(program, ['-c', 'import onnxruntime, tokenizers'])
    return program
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Missing(
      `The peer needs python3 with venv, and onnxruntime ${onnxruntime} from PyPI; or set BENCH_PYTHON to a Python that has it. ${why}`,
    )
  }
}
