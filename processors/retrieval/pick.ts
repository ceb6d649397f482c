/** Which of the ranked chunks become passages. */
import type { Passage } from '../../schemas/index.ts'
import type { StoredChunk } from './chunk-store.ts'

/** Log-odds, see model.ts. */
type Ranked = { chunk: StoredChunk; score: number }

/** So many passages of the best document, of the second, and of each further one: an answer needs several of one, a reader a choice of documents. */
const perDocument = [3, 2]
const perFurther = 1

/** Texts that share more of their terms than this say the same. */
const sameFrom = 0.9

/**
 * At most `top` passages, best first: documents by their best chunk, and of each its best chunks. A chunk that says the same as a picked one,
 * under the same title, is left out. A passage's score is its odds against those of the best, 0 to 1.
 * @param ranked best first
 */
export const pick = (ranked: readonly Ranked[], top: number): Passage[] => {
  const picked: { passage: Passage; terms: ReadonlySet<string> }[] = []
  const taken = new Map<string, number>()
  const best = ranked[0]?.score ?? 0
  for (const { chunk, score } of ranked) {
    if (picked.length === top) break
    const { document } = chunk.passage
    if (!taken.has(document)) taken.set(document, 0)
    const rank = [...taken.keys()].indexOf(document)
    const already = taken.get(document)!
    if (already >= (perDocument[rank] ?? perFurther)) continue
    const terms = new Set(chunk.terms.filter((term) => !chunk.document.title.has(term)))
    if (picked.some((other) => other.passage.title === chunk.passage.title && overlap(other.terms, terms) > sameFrom)) continue
    picked.push({ passage: { ...chunk.passage, score: Math.exp(score - best) }, terms })
    taken.set(document, already + 1)
  }
  return picked.map(({ passage }) => passage)
}

/** Share of the terms of both that both have (Jaccard). */
const overlap = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  let both = 0
  for (const term of a) if (b.has(term)) both++
  return both / (a.size + b.size - both || 1)
}
