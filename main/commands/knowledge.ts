/** `hopline knowledge`: the documents that answers come from, through the API. */
import { call, type Api, type Starter } from '../api.ts'
import { addDocuments, tellHidden, untilIndexed } from '../knowledge.ts'
import { CommandError, duration, notice, table } from '../output.ts'
import { readSources } from '../read-documents.ts'
import { openSource } from '../sources/open.ts'
import { show, through, type Options } from './through.ts'

type Listed = {
  document: string
  revision: string
  title: string
  language: string
  chunks: number
  embedded: number
  reused: number
  access: string[]
}

const listed = async (api: Api): Promise<Listed[]> => (await call<{ documents: Listed[] }>(api, '/v1/knowledge')).documents

/** What the changed documents came to: pieces, texts that were embedded and taken over, and how fast. */
const workOf = (all: readonly Listed[], changed: ReadonlySet<string>, seconds: number) => {
  const sum = { addedChunks: 0, embedded: 0, reused: 0 }
  for (const { document, chunks, embedded, reused } of all) {
    if (!changed.has(document)) continue
    sum.addedChunks += chunks
    sum.embedded += embedded
    sum.reused += reused
  }
  return { ...sum, seconds: Number(seconds.toFixed(2)), chunksPerSecond: Number((sum.addedChunks / seconds).toFixed(1)) }
}

export const knowledge = {
  /** Adds or updates what paths and addresses hold; waits until it can be found. @throws CommandError where one of them can't be read */
  add: async (names: readonly string[], options: Options & { access?: readonly string[] }, start: Starter) => {
    const opened = []
    try {
      for (const name of names) opened.push(await openSource(name))
    } catch (error) {
      await Promise.all(opened.map((source) => source.close()))
      throw error
    }
    const { documents, leftOut } = await readSources(opened, options.access ? { access: options.access } : {})
    leftOut.forEach(notice)
    await through(start, 'index', async (api) => {
      const began = performance.now()
      const accepted = await addDocuments(api, documents)
      tellHidden(accepted)
      const status = await untilIndexed(api)
      const changed = new Set(accepted.filter((one) => one.changed).map(({ document }) => document))
      const work = workOf(await listed(api), changed, (performance.now() - began) / 1_000)
      const hidden = accepted.filter((one) => one.hidden > 0).map(({ document, hidden: passages }) => ({ document, passages }))
      show(options, { accepted: accepted.length, changed: changed.size, ...work, hidden, leftOut, ...status }, () =>
        [
          `${accepted.length} documents read, ${changed.size} new or changed: ${work.addedChunks} chunks, ${work.embedded} texts embedded, ` +
            `${work.reused} taken over, in ${duration(work.seconds * 1_000)} (${work.chunksPerSecond} chunks a second).`,
          `${status.documents} documents in ${status.chunks} chunks can be found.`,
        ].join('\n'),
      )
    })
  },
  list: (options: Options, start: Starter) =>
    through(start, 'log', async (api) => {
      const documents = await listed(api)
      show(options, documents, () =>
        table(
          ['document', 'title', 'chunks', 'language', 'revision', 'readers'],
          documents.map((one) => [one.document, one.title, one.chunks, one.language, one.revision, one.access.join(' ') || 'everyone']),
        ),
      )
    }),
  remove: (ids: readonly string[], options: Options, start: Starter) =>
    through(start, 'index', async (api) => {
      const known = new Set((await listed(api)).map(({ document }) => document))
      const missing = ids.filter((id) => !known.has(id))
      if (missing.length > 0)
        throw new CommandError(`There is no document ${missing.join(', ')}. \`hopline knowledge list\` names those there are.`)
      for (const id of ids) await call(api, `/v1/knowledge/${encodeURIComponent(id)}`, { method: 'DELETE' })
      await untilIndexed(api)
      show(options, { removed: ids }, () => `Removed: ${ids.join(', ')}.`)
    }),
  status: (options: Options, start: Starter) =>
    through(start, 'log', async (api) => {
      const status = await call<{ documents: number; chunks: number; pending: number }>(api, '/v1/knowledge/status')
      show(
        options,
        status,
        () => `${status.documents} documents in ${status.chunks} chunks; ${status.pending} revisions wait to be embedded.`,
      )
    }),
}
