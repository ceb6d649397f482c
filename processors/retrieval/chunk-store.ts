/** All chunks in memory, found by a number (slot) that their words and vectors are kept under. */
import { fromFloatBytes, type DocumentChunks, type Passage } from '../../schemas/index.ts'
import { openFlatVectors } from './flat-vectors.ts'
import { openLexical, type Visible } from './lexical.ts'
import { mayRead, type Audience, type Reader } from './reader.ts'
import { tokens } from './tokens.ts'
import type { Nearest } from './vector-store.ts'

/** What may be read by the same people, with what the statistics of its words need. */
type Shelf = Audience & { chunks: number; terms: number }

export type StoredDocument = {
  id: string
  encoder: string
  /** Terms of the title and of the last part of the path. */
  title: ReadonlySet<string>
  /** In reading order. */
  slots: readonly number[]
  shelf: Shelf
}

export type StoredChunk = {
  slot: number
  document: StoredDocument
  passage: Omit<Passage, 'score'>
  /** Distinct terms, those of title and headings too. */
  terms: readonly string[]
  /** Terms of the text, repeats counted. */
  length: number
}

/** A term of the title or of a heading says more about a chunk than one of its text. */
const [titleWeight, headingWeight] = [2, 1.5]

export const openChunkStore = () => {
  const chunks: (StoredChunk | undefined)[] = []
  const slotOf = new Map<string, number>()
  const free: number[] = []
  const documents = new Map<string, StoredDocument>()
  const shelves = new Map<string, Shelf>()
  const lexical = openLexical()
  const vectors = openFlatVectors()

  const shelfOf = (tenant: string, access: readonly string[]): Shelf => {
    const key = JSON.stringify([tenant, ...[...access].sort()])
    let shelf = shelves.get(key)
    if (!shelf) shelves.set(key, (shelf = { tenant, access, chunks: 0, terms: 0 }))
    return shelf
  }

  const remove = (key: string) => {
    const document = documents.get(key)
    if (!document) return
    for (const slot of document.slots) {
      const { terms, length, passage } = chunks[slot]!
      slotOf.delete(nameOf(key, passage.chunk))
      lexical.remove(slot, terms)
      chunks[slot] = undefined
      free.push(slot)
      document.shelf.chunks--
      document.shelf.terms -= length
    }
    documents.delete(key)
  }

  return {
    lexical,
    vectors,
    /** One past the highest slot. */
    end: () => chunks.length,
    size: () => chunks.length - free.length,
    /** @throws RangeError for a slot that is not taken */
    at(slot: number): StoredChunk {
      const chunk = chunks[slot]
      if (!chunk) throw new RangeError(`Slot ${slot} holds no chunk.`)
      return chunk
    },
    /** Slots of what a vector store found, without what is not there any more. */
    slotsOf: (nearest: readonly Nearest[]): number[] => nearest.flatMap(({ document, chunk }) => slotOf.get(nameOf(document, chunk)) ?? []),

    /** Puts a document in the place of what was there under `key`. */
    put(key: string, { document: id, revision, title, tenant, access, encoder, chunks: added }: DocumentChunks) {
      remove(key)
      const shelf = shelfOf(tenant, access)
      const name = id.replace(/^.*\/(?=.)/, '').replace(/\.\w+$/, '')
      const slots = added.map(() => free.pop() ?? chunks.push(undefined) - 1)
      const document: StoredDocument = { id, encoder, title: new Set(tokens(`${title}\n${name}`)), slots, shelf }
      for (const [i, { id: chunk, headings, text, start, end, vector, sentences }] of added.entries()) {
        const slot = slots[i]!
        const inText = tokens(text)
        const weights = new Map<string, number>()
        const count = (terms: Iterable<string>, weight: number) => {
          for (const term of terms) weights.set(term, (weights.get(term) ?? 0) + weight)
        }
        count(document.title, titleWeight)
        count(tokens(headings.join('\n')), headingWeight)
        count(inText, 1)
        const passage = { chunk, document: id, revision, title, headings, text, start, end, sentences }
        chunks[slot] = { slot, document, passage, terms: [...weights.keys()], length: inText.length }
        slotOf.set(nameOf(key, chunk), slot)
        lexical.add(slot, weights, inText.length)
        vectors.set(slot, fromFloatBytes(vector))
        shelf.chunks++
        shelf.terms += inText.length
      }
      documents.set(key, document)
    },

    remove,

    /** What a reader may see. */
    visibleTo(reader: Reader): Visible {
      const readable = new Set([...shelves.values()].filter((shelf) => mayRead(reader, shelf)))
      const visible = { count: 0, totalLength: 0 }
      for (const { chunks: count, terms } of readable) {
        visible.count += count
        visible.totalLength += terms
      }
      return {
        ...visible,
        has(slot) {
          const chunk = chunks[slot]
          return chunk !== undefined && readable.has(chunk.document.shelf)
        },
      }
    },
  }
}

const nameOf = (document: string, chunk: string): string => `${document}\0${chunk}`

export type ChunkStore = ReturnType<typeof openChunkStore>
