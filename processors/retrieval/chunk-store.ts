/** All chunks in memory, found by a number (slot) that their words and vectors are kept under. */
import { floatBytes, fromFloatBytes, type DocumentChunks, type Passage } from '../../schemas/index.ts'
import { openFlatVectors } from './flat-vectors.ts'
import { openLexical } from './lexical.ts'
import type { Lexicon } from './read-question.ts'
import type { Reader } from './reader.ts'
import { openShelves, type Shelf, type Shown } from './shelves.ts'
import { tokens } from './tokens.ts'
import type { Nearest } from './vector-store.ts'

/** What a reader may see, and what is known of its words. */
export type View = Shown & { lexicon: Lexicon }

export type StoredDocument = {
  id: string
  revision: string
  /** The title as written. */
  titled: string
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
/** Readers differ by their groups: so many kinds of them are remembered. */
const mostViews = 64

export const openChunkStore = () => {
  const chunks: (StoredChunk | undefined)[] = []
  const slotOf = new Map<string, number>()
  const free: number[] = []
  const documents = new Map<string, StoredDocument>()
  const shelves = openShelves()
  /** By the shelves that they show, until something changes: word statistics cost more than a search. */
  const views = new Map<string, View>()
  const lexical = openLexical()
  const vectors = openFlatVectors()

  const remove = (key: string) => {
    const document = documents.get(key)
    if (!document) return
    views.clear()
    for (const slot of document.slots) {
      const { terms, length, passage } = chunks[slot]!
      slotOf.delete(nameOf(key, passage.chunk))
      lexical.remove(slot, terms)
      chunks[slot] = undefined
      shelves.take(slot, document.shelf, length)
      free.push(slot)
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
      views.clear()
      const shelf = shelves.shelfOf(tenant, access, encoder)
      const name = id.replace(/^.*\/(?=.)/, '').replace(/\.\w+$/, '')
      const slots = added.map(() => free.pop() ?? chunks.push(undefined) - 1)
      const document: StoredDocument = { id, revision, titled: title, title: new Set(tokens(`${title}\n${name}`)), slots, shelf }
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
        shelves.put(slot, shelf, inText.length)
      }
      documents.set(key, document)
    },

    remove,

    /** All documents as they were put. */
    *documents(): Iterable<readonly [key: string, document: DocumentChunks]> {
      for (const [key, { id, shelf, slots, revision, titled }] of documents) {
        const { tenant, access, encoder } = shelf
        const own = slots.map((slot) => {
          const { chunk, headings, text, start, end, sentences } = chunks[slot]!.passage
          return { id: chunk, headings, text, start, end, vector: floatBytes(vectors.at(slot)), sentences }
        })
        yield [key, { document: id, revision, title: titled, tenant, access, encoder, chunks: own }]
      }
    },

    clear() {
      for (const key of [...documents.keys()]) remove(key)
    },

    viewOf(reader: Reader): View {
      const shown = shelves.shownTo(reader)
      let view = views.get(shown.key)
      if (!view) {
        if (views.size >= mostViews) views.clear()
        views.set(shown.key, (view = { ...shown, lexicon: lexical.lexicon(shown) }))
      }
      return view
    },
  }
}

const nameOf = (document: string, chunk: string): string => `${document}\0${chunk}`

export type ChunkStore = ReturnType<typeof openChunkStore>
