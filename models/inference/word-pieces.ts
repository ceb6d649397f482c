/** WordPiece (Wu et al. 2016), as BERT cuts words: from the left, always the longest piece that the vocabulary holds. */

/** `length` in UTF-16 code units of the word. */
export type Piece = { readonly id: number; readonly length: number }

/** Longer words are one unknown piece, as in BERT's own tokenizer. Counted in code points. */
const longestWord = 100

/** @param vocabulary ids of pieces; those that continue a word begin with ## */
export const openWordPieces = (vocabulary: ReadonlyMap<string, number>): ((word: string) => readonly Piece[]) => {
  const unknown = vocabulary.get('[UNK]')!
  const longestPiece = Math.max(...[...vocabulary.keys()].map(({ length }) => length))

  return (word) => {
    const isUnknown = [{ id: unknown, length: word.length }]
    if (word.length > longestWord && [...word].length > longestWord) return isUnknown
    const pieces: Piece[] = []
    for (let start = 0; start < word.length;) {
      const before = start === 0 ? '' : '##'
      let end = Math.min(word.length, start + longestPiece)
      let id: number | undefined
      while (end > start && (id = vocabulary.get(before + word.slice(start, end))) === undefined) end--
      if (id === undefined) return isUnknown
      pieces.push({ id, length: end - start })
      start = end
    }
    return pieces
  }
}
