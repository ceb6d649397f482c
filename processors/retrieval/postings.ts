/** An inverted index in typed arrays that changes while it is read. */

/** The slots that hold a term, ascending, and how often each does. */
export type Posting = { slots: Int32Array; weights: Float32Array; length: number }

/** Weighted numbers of a text's terms: a term of the title may count more than one of the text. */
export type TermWeights = ReadonlyMap<string, number>

export const openPostings = () => {
  const postings = new Map<string, Posting>()

  return {
    of: (term: string): Posting | undefined => postings.get(term),
    terms: () => postings.keys(),

    add(slot: number, terms: TermWeights) {
      for (const [term, weight] of terms) {
        let posting = postings.get(term)
        if (!posting) postings.set(term, (posting = { slots: new Int32Array(2), weights: new Float32Array(2), length: 0 }))
        if (posting.length === posting.slots.length) grow(posting)
        const at = placeOf(posting, slot)
        posting.slots.copyWithin(at + 1, at, posting.length)
        posting.weights.copyWithin(at + 1, at, posting.length)
        posting.slots[at] = slot
        posting.weights[at] = weight
        posting.length++
      }
    },

    /** @param terms those that the slot was added with */
    remove(slot: number, terms: Iterable<string>) {
      for (const term of terms) {
        const posting = postings.get(term)
        if (!posting) continue
        const at = placeOf(posting, slot)
        if (posting.slots[at] !== slot || at >= posting.length) continue
        posting.slots.copyWithin(at, at + 1, posting.length)
        posting.weights.copyWithin(at, at + 1, posting.length)
        posting.length--
        if (posting.length === 0) postings.delete(term)
      }
    },
  }
}

const grow = (posting: Posting) => {
  const slots = new Int32Array(posting.slots.length * 2)
  const weights = new Float32Array(posting.weights.length * 2)
  slots.set(posting.slots)
  weights.set(posting.weights)
  Object.assign(posting, { slots, weights })
}

/** Where a slot stands or would stand. */
const placeOf = ({ slots, length }: Posting, slot: number): number => {
  if (length === 0 || slots[length - 1]! < slot) return length
  let [low, high] = [0, length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (slots[middle]! < slot) low = middle + 1
    else high = middle
  }
  return low
}
