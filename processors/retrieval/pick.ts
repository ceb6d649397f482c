/** Which of the ranked chunks become passages. */
import type { Passage } from '../../schemas/index.ts'
import type { StoredChunk } from './chunk-store.ts'
import { neighboursOf } from './neighbours.ts'

/** Log-odds, see model.ts. */
type Ranked = { chunk: StoredChunk; score: number }

/** So many passages of the best document, and of each further one: an answer is made of one document, and five of them have a say among eight. */
const [ofBest, ofFurther] = [4, 1]

/** Texts that share more of their terms than this say the same. */
const sameFrom = 0.9

/** Passages below this place lose the vectors of their sentences, which are most of a record: answers are made of those above it. */
const withVectors = 5

/**
 * At most `top` passages, best first: of each document its best chunks, and what stands beside the very best one and belongs to it. A chunk
 * that says the same as a picked one, under the same title, is left out. A passage's score is its odds against those of the best, 0 to 1.
 * @param ranked best first
 */
export const pick = (ranked: readonly Ranked[], top: number, at: (slot: number) => StoredChunk): Passage[] => {
  const picked: { passage: Passage; terms: ReadonlySet<string> }[] = []
  const taken = new Map<string, number>()
  const best = ranked[0]
  for (const { chunk, score } of withNeighbours(ranked, at)) {
    if (picked.length === top) break
    const { document, title } = chunk.passage
    const already = taken.get(document) ?? 0
    if (already === (document === best?.chunk.passage.document ? ofBest : ofFurther)) continue
    const terms = new Set(chunk.terms.filter((term) => !chunk.document.title.has(term)))
    if (picked.some((other) => other.passage.title === title && overlap(other.terms, terms) > sameFrom)) continue
    picked.push({ passage: { ...chunk.passage, score: Math.exp(score - best!.score) }, terms })
    taken.set(document, already + 1)
  }
  return picked.map(({ passage }, i) => (i < withVectors ? passage : withoutVectors(passage)))
}

/** The neighbours of the best chunk come right after it. */
const withNeighbours = (ranked: readonly Ranked[], at: (slot: number) => StoredChunk): readonly Ranked[] => {
  const [best, ...rest] = ranked
  if (!best) return []
  const beside = neighboursOf(best.chunk, at)
  const score = rest[0]?.score ?? best.score
  return [best, ...beside.map((chunk) => ({ chunk, score })), ...rest.filter(({ chunk }) => !beside.includes(chunk))]
}

const withoutVectors = (passage: Passage): Passage => ({
  ...passage,
  sentences: passage.sentences.map((sentence) => ({ ...sentence, vector: Buffer.alloc(0) })),
})

/** Share of the terms of both that both have (Jaccard). */
const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  let both = 0
  for (const term of a) if (b.has(term)) both++
  return both / (a.size + b.size - both || 1)
}
