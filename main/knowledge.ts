/** Takes documents into the knowledge base, through the API. */
import { setTimeout as delay } from 'node:timers/promises'
import { call, type Api } from './api.ts'
import { notice, progressBar } from './output.ts'
import { readFolder, type Document } from './read-documents.ts'

const batchCharacters = 512 << 10
const batchDocuments = 1_000

export type Accepted = { document: string; changed: boolean; removed: boolean; hidden: number }

/**
 * Adds documents, a request for each half million characters. Returns what became of each.
 * @param options.keepRemoved leaves out what somebody removed and what has not changed since
 */
export const addDocuments = async (
  api: Api,
  documents: readonly Document[],
  options: { keepRemoved?: boolean } = {},
): Promise<Accepted[]> => {
  const bar = progressBar('Adding documents')
  const all: Accepted[] = []
  for (let from = 0; from < documents.length;) {
    let characters = 0
    let to = from
    while (
      to < documents.length &&
      to - from < batchDocuments &&
      (to === from || characters + documents[to]!.text.length < batchCharacters)
    )
      characters += documents[to++]!.text.length
    const { accepted } = await call<{ accepted: Accepted[] }>(api, '/v1/knowledge', {
      method: 'POST',
      body: { documents: documents.slice(from, to), ...options },
    })
    all.push(...accepted)
    from = to
    bar.update(from, documents.length)
  }
  bar.end()
  return all
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

/** Says what was left out of documents because no reader sees it. */
export const tellHidden = (accepted: readonly Accepted[]): void => {
  for (const { document, hidden } of accepted)
    if (hidden > 0) notice(`${hidden} hidden ${hidden === 1 ? 'passage was' : 'passages were'} left out of ${document}.`)
}

/**
 * Takes the documents of a folder in, unless they are there already or were removed by somebody; with `wait`, until they can be found.
 * A folder that can't be read stops nothing.
 */
export const takeIn = async (folder: string, api: Api, wait: boolean): Promise<void> => {
  if (folder === 'none') return
  try {
    const { documents: read, leftOut } = await readFolder(folder)
    leftOut.forEach(notice)
    const changed = (await addDocuments(api, read, { keepRemoved: true })).filter((one) => one.changed)
    tellHidden(changed)
    if (changed.length > 0) notice(`${changed.length} documents of ${folder} are new or changed; reading them.`)
    if (!wait) return
    const { documents, chunks } = await untilIndexed(api)
    notice(`Knowledge: ${documents} documents in ${chunks} chunks.`)
  } catch (error) {
    notice(`Reading ${folder} into the knowledge base failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}
