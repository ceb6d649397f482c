/** The known terms that a misspelt one may stand for. */

/** Words this short have too many neighbours. */
const shortest = 5
const longest = 24

/**
 * Known words by first letter and length: who mistypes seldom misses the first letter. Of each the letters it has, as bits, so that
 * most are told apart without comparing them.
 */
export const openSpelling = () => {
  const shelves = new Map<string, Map<string, number>>()
  const shelfOf = (term: string, length: number) => `${term[0]}${length}`
  const isWord = (term: string) => term.length >= shortest && term.length <= longest && /^[a-z]+$/.test(term)

  return {
    add(term: string) {
      if (!isWord(term)) return
      const key = shelfOf(term, term.length)
      let shelf = shelves.get(key)
      if (!shelf) shelves.set(key, (shelf = new Map()))
      shelf.set(term, lettersOf(term))
    },
    remove: (term: string) => void shelves.get(shelfOf(term, term.length))?.delete(term),

    /** Terms within one edit, from eight letters on within two, nearest first; of five letters only swapped ones: others are words too often. */
    near(term: string): { term: string; edits: number }[] {
      if (!isWord(term)) return []
      const most = term.length < 8 ? 1 : 2
      const letters = lettersOf(term)
      const found: { term: string; edits: number }[] = []
      for (let length = term.length - most; length <= term.length + most; length++) {
        for (const [other, otherLetters] of shelves.get(shelfOf(term, length)) ?? []) {
          if (bitsOf(letters ^ otherLetters) > 2 * most) continue
          const edits = editsBetween(term, other, most)
          if (edits <= most && (term.length > shortest || (other.length === term.length && otherLetters === letters)))
            found.push({ term: other, edits })
        }
      }
      return found.sort((a, b) => a.edits - b.edits)
    },
  }
}

const lettersOf = (term: string): number => {
  let bits = 0
  for (let i = 0; i < term.length; i++) bits |= 1 << (term.charCodeAt(i) - 97)
  return bits
}

const bitsOf = (bits: number): number => {
  let count = 0
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++
  return count
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment); above `most` any number above it. */
export const editsBetween = (a: string, b: string, most: number): number => {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let [before, last] = [new Array<number>(b.length + 1).fill(0), Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, before[j - 2]! + 1)
      row.push(edits)
    }
    if (Math.min(...row) > most) return most + 1
    ;[before, last] = [last, row]
  }
  return last[b.length]!
}
