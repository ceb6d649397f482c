/** A passage as the ground that sentences stand on: its stretches of text with places, words and vectors, read once for an answer. */
import { fromInt8Bytes, type Passage } from '../../../schemas/index.ts'
import { terms } from '../terms.ts'
import { isDirective } from './directives.ts'
import { quantitiesOf, type Quantity } from './specifics.ts'

/** One to three sentences of a passage that follow each other. */
export type Stretch = {
  /** Place in the document. */
  readonly start: number
  readonly end: number
  readonly text: string
  readonly terms: ReadonlySet<string>
  /** Of its sentences; none where they were not embedded, or by another encoder. */
  readonly vectors: readonly Float32Array[]
}

export type Source = {
  /** How the model cites it. */
  readonly n: number
  readonly passage: Passage
  readonly stretches: readonly Stretch[]
  /** Title, headings and what may be shown of the text. */
  readonly said: Wording
}

/** What a text has to say in particular. */
export type Wording = {
  /** Lower case, white space as one space. */
  readonly plain: string
  readonly quantities: readonly Quantity[]
}

const mostSentences = 3

export const wordingOf = (text: string): Wording => ({ plain: plainly(text), quantities: quantitiesOf(text) })

export const plainly = (text: string): string => text.replace(/[‘’]/g, "'").replace(/\s+/g, ' ').toLowerCase()

/** @param comparable whether the passage's vectors are of the encoder that embeds what is said */
export const sourceOf = (passage: Passage, n: number, comparable: boolean): Source => {
  const sentences = passage.sentences
    .map(({ start, end, vector }) => ({
      ...{ start, end, text: passage.text.slice(start - passage.start, end - passage.start) },
      vector: comparable && vector.length > 0 ? fromInt8Bytes(vector) : null,
    }))
    .filter(({ text }) => !isDirective(text))
  const stretches = sentences.flatMap((_, from) =>
    Array.from({ length: Math.min(mostSentences, sentences.length - from) }, (_, more): Stretch => {
      const part = sentences.slice(from, from + more + 1)
      const [start, end] = [part[0]!.start, part.at(-1)!.end]
      const text = passage.text.slice(start - passage.start, end - passage.start)
      return { start, end, text, terms: terms(text), vectors: part.flatMap(({ vector }) => vector ?? []) }
    }).filter(({ text }) => !isDirective(text)),
  )
  const shown = sentences.map(({ text }) => text).join('\n')
  return { n, passage, stretches, said: wordingOf([passage.title, ...passage.headings, shown].join('\n')) }
}

/** The passage's text without sentences that speak to a model. */
export const shownText = (passage: Passage): string => {
  let text = ''
  let from = 0
  for (const { start, end } of passage.sentences) {
    const [a, b] = [start - passage.start, end - passage.start]
    text += passage.text.slice(from, a)
    if (!isDirective(passage.text.slice(a, b))) text += passage.text.slice(a, b)
    from = b
  }
  // What no sentence covers (headings, list marks) goes in by the same rule, line by line.
  return (text + passage.text.slice(from))
    .split('\n')
    .filter((line) => !isDirective(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
