/** Word pieces with their places in the text and the shapes of their words: what the joint model reads. */
import { shapesOf } from './shapes.ts'
import { openWordPieces } from './word-pieces.ts'
import { wordsOf } from './words.ts'

/** The base model was trained on at most so many, the first and the last among them. */
export const maxTokens = 256

/** Equally long. The first and the last are no pieces: they have the shape 0 and the place 0 to 0. */
export type Tokens = {
  readonly ids: readonly number[]
  readonly shapes: readonly number[]
  /** Places in UTF-16 code units of the text. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** @param vocabulary ids of pieces. What stands in brackets in a text, `[SEP]` say, is text like any other. */
export const openTokeniser = (vocabulary: ReadonlyMap<string, number>): ((text: string) => Tokens) => {
  const cut = openWordPieces(vocabulary)
  const [first, last] = [vocabulary.get('[CLS]')!, vocabulary.get('[SEP]')!]

  return (text) => {
    const shapeAt = shapesOf(text)
    const [ids, shapes, starts, ends] = [[first], [0], [0], [0]]
    for (const word of wordsOf(text)) {
      let at = 0
      for (const { id, length } of cut(word.text)) {
        const start = word.starts[at]!
        ids.push(id)
        shapes.push(shapeAt(start))
        starts.push(start)
        ends.push(word.ends[at + length - 1]!)
        at += length
      }
      if (ids.length >= maxTokens) break
    }
    const closed = (numbers: readonly number[], end: number) => [...numbers.slice(0, maxTokens - 1), end]
    return { ids: closed(ids, last), shapes: closed(shapes, 0), starts: closed(starts, 0), ends: closed(ends, 0) }
  }
}
