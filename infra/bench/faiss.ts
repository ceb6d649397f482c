/** FAISS's graph over the same vectors, in a virtual environment of our own, made when it is missing. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../main/settings.ts'
import { Missing } from '../local/missing.ts'

const run = promisify(execFile)
const version = '1.15.1'

export type FaissFigures = {
  version: string
  /** s */ build: number
  /** ms */ p50: number
  /** ms */ p99: number
  recall: number
}

/** The Python of an environment that has FAISS. @throws {Missing} where Python or the package index is missing */
const pythonWithFaiss = async (): Promise<string> => {
  const folder = join(homedir(), '.cache/hopline', `faiss-${version}`)
  const python = join(folder, 'bin/python')
  try {
    if (!existsSync(join(folder, 'ready'))) {
      await mkdir(dirname(folder), { recursive: true })
      await run('python3', ['-m', 'venv', folder])
      await run(python, ['-m', 'pip', 'install', '--quiet', `faiss-cpu==${version}`, 'numpy'])
      await writeFile(join(folder, 'ready'), '')
    }
    return python
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new Missing(`The bench index needs python3 with venv, and faiss-cpu ${version} from PyPI. ${why}`)
  }
}

/** @param vectors one after the other, as long as each query */
export const faiss = async (vectors: Float32Array, queries: readonly Float32Array[], neighbours: number): Promise<FaissFigures> => {
  const python = await pythonWithFaiss()
  const folder = await mkdtemp(join(tmpdir(), 'hopline-faiss-'))
  try {
    const files = [join(folder, 'vectors'), join(folder, 'queries')] as const
    await writeFile(files[0], new Uint8Array(vectors.buffer))
    await writeFile(files[1], Buffer.concat(queries.map((query) => Buffer.from(new Float32Array(query).buffer))))
    const script = join(root, 'infra/bench/hnsw_faiss.py')
    const { stdout } = await run(python, [script, ...files, String(queries[0]!.length), String(neighbours)])
    return JSON.parse(stdout) as FaissFigures
  } finally {
    await rm(folder, { recursive: true })
  }
}
