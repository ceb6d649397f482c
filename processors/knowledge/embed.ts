/** The vectors of a document: those that its former version has already, and new ones for what changed. */
import { floatBytes, int8Bytes, type Chunk, type DocumentChunks } from '../../schemas/index.ts'
import { embeddedText, type Piece } from './chunk.ts'

export type Encoder = {
  readonly name: string
  embed(texts: readonly string[], options?: { bulk?: boolean }): Promise<Float32Array[]>
}

export type Embedded = {
  chunks: Chunk[]
  /** Different texts that were embedded. */
  embedded: number
  /** Different texts whose vectors were taken over. */
  reused: number
}

/**
 * Embeds the pieces of a document and their sentences. A chunk's vector is taken over where id and title are as they were, a sentence's
 * where its text is, and both only from the same encoder. Each different text is embedded once.
 * @param former the chunks of the version before; null where there is none
 * @throws what the encoder throws
 */
export const embed = async (
  document: { title: string; text: string; pieces: readonly Piece[] },
  encoder: Encoder,
  former: DocumentChunks | null,
): Promise<Embedded> => {
  const { title, text, pieces } = document
  const known = former?.encoder === encoder.name ? former : null
  const chunkVectors = new Map(known?.title === title ? known.chunks.map(({ id, vector }) => [id, vector]) : [])
  const sentenceVectors = known ? vectorsOfSentences(known) : new Map<string, Buffer>()
  const said = ({ start, end }: { start: number; end: number }) => text.slice(start, end)

  const wholes = new Set(pieces.filter(({ id }) => !chunkVectors.has(id)).map((piece) => embeddedText(title, piece)))
  const all = new Set(pieces.flatMap(({ sentences }) => sentences.filter(({ code }) => !code).map(said)))
  const parts = [...all].filter((sentence) => !sentenceVectors.has(sentence))
  const texts = [...wholes, ...parts]
  const vectors = await encoder.embed(texts, { bulk: true })

  const newWholes = new Map([...wholes].map((whole, i) => [whole, floatBytes(vectors[i]!)]))
  for (const [i, part] of parts.entries()) sentenceVectors.set(part, int8Bytes(vectors[wholes.size + i]!))
  const chunks = pieces.map(({ sentences, ...piece }) => ({
    ...piece,
    vector: chunkVectors.get(piece.id) ?? newWholes.get(embeddedText(title, piece))!,
    sentences: sentences.map(({ start, end, code }) => ({
      ...{ start, end },
      vector: code ? Buffer.alloc(0) : sentenceVectors.get(said({ start, end }))!,
    })),
  }))
  const reused = pieces.filter(({ id }) => chunkVectors.has(id)).length + all.size - parts.length
  return { chunks, embedded: texts.length, reused }
}

/** By text; commands have none. */
const vectorsOfSentences = ({ chunks }: DocumentChunks): Map<string, Buffer> =>
  new Map(
    chunks.flatMap(({ text, start: from, sentences }) =>
      sentences
        .filter(({ vector }) => vector.length > 0)
        .map(({ start, end, vector }): [string, Buffer] => [text.slice(start - from, end - from), vector]),
    ),
  )
