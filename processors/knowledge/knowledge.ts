import { z } from 'zod'
import { floatBytes, int8Bytes, type Chunk, type DocumentChunks, type Head, type Revision } from '../../schemas/index.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { chunk, embeddedText } from './chunk.ts'

type Encoder = { readonly name: string; embed(texts: readonly string[], options?: { bulk?: boolean }): Promise<Float32Array[]> }

/** Makes a revision searchable: its head, its chunks, and the vectors of chunks and sentences. */
export const knowledge = defineProcessor({
  name: 'knowledge',
  summary: 'Cuts documents into chunks and embeds them.',
  from: [topics.revisions],
  to: [topics.heads, topics.chunks],
  patience: 'forever',
  settings: z.object({}),
  concurrency: 4,
  open: async (_settings, { encoder }: { encoder: Encoder }) => ({
    inputs: [
      on(topics.revisions, async (revision) => {
        if (revision.removed) return [emit(topics.heads, null), emit(topics.chunks, null)]
        const chunks = await embedded(revision, encoder)
        return [emit(topics.heads, headOf(revision, chunks.length)), emit(topics.chunks, chunksOf(revision, encoder.name, chunks))]
      }),
    ],
  }),
})

const embedded = async ({ document, title, text, mediaType }: Revision, encoder: Encoder): Promise<Chunk[]> => {
  const pieces = chunk({ document, title, text, mediaType })
  const spans = pieces.flatMap(({ sentences }) => sentences.filter(({ code }) => !code))
  const texts = [...pieces.map((piece) => embeddedText(title, piece)), ...spans.map(({ start, end }) => text.slice(start, end))]
  const vectors = await encoder.embed(texts, { bulk: true })
  const vectorOf = new Map(spans.map((span, i) => [span, vectors[pieces.length + i]!]))
  return pieces.map(({ sentences, ...piece }, i) => ({
    ...piece,
    vector: floatBytes(vectors[i]!),
    sentences: sentences.map((span) => {
      const vector = vectorOf.get(span)
      return { start: span.start, end: span.end, vector: vector ? int8Bytes(vector) : Buffer.alloc(0) }
    }),
  }))
}

const headOf = ({ document, revision, title, source, tenant, access, text, at }: Revision, chunks: number): Head => ({
  ...{ document, revision, title, source, tenant, access, at },
  chunks,
  characters: text.length,
})

const chunksOf = ({ document, revision, title, tenant, access }: Revision, encoder: string, chunks: Chunk[]): DocumentChunks => ({
  ...{ document, revision, title, tenant, access },
  encoder,
  chunks,
})
