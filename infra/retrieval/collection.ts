/** A knowledge base with questions on it, as the hops before the search make them: what the weights of the ranking are fitted on. */
import { readFile } from 'node:fs/promises'
import { addDocuments, untilIndexed } from '../../main/knowledge.ts'
import { play } from '../../main/play.ts'
import { readFolder } from '../../main/read-documents.ts'
import { startApart } from '../../main/system.ts'
import type { DocumentChunks, EntityEvent } from '../../schemas/index.ts'
import { topics } from '../../streams/topics.ts'

export type Question = {
  /** The message with its vector, intent and entities. */
  event: EntityEvent
  /** Documents that answer it; none means that the collection does not answer it. */
  documents: readonly string[]
}

export type Collection = { name: string; documents: DocumentChunks[]; questions: Question[] }

type Line = { question: string; documents: string[] }

/**
 * Ingests `folder` and asks the questions of `files` (lines as `eval answers` reads them), in a system of its own in memory.
 */
export const readCollection = async (folder: string, files: readonly string[]): Promise<Collection> => {
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  const lines = texts
    .flatMap((text) => text.split('\n'))
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)
  const { system, api } = await startApart()
  try {
    await addDocuments(api, (await readFolder(folder)).documents)
    await untilIndexed(api)
    const documents: DocumentChunks[] = []
    const stop = new AbortController()
    const read = Promise.withResolvers<void>()
    const followed = system.log.follow({
      topics: [topics.chunks.name],
      from: 'start',
      signal: stop.signal,
      async onBatch({ records }) {
        for (const { value } of records) if (value) documents.push(await system.codec.decode(topics.chunks, value))
      },
      onCaughtUp: read.resolve,
    })
    followed.catch(read.reject)
    await read.promise
    stop.abort()
    await followed.catch(() => undefined)
    const played = await play(
      system,
      lines.map(({ question }) => ({ text: question })),
      { ahead: 1 },
    )
    return { name: folder, documents, questions: played.map(({ entities }, i) => ({ event: entities, documents: lines[i]!.documents })) }
  } finally {
    await api.close()
  }
}
