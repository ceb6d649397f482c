/** All chunks in memory, found by a number (slot) that their words and vectors are kept under. */
import { floatBytes, fromFloatBytes, type DocumentChunks, type Passage } from '../../schemas/index.ts'
import { openFlatVectors } from './flat-vectors.ts'
import { openLexical, type Visible } from './lexical.ts'
import type { Lexicon } from './read-question.ts'
import { mayRead, type Audience, type Reader } from './reader.ts'
import { tokens } from './tokens.ts'
import type { Nearest } from './vector-store.ts'

/** Chunks of the same encoder that the same people may read, with what the statistics of their words need. */
type Shelf = Audience & { number: number; encoder: string; chunks: number; terms: number }

/** What a reader may see. */
export type View = Visible & {
  /** That a slot's vector is of the encoder. */
  comparable: (encoder: string) => (slot: number) => boolean
  lexicon: Lexicon
}

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
  const shelves: Shelf[] = []
  const shelfByKey = new Map<string, Shelf>()
  /** By slot the number of its shelf, from 1; 0 of an empty slot. Typed, because every posting of a question is looked up here. */
  let shelfAt = new Uint32Array(64)
  /** Views by the shelves that they show, until something changes. */
  const views = new Map<string, View>()
  const lexical = openLexical()
  const vectors = openFlatVectors()

  const shelfOf = (tenant: string, access: readonly string[], encoder: string): Shelf => {
    const key = JSON.stringify([encoder, tenant, ...[...access].sort()])
    let shelf = shelfByKey.get(key)
    if (!shelf) {
      shelf = { number: shelves.length + 1, tenant, access, encoder, chunks: 0, terms: 0 }
      shelves.push(shelf)
      shelfByKey.set(key, shelf)
    }
    return shelf
  }

  const place = (slot: number, shelf: number) => {
    if (slot >= shelfAt.length) {
      const grown = new Uint32Array(shelfAt.length * 2)
      grown.set(shelfAt)
      shelfAt = grown
    }
    shelfAt[slot] = shelf
  }

  const remove = (key: string) => {
    const document = documents.get(key)
    if (!document) return
    views.clear()
    for (const slot of document.slots) {
      const { terms, length, passage } = chunks[slot]!
      slotOf.delete(nameOf(key, passage.chunk))
      lexical.remove(slot, terms)
      chunks[slot] = undefined
      place(slot, 0)
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
      views.clear()
      const shelf = shelfOf(tenant, access, encoder)
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
        place(slot, shelf.number)
        shelf.chunks++
        shelf.terms += inText.length
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
      const shown = shelves.filter((shelf) => shelf.chunks > 0 && mayRead(reader, shelf))
      const key = shown.map(({ number }) => number).join()
      let view = views.get(key)
      if (!view) {
        if (views.size >= mostViews) views.clear()
        views.set(key, (view = openView(shown)))
      }
      return view
    },
  }

  function openView(shown: readonly Shelf[]): View {
    const flags = (of: readonly Shelf[]) => {
      const flags = new Uint8Array(shelves.length + 1)
      for (const { number } of of) flags[number] = 1
      return flags
    }
    const has = flags(shown)
    const visible: Visible = {
      has: (slot) => has[shelfAt[slot]!] === 1,
      all: shown.length === shelves.filter((shelf) => shelf.chunks > 0).length,
      count: shown.reduce((sum, shelf) => sum + shelf.chunks, 0),
      totalLength: shown.reduce((sum, shelf) => sum + shelf.terms, 0),
    }
    return {
      ...visible,
      comparable(encoder) {
        const same = flags(shown.filter((shelf) => shelf.encoder === encoder))
        return (slot) => same[shelfAt[slot]!] === 1
      },
      lexicon: lexical.lexicon(visible),
    }
  }
}

const nameOf = (document: string, chunk: string): string => `${document}\0${chunk}`

export type ChunkStore = ReturnType<typeof openChunkStore>
