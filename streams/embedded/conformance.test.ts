import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { conformance } from '../conformance/conformance.ts'
import type { Harness } from '../conformance/conformance.ts'
import { openEmbedded } from './embedded.ts'

const harness = async (options: { file?: string; gaps: boolean }): Promise<Harness> => {
  const folder = await mkdtemp(join(tmpdir(), 'hopline-'))
  const log = await openEmbedded({ file: options.file ?? join(folder, 'log.db'), durability: 'os', gaps: options.gaps })
  let count = 0
  return {
    log,
    another: async () => log,
    topic: (name) => `${name}-${count++}`,
    compact: () => log.clean(),
    close: async () => {
      await log.close()
      await rm(folder, { recursive: true })
    },
  }
}

conformance('a SQLite file', () => harness({ gaps: false }))
conformance('a SQLite file with gaps', () => harness({ gaps: true }))
conformance('SQLite in memory', () => harness({ file: ':memory:', gaps: true }))
