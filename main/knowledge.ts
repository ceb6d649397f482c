/** Takes documents from files into the knowledge base, through the API. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { call, type Api } from './api.ts'
import { CommandError, notice, progressBar } from './output.ts'

const readableFile = /\.(md|markdown|txt)$/i
const batchBytes = 512 << 10

export type Document = { document: string; text: string; source: string }

/**
 * The Markdown and text files of a folder, or one file. A document's id is its path below the folder, with slashes.
 * @throws CommandError where there is nothing to read
 */
export const readDocuments = async (path: string): Promise<Document[]> => {
  const kind = await stat(path).catch(() => null)
  if (!kind) throw new CommandError(`There is no file or folder ${path}.`)
  const files = kind.isDirectory()
    ? (await readdir(path, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && readableFile.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name))
    : [path]
  if (files.length === 0) throw new CommandError(`The folder ${path} holds no .md, .markdown or .txt file.`)
  const idOf = (file: string) => (kind.isDirectory() ? relative(path, file).split(sep).join('/') : basename(file))
  return Promise.all(files.sort().map(async (file) => ({ document: idOf(file), text: await readFile(file, 'utf8'), source: file })))
}

/** Adds documents, a request for each half megabyte. Returns how many were new or changed. */
export const addDocuments = async (api: Api, documents: readonly Document[]): Promise<{ accepted: number; changed: number }> => {
  const bar = progressBar('Adding documents')
  let accepted = 0
  let changed = 0
  for (let from = 0; from < documents.length;) {
    let bytes = 0
    let to = from
    while (to < documents.length && (to === from || bytes + documents[to]!.text.length < batchBytes)) bytes += documents[to++]!.text.length
    const answer = await call<{ accepted: { changed: boolean }[] }>(api, '/v1/knowledge', {
      method: 'POST',
      body: { documents: documents.slice(from, to) },
    })
    accepted += answer.accepted.length
    changed += answer.accepted.filter((one) => one.changed).length
    from = to
    bar.update(from, documents.length)
  }
  bar.end()
  return { accepted, changed }
}

type Status = { documents: number; chunks: number; pending: number }

/** Waits until every accepted document can be found. Progress is shown where it takes long. */
export const untilIndexed = async (api: Api): Promise<Status> => {
  const bar = progressBar('Embedding documents')
  let most = 0
  for (;;) {
    const status = await call<Status>(api, '/v1/knowledge/status')
    most = Math.max(most, status.pending)
    if (status.pending === 0) {
      bar.end()
      return status
    }
    bar.update(most - status.pending, most)
    await delay(200)
  }
}

/** Takes the documents of a folder in, unless they are there already, and waits until they can be found. A folder that can't be read stops nothing. */
export const takeIn = async (folder: string, api: Api): Promise<void> => {
  if (folder === 'none') return
  try {
    const { changed } = await addDocuments(api, await readDocuments(folder))
    if (changed > 0) notice(`${changed} documents of ${folder} are new or changed; reading them.`)
    const { documents, chunks } = await untilIndexed(api)
    notice(`Knowledge: ${documents} documents in ${chunks} chunks.`)
  } catch (error) {
    notice(`Reading ${folder} into the knowledge base failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}
