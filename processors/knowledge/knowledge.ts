import { z } from 'zod'
import type { Revision } from '../../schemas/index.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { chunk } from './chunk.ts'
import { embed, type Embedded, type Encoder } from './embed.ts'
import { namesOf } from './names.ts'

/** Makes a revision searchable: its head, its chunks, and the vectors of chunks and sentences. */
export const knowledge = defineProcessor({
  name: 'knowledge',
  summary: 'Cuts documents into chunks and embeds them.',
  from: [topics.revisions],
  to: [topics.heads, topics.chunks],
  patience: 'forever',
  settings: z.object({}),
  concurrency: 4,
  open: async (_settings, { encoder }: { encoder: Encoder }, _follow, lookup) => {
    const former = lookup(topics.chunks)
    return {
      inputs: [
        on(topics.revisions, async (revision, { key }) => {
          if (revision.removed) return [emit(topics.heads, null), emit(topics.chunks, null)]
          await former.caughtUp
          const pieces = chunk(revision)
          const done = await embed({ ...revision, pieces }, encoder, await former.get(key))
          return [emit(topics.heads, headOf(revision, done)), emit(topics.chunks, chunksOf(revision, encoder.name, done))]
        }),
      ],
    }
  },
})

const headOf = (revision: Revision, { chunks, embedded, reused }: Embedded) => {
  const { document, title, source, tenant, access, language, hidden, text, at } = revision
  return {
    ...{ document, revision: revision.revision, title, source, tenant, access, language, hidden, at, embedded, reused },
    chunks: chunks.length,
    characters: text.length,
    // Whoever may not read a document must not learn from the bot which names stand in it.
    names: access.length === 0 ? namesOf(revision) : [],
  }
}

const chunksOf = ({ document, revision, title, tenant, access }: Revision, encoder: string, { chunks }: Embedded) => ({
  ...{ document, revision, title, tenant, access, encoder },
  chunks,
})
