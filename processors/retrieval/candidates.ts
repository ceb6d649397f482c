/** The chunks that may answer a question, each with what speaks for it. */
import { openBest } from './best.ts'
import type { ChunkStore, StoredChunk, StoredDocument, View } from './chunk-store.ts'
import { within0and1, type DocumentFeatures, type Features } from './features.ts'
import type { Matches } from './lexical.ts'
import { rarityOf, readQuestion, type Idea } from './read-question.ts'
import type { Reader } from './reader.ts'
import { bestCosine, toInt8 } from './sentence-vectors.ts'
import type { Nearest } from './vector-store.ts'

export type Query = {
  text: string
  /** Unit vector of the text. */
  vector: Float32Array
  encoder: string
  reader: Reader
}

export type Candidate = { chunk: StoredChunk; features: Features }

/** Candidates that each of the two searches brings. */
export const perSearch = 60

/** Of a document of more chunks only the candidates are compared: a manual of a thousand would cost more than all else. */
const mostCompared = 40

/** Sentences at the start of a document that say what it is about. */
const leading = 2

/**
 * Candidates in no order.
 * @param nearest what a vector store found; where it is null all vectors are compared
 */
export const candidatesOf = (
  store: ChunkStore,
  query: Query,
  view: View,
  nearest: readonly Nearest[] | null,
): { candidates: Candidate[]; ideas: Idea[] } => {
  const { lexicon } = view
  const ideas = readQuestion(query.text, lexicon)
  const matches = store.lexical.match(ideas, view, store.end())
  const lexical = openBest(perSearch)
  const { scores } = matches
  for (let slot = 0; slot < scores.length; slot++) if (scores[slot]! > 0) lexical.offer(slot, scores[slot]!)

  const comparable = store.vectors.fits(query.vector) ? view.comparable(query.encoder) : () => false
  const dense = nearest
    ? store.slotsOf(nearest).filter(comparable)
    : store.vectors.nearest(query.vector, store.end(), comparable, perSearch)

  const pool = new Set([...dense, ...lexical.taken()])

  const int8 = toInt8(query.vector)
  const cosine = (slot: number) => (comparable(slot) ? within0and1(store.vectors.dot(slot, query.vector)) : 0)
  const rarity = (term: string) => rarityOf(view.count, lexicon.frequency(term))
  const asked = askedTerms(ideas)
  const documentFeatures = (document: StoredDocument): DocumentFeatures => {
    const slots = document.slots.length > mostCompared ? document.slots.filter((slot) => pool.has(slot)) : document.slots
    const [first = 0, second = first] = slots.map(cosine).sort((a, b) => b - a)
    const [opening] = document.slots as [number]
    const { sentences } = store.at(opening).passage
    const lead = comparable(opening) ? within0and1(bestCosine(sentences, int8, leading)) : 0
    return {
      ...titleFeatures(ideas, asked, document.title, rarity),
      document: share(ideas, foundIn(document, matches)),
      second: (first + second) / 2,
      lead,
    }
  }
  const documents = new Map<StoredDocument, DocumentFeatures>()
  const featuresOf = (document: StoredDocument): DocumentFeatures => {
    let known = documents.get(document)
    if (!known) documents.set(document, (known = documentFeatures(document)))
    return known
  }

  const candidates = [...pool].map((slot): Candidate => {
    const chunk = store.at(slot)
    const sentence = comparable(slot) ? within0and1(bestCosine(chunk.passage.sentences, int8)) : 0
    return { chunk, features: { meaning: cosine(slot), sentence, words: scores[slot]!, ...featuresOf(chunk.document) } }
  })
  return { candidates, ideas }
}

/** That a document holds the idea at a place of the list. */
const foundIn = ({ slots }: StoredDocument, { ideas }: Matches): ((at: number) => number) => {
  let found = 0
  for (const slot of slots) found |= ideas[slot]!
  return (at) => (found >>> at) & 1
}

/** Share of the weight of ideas, by rarity. */
const share = (ideas: readonly Idea[], held: (at: number) => number): number => {
  const all = ideas.reduce((sum, { rarity }) => sum + rarity, 0)
  return all > 0 ? ideas.reduce((sum, { rarity }, at) => sum + rarity * held(at), 0) / all : 0
}

/** Where a term stands among the ideas of a question, and what finding it is worth. */
type AskedTerms = ReadonlyMap<string, readonly { at: number; worth: number }[]>

const askedTerms = (ideas: readonly Idea[]): AskedTerms => {
  const asked = new Map<string, { at: number; worth: number }[]>()
  for (const [at, { terms }] of ideas.entries()) {
    for (const { term, worth } of terms) {
      const known = asked.get(term)
      if (known) known.push({ at, worth })
      else asked.set(term, [{ at, worth }])
    }
  }
  return asked
}

const titleFeatures = (ideas: readonly Idea[], asked: AskedTerms, title: ReadonlySet<string>, rarity: (term: string) => number) => {
  const held = new Float64Array(ideas.length)
  let [named, whole] = [0, 0]
  for (const term of title) {
    const weight = rarity(term)
    whole += weight
    let most = 0
    for (const { at, worth } of asked.get(term) ?? []) {
      held[at] = Math.max(held[at]!, worth)
      most = Math.max(most, worth)
    }
    named += weight * most
  }
  return { title: share(ideas, (at) => held[at]!), titleOnly: whole > 0 ? named / whole : 0 }
}
