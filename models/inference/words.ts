/**
 * The words of a text as an uncased BERT reads them (lower case, without accents, each punctuation mark and ideograph a word of its own), with
 * their places in the text, which the tokenizer of the library does not give.
 */

export type Word = {
  /** Normalised. */
  readonly text: string
  /** For each UTF-16 code unit of `text`, where the character that it was made from starts and ends in the text. */
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

const control = /^[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]$/u
const space = /^\s$/u
const punctuation = /^[\p{P}!-/:-@[-`{-~]$/u
const accents = /\p{Mn}/gu
/** As in BERT's own tokenizer; Hangul, Hiragana and Katakana are not among them. */
const ideograph =
  /^[\u{4e00}-\u{9fff}\u{3400}-\u{4dbf}\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{f900}-\u{faff}\u{2f800}-\u{2fa1f}]$/u
const plain = /^[a-z0-9]$/

/** What stands for a character in the normalised text: '' for nothing, ' ' between words. */
const normalised = (character: string): string => {
  if (plain.test(character)) return character
  if (character === '\t' || character === '\n' || character === '\r') return ' '
  if (control.test(character)) return ''
  if (space.test(character)) return ' '
  // Each character for itself, because lower case may not depend on what follows: the last sigma of a word is a sigma like the others.
  return character.normalize('NFD').replace(accents, '').toLowerCase()
}

/** One after the other, so that nobody reads a long text to its end for its first words. Places count UTF-16 code units of `text`. */
export function* wordsOf(text: string): Generator<Word> {
  let [word, starts, ends]: [string, number[], number[]] = ['', [], []]
  let at = 0
  for (const character of text) {
    const [start, end] = [at, (at += character.length)]
    const added = normalised(character)
    if (added === '') continue
    const isAlone = !plain.test(added) && (punctuation.test(added) || ideograph.test(character))
    if ((isAlone || added === ' ') && word !== '') {
      yield { text: word, starts, ends }
      ;[word, starts, ends] = ['', [], []]
    }
    if (added === ' ') continue
    if (isAlone) {
      yield { text: added, starts: Array<number>(added.length).fill(start), ends: Array<number>(added.length).fill(end) }
      continue
    }
    word += added
    for (let i = 0; i < added.length; i++) {
      starts.push(start)
      ends.push(end)
    }
  }
  if (word !== '') yield { text: word, starts, ends }
}
