/** Which texts hold the words of a question, and how well: Okapi BM25 (Robertson and Zaragoza 2009) over ideas instead of words. */
import { openPostings, type TermWeights } from './postings.ts'
import type { Idea, Lexicon } from './read-question.ts'
import { openSpelling } from './spelling.ts'

/** How fast a term's repeats stop to count, and how much a long text is held against it. */
const [k1, b] = [1.2, 0.75]

/** The texts that count. All statistics are theirs alone, so that a ranking tells nothing about texts that its reader may not see. */
export type Visible = {
  has: (slot: number) => boolean
  /** That every text is visible. */
  all: boolean
  /** Texts. */
  count: number
  /** Of all of them, in terms. */
  totalLength: number
}

export type Matches = {
  /** By slot: BM25 as a share of what a text could reach that held every idea often, 0 to 1. */
  scores: Float32Array
  /** By slot: bit i says that the text holds idea i. */
  ideas: Uint32Array
}

export const openLexical = () => {
  const postings = openPostings()
  const spelling = openSpelling()
  let lengths = new Float32Array(64)

  return {
    /** @param length of the text, in terms */
    add(slot: number, terms: TermWeights, length: number) {
      for (const term of terms.keys()) if (!postings.of(term)) spelling.add(term)
      postings.add(slot, terms)
      if (slot >= lengths.length) {
        const grown = new Float32Array(Math.max(slot + 1, lengths.length * 2))
        grown.set(lengths)
        lengths = grown
      }
      lengths[slot] = length
    },

    remove(slot: number, terms: readonly string[]) {
      postings.remove(slot, terms)
      for (const term of terms) if (!postings.of(term)) spelling.remove(term)
    },

    lexicon({ has, all, count }: Visible): Lexicon {
      const known = new Map<string, number>()
      const frequency = (term: string): number => {
        let frequency = known.get(term)
        if (frequency !== undefined) return frequency
        frequency = 0
        const posting = postings.of(term)
        if (posting && all) frequency = posting.length
        else if (posting) for (let i = 0; i < posting.length; i++) if (has(posting.slots[i]!)) frequency++
        known.set(term, frequency)
        return frequency
      }
      return { count, frequency, near: (term) => spelling.near(term) }
    },

    /** @param slots one past the highest slot */
    match(ideas: readonly Idea[], { has, count, totalLength }: Visible, slots: number): Matches {
      const [scores, best, found] = [new Float32Array(slots), new Float32Array(slots), new Uint32Array(slots)]
      const averageLength = totalLength / Math.max(1, count) || 1
      const most = ideas.reduce((sum, { rarity }) => sum + rarity * (k1 + 1), 0) || 1
      for (const [at, { terms, rarity }] of ideas.entries()) {
        const touched: number[] = []
        for (const { term, worth } of terms) {
          const posting = postings.of(term)
          if (!posting) continue
          const full = (worth * rarity * (k1 + 1)) / most
          const { slots: held, weights, length } = posting
          for (let i = 0; i < length; i++) {
            const slot = held[i]!
            if (!has(slot)) continue
            const weight = weights[i]!
            const score = (full * weight) / (weight + k1 * (1 - b + (b * lengths[slot]!) / averageLength))
            found[slot]! |= 1 << at
            if (terms.length === 1) scores[slot]! += score
            // Several terms of one idea count as the best of them.
            else if (score > best[slot]!) {
              if (best[slot] === 0) touched.push(slot)
              scores[slot]! += score - best[slot]!
              best[slot] = score
            }
          }
        }
        for (const slot of touched) best[slot] = 0
      }
      return { scores, ideas: found }
    },
  }
}
