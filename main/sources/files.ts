/** Files of this machine: one, or those of a folder. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { accessRules, rulesFile, type AccessRules } from '../../processors/knowledge/access-rules.ts'
import { formatOf } from '../../processors/knowledge/formats/format.ts'
import { CommandError } from '../output.ts'
import type { Item, Source } from './source.ts'

/** Folders of tools, whose Markdown is about the tools. */
const passedOver = /(^|[\\/])(\.[^\\/]+|node_modules)([\\/]|$)/

/**
 * One file, or the files of a folder that can be documents by their endings. A document's id is its path below the folder, with slashes.
 * @throws CommandError where there is nothing of that name, or nothing to read
 */
export const openFiles = async (path: string): Promise<Source> => {
  const kind = await stat(path).catch(() => null)
  if (!kind) throw new CommandError(`There is no file or folder ${path}.`, 2)
  const folder = kind.isDirectory() ? path : dirname(path)
  const rules = await rulesAbove(resolve(folder))
  const below = rules ? relative(rules.folder, resolve(folder)) : ''
  const itemOf = (name: string): Item => ({
    document: name.split(sep).join('/'),
    source: join(folder, name),
    path: join(below, name).split(sep).join('/'),
    ...(isUnsure(name) ? { unsure: true } : {}),
    read: () =>
      readFile(join(folder, name)).catch((cause: unknown) => {
        throw new CommandError(`The file ${join(folder, name)} can't be read.`, 2, { cause })
      }),
  })
  const names = kind.isDirectory() ? await namesIn(path) : [basename(path)]
  if (names.length === 0) throw new CommandError(`The folder ${path} holds no file that can be read: ${readable}.`, 2)
  return { name: path, items: names.map(itemOf), rules: rules?.rules ?? null, single: !kind.isDirectory(), close: async () => undefined }
}

export const readable = 'Markdown, text, HTML, PDF, DOCX, CSV of questions and answers, OpenAPI'

/** What may be a document by its path in a folder or a repository. */
export const mayBeDocument = (path: string): boolean => formatOf(path) !== null && !passedOver.test(path)

export const isUnsure = (path: string): boolean => formatOf(path) === 'openapi'

const namesIn = async (folder: string): Promise<string[]> => {
  const names: string[] = []
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    // A link to a file is followed: so are the files of a mounted ConfigMap.
    if (mayBeDocument(name) && (await stat(join(folder, name)).catch(() => null))?.isFile()) names.push(name)
  }
  return names
}

/** The nearest rules in a folder or above it: a part of a folder that is added by itself is no more open than the whole. */
const rulesAbove = async (folder: string): Promise<{ folder: string; rules: AccessRules } | null> => {
  for (let at = folder; ; at = dirname(at)) {
    const file = join(at, rulesFile)
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) =>
      ['ENOENT', 'ENOTDIR'].includes(error.code ?? '') ? null : error,
    )
    if (text instanceof Error) return { folder: at, rules: { readersOf: () => ['nobody'], problem: `it can't be read (${text.code})` } }
    if (text !== null) return { folder: at, rules: accessRules(text) }
    if (at === dirname(at)) return null
  }
}
