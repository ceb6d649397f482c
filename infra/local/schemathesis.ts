import { join } from 'node:path'
import { pythonWith } from './python-with.ts'

/**
 * The path of a `schemathesis`: that of `SCHEMATHESIS`, else of a virtual environment of our own.
 * @throws {Missing} where Python or the package index is missing
 */
export const findSchemathesis = async (): Promise<string> =>
  process.env.SCHEMATHESIS ?? join(await pythonWith(['schemathesis==4.32.5'], 'Fuzzing'), 'bin/schemathesis')
