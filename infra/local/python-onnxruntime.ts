import { join } from 'node:path'
import { pythonWith } from './python-with.ts'

/**
 * The path of a Python with onnxruntime and tokenizers: that of `BENCH_PYTHON`, else of a virtual environment of our own.
 * @throws {Missing} where Python or the package index is missing
 */
export const findPythonOnnxruntime = async (): Promise<string> =>
  process.env.BENCH_PYTHON ??
  join(await pythonWith(['onnxruntime==1.30.0', 'tokenizers==0.23.3', 'numpy'], 'The peer of bench encoder'), 'bin/python')
