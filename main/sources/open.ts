/** Opens what a person named on the command line: an address of the web, a git repository, a folder or a file. */
import { coreSettings, environment } from '../settings.ts'
import { readSettings } from '../../streams/config.ts'
import { openFiles } from './files.ts'
import { isGit, openGit } from './git.ts'
import type { Source } from './source.ts'
import { isUrl, openUrl } from './url.ts'

/** @throws CommandError where there is nothing of that name, or it can't be read */
export const openSource = async (name: string): Promise<Source> => {
  if (isGit(name)) return openGit(name)
  if (!isUrl(name)) return openFiles(name)
  const [{ HOPLINE_FETCH_PRIVATE: allowPrivate }] = readSettings([coreSettings], environment())
  return openUrl(name, { allowPrivate })
}
