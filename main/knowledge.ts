/** Takes documents from files into the knowledge base, through the API. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { call, type Api } from './api.ts'
import { CommandError, notice, progressBar } from './output.ts'

const readableFile = /\.(md|markdown|txt)$/i
/** Folders of tools, whose Markdown is about the tools. */
const passedOver = /(^|[\\/])(\.[^\\/]+|node_modules)([\\/]|$)/
const batchCharacters = 512 << 10
const mostCharacters = 2_000_000

export type Document = { document: string; text: string; source: string }

/**
 * The Markdown and text files of a folder, or one file. A document's id is its path below the folder, with slashes. Files of a folder
 * that hold nothing or too much are named on stderr and left out.
 * @throws CommandError where there is nothing to read
 */
export const readDocuments = async (path: string): Promise<Document[]> => {
  const kind = await stat(path).catch(() => null)
  if (!kind) throw new CommandError(`There is no file or folder ${path}.`, 2)
  if (!kind.isDirectory()) {
    const { document, problem } = await readDocument(path, basename(path))
    if (problem) throw new CommandError(problem, 2)
    return [document]
  }
  const found: Document[] = []
  for (const file of (await readdir(path, { recursive: true })).sort()) {
    if (!readableFile.test(file) || passedOver.test(file) || !(await stat(join(path, file))).isFile()) continue
    const { document, problem } = await readDocument(join(path, file), file.split(sep).join('/'))
    if (problem) notice(`Left out: ${problem}`)
    else found.push(document)
  }
  if (found.length === 0) throw new CommandError(`The folder ${path} holds no .md, .markdown or .txt file with text in it.`, 2)
  return found
}

const readDocument = async (file: string, id: string): Promise<{ document: Document; problem: string | null }> => {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`The file ${file} can't be read.`, 2, { cause })
  })
  const problem =
    text.trim() === ''
      ? `${file} is empty.`
      : text.length > mostCharacters
        ? `${file} has ${text.length} characters; a document has ${mostCharacters} at most. Split it.`
        : text.includes('\0')
          ? `${file} is no text file.`
          : null
  return { document: { document: id, text, source: file }, problem }
}

/**
 * Adds documents, a request for each half million characters. Returns how many were new or changed.
 * @param options.keepRemoved leaves out what somebody removed and what has not changed since
 */
export const addDocuments = async (
  api: Api,
  documents: readonly Document[],
  options: { keepRemoved?: boolean } = {},
): Promise<{ accepted: number; changed: number }> => {
  const bar = progressBar('Adding documents')
  let accepted = 0
  let changed = 0
  for (let from = 0; from < documents.length;) {
    let characters = 0
    let to = from
    while (to < documents.length && (to === from || characters + documents[to]!.text.length < batchCharacters))
      characters += documents[to++]!.text.length
    const answer = await call<{ accepted: { changed: boolean }[] }>(api, '/v1/knowledge', {
      method: 'POST',
      body: { documents: documents.slice(from, to), ...options },
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

/**
 * Takes the documents of a folder in, unless they are there already; with `wait`, until they can be found. A folder that can't be read
 * stops nothing.
 */
export const takeIn = async (folder: string, api: Api, wait: boolean): Promise<void> => {
  if (folder === 'none') return
  try {
    const { changed } = await addDocuments(api, await readDocuments(folder), { keepRemoved: true })
    if (changed > 0) notice(`${changed} documents of ${folder} are new or changed; reading them.`)
    if (!wait) return
    const { documents, chunks } = await untilIndexed(api)
    notice(`Knowledge: ${documents} documents in ${chunks} chunks.`)
  } catch (error) {
    notice(`Reading ${folder} into the knowledge base failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}
