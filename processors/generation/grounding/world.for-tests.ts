/** Passages, vectors and questions for tests of grounding. */
import { int8Bytes, type Passage } from '../../../schemas/index.ts'
import { terms } from '../terms.ts'
import { groundSentence, type Verdict } from './ground.ts'
import { openSplitter, type Said } from './said.ts'
import { sourceOf, wordingOf, type Source } from './source.ts'

/** Words hashed into 64 dimensions: near where words are shared. */
export const embed = (text: string): Float32Array => {
  const vector = new Float32Array(64)
  for (const [word] of text.toLowerCase().matchAll(/\p{L}{3,}/gu))
    vector[[...word].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 64, 7)]! += 1
  const length = Math.hypot(...vector) || 1
  return vector.map((x) => x / length)
}

/** A passage of a document that begins `offset` before it, a paragraph for each sentence. */
export const passageOf = (document: string, sentences: readonly string[], rest: Partial<Passage> = {}, offset = 10): Passage => {
  const text = sentences.join('\n\n')
  let from = 0
  return {
    ...{ chunk: document, document, revision: 'r1', title: 'Disk full', headings: [], score: 1, ...rest },
    ...{ text, start: offset, end: offset + text.length },
    sentences: sentences.map((sentence) => {
      const start = text.indexOf(sentence, from)
      from = start + sentence.length
      return {
        start: offset + start,
        end: offset + from,
        vector: sentence.startsWith('```') ? Buffer.alloc(0) : int8Bytes(embed(sentence)),
      }
    }),
  }
}

export const sourcesOf = (passages: readonly Passage[]): ReadonlyMap<number, Source> =>
  new Map(passages.map((passage, i) => [i + 1, sourceOf(passage, i + 1, true)]))

export const unitsOf = (text: string): Said[] => {
  const splitter = openSplitter()
  return [...splitter.push(text), ...splitter.end(false)]
}

/** The verdict on one sentence, written with its citations. */
export const judge = (sentence: string, passages: readonly Passage[], question = 'the disk of the host is full'): Verdict => {
  const [said] = unitsOf(sentence)
  if (said?.kind !== 'sentence') throw new Error(`“${sentence}” is no sentence.`)
  const asked = { wording: wordingOf(question), terms: terms(question), vector: embed(question) }
  return groundSentence(said, embed(said.text), sourcesOf(passages), asked)
}
