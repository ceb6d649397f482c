/** FAISS's graph over the same vectors, in a virtual environment of our own, made when it is missing. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../main/settings.ts'
import { pythonWith } from '../local/python-with.ts'

const run = promisify(execFile)
const version = '1.15.1'

export type FaissFigures = {
  version: string
  /** s */ build: number
  /** ms */ p50: number
  /** ms */ p99: number
  recall: number
}

/** @param vectors one after the other, as long as each query */
export const faiss = async (vectors: Float32Array, queries: readonly Float32Array[], neighbours: number): Promise<FaissFigures> => {
  const python = join(await pythonWith([`faiss-cpu==${version}`, 'numpy'], 'The bench index'), 'bin/python')
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
