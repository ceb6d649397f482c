import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A new folder for throw-away data. Everybody may enter it, because Elasticsearch runs as another user where we are root. */
export const tempDir = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'hopline-servers-'))
  chmodSync(folder, 0o755)
  return folder
}
