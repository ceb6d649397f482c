/** Okapi BM25 (Robertson and Zaragoza 2009) over an inverted index that changes while it is read. */

/** How fast a term's repeats stop to count, and how much a long text is held against it. */
const [k1, b] = [1.2, 0.75]

export const openBm25 = () => {
  const postings = new Map<string, Map<number, number>>()
  const lengths = new Map<number, number>()

  return {
    lengthOf: (label: number): number => lengths.get(label) ?? 0,

    add(label: number, terms: readonly string[]) {
      lengths.set(label, terms.length)
      for (const term of terms) {
        let posting = postings.get(term)
        if (!posting) postings.set(term, (posting = new Map()))
        posting.set(label, (posting.get(label) ?? 0) + 1)
      }
    },

    remove(label: number, terms: readonly string[]) {
      lengths.delete(label)
      for (const term of new Set(terms)) {
        const posting = postings.get(term)
        posting?.delete(label)
        if (posting?.size === 0) postings.delete(term)
      }
    },

    /**
     * Scores of the visible texts that hold a term of the query. All statistics are those of the visible texts alone, so that a ranking
     * tells nothing about texts that the reader may not see.
     */
    score(terms: readonly string[], visible: { has: (label: number) => boolean; count: number; totalLength: number }): Map<number, number> {
      const scores = new Map<number, number>()
      const averageLength = visible.totalLength / Math.max(1, visible.count) || 1
      for (const term of new Set(terms)) {
        const found = [...(postings.get(term) ?? [])].filter(([label]) => visible.has(label))
        const idf = Math.log(1 + (visible.count - found.length + 0.5) / (found.length + 0.5))
        for (const [label, frequency] of found) {
          const norm = k1 * (1 - b + (b * lengths.get(label)!) / averageLength)
          scores.set(label, (scores.get(label) ?? 0) + (idf * frequency * (k1 + 1)) / (frequency + norm))
        }
      }
      return scores
    },
  }
}
