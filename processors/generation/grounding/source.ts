/** A passage as the ground that sentences stand on: its stretches of text with places, words and vectors, read once for an answer. */
import { fromInt8Bytes, type Passage, type Sentence } from '../../../schemas/index.ts'
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
  readonly parts: readonly Part[]
  /** Of its sentences; none where they were not embedded, or by another encoder. */
  readonly vectors: readonly Float32Array[]
}

/** One sentence of a stretch. */
export type Part = { readonly text: string; readonly terms: ReadonlySet<string> }

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
  const sentences = sentencesOf(passage)
    .map(({ start, end, vector }) => {
      const text = passage.text.slice(start - passage.start, end - passage.start)
      return { start, end, text, terms: terms(text), vector: comparable && vector.length > 0 ? fromInt8Bytes(vector) : null }
    })
    .filter(({ text }) => !isDirective(text))
  const follows = (i: number) =>
    passage.text.slice(sentences[i - 1]!.end - passage.start, sentences[i]!.start - passage.start).trim() === ''
  const stretches: Stretch[] = []
  for (const [from, first] of sentences.entries()) {
    for (let to = from; to < Math.min(from + mostSentences, sentences.length); to++) {
      // Another step or paragraph that is marked as such is another matter.
      if (to > from && !follows(to)) break
      const parts = sentences.slice(from, to + 1)
      const { end } = parts.at(-1)!
      const text = passage.text.slice(first.start - passage.start, end - passage.start)
      if (isDirective(text)) continue
      const vectors = parts.flatMap(({ vector }) => vector ?? [])
      stretches.push({ start: first.start, end, text, terms: terms(text), parts, vectors })
    }
  }
  const shown = sentences.map(({ text }) => text).join('\n')
  return { n, passage, stretches, said: wordingOf([passage.title, ...passage.headings, shown].join('\n')) }
}

/** A step is embedded as a whole; its sentences are taken one by one here, each with the vector of the step. */
const sentencesOf = ({ text, start: from, sentences }: Passage): readonly Sentence[] =>
  sentences.flatMap(({ start, end, vector }) => {
    const whole = text.slice(start - from, end - from)
    if (/^\s*(?:```|~~~|\|)/.test(whole)) return [{ start, end, vector }]
    const code = [...whole.matchAll(/`[^`]*`/g)].map(({ index, 0: { length } }) => [index, index + length] as const)
    const ends = [...whole.matchAll(/[.!?]["'”’)*_]*(?=\s+["'“‘(*_`]*[\p{Lu}\p{Lo}\p{N}`])/gu)]
      .filter(({ index }) => !code.some(([a, b]) => index > a && index < b))
      .map(({ index, 0: { length } }) => index + length)
    return [...ends, whole.length].flatMap((to, i) => {
      const opens = ends[i - 1] ?? 0
      const space = /^\s*/.exec(whole.slice(opens, to))![0].length
      return opens + space < to ? [{ start: start + opens + space, end: start + to, vector }] : []
    })
  })

/** The passage's text without sentences that speak to a model. */
export const shownText = (passage: Passage): string => {
  let text = ''
  let from = 0
  for (const { start, end } of sentencesOf(passage)) {
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
