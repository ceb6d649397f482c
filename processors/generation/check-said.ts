/** What a model says, unit by unit: each is checked, and rendered with its citations where it holds. */
import type { Citation } from '../../schemas/index.ts'
import { groundCode, groundSentence, type Refused } from './grounding/ground.ts'
import type { Said } from './grounding/said.ts'
import type { Source } from './grounding/source.ts'
import type { Question } from './grounding/support.ts'
import { wordsOf } from './statements.ts'

/** Makes unit vectors of texts, as those of the passages were made where the name is the event's. */
export type Encoder = { readonly name: string; embed(texts: readonly string[]): Promise<readonly Float32Array[]> }

export type Checked = {
  /** Joined they are the text; each is a whole sentence, or a block of code. */
  readonly parts: readonly string[]
  readonly citations: readonly Citation[]
  /** Sentences that the model wrote, those left out included. */
  readonly sentences: number
  readonly dropped: readonly Refused[]
  /** `holds`: it may be said. `not-found`: the model says that the passages do not answer. `too-little`: most of it, or a step, was left out. */
  readonly outcome: 'holds' | 'not-found' | 'too-little'
}

const notFound = /^\W*NOT_FOUND\b/
/** Share of what the model wrote that must hold. */
const leastHeld = 0.5

/** Checks units in the order they were said, and renders those that hold. */
export const openChecking = (
  sources: ReadonlyMap<number, Source>,
  question: Question,
  encoder: Encoder | null,
  maxWords: number,
  onPart: (part: string) => Promise<void>,
) => {
  const parts: string[] = []
  const citations: Citation[] = []
  const dropped: Refused[] = []
  let [sentences, words, step, saidWords, isNotFound, hasHole] = [0, 0, 0, 0, false, false]
  /** Citations of the sentence before; null where it was left out, and with it what belongs to it. */
  let before: readonly Citation[] | null = null
  let indent = ''

  const number = (citation: Citation): number => {
    const found = citations.findIndex(({ document, revision, start, end }) => document === citation.document && revision === citation.revision && start === citation.start && end === citation.end) // prettier-ignore
    return found >= 0 ? found + 1 : citations.push(citation)
  }
  const say = async (text: string, opensLine: boolean) => {
    const part = (parts.length === 0 ? '' : opensLine ? '\n\n' : ' ') + text
    parts.push(part)
    words += wordsOf(text)
    await onPart(part)
  }
  const checkSentence = async (said: Said & { kind: 'sentence' }) => {
    sentences++
    saidWords += wordsOf(said.text)
    const [vector] = encoder ? await encoder.embed([said.text]) : []
    const verdict = groundSentence(said, vector ?? null, sources, question)
    if (said.marker || said.opensLine) before = null
    if (!verdict.ok) {
      dropped.push(verdict.why)
      hasHole ||= said.marker === 'step'
      before = null
      return
    }
    if (words + wordsOf(said.text) > maxWords) {
      before = null
      return
    }
    const follows = !said.opensLine && before !== null
    before = verdict.citations
    if (said.marker === 'step') step++
    const opening = said.marker === 'step' ? `${step}. ` : said.marker === 'point' ? '- ' : ''
    if (said.opensLine) indent = ' '.repeat(opening.length)
    const marks = [...new Set(verdict.citations.map(number))].map((n) => `[${n}]`).join('')
    await say(`${opening}${said.text} ${marks}`, !follows)
  }
  const checkCode = async (code: string) => {
    saidWords += wordsOf(code)
    if (before === null) return void dropped.push('follows-no-sentence')
    const verdict = groundCode(code, before, [...sources.values()])
    if (!verdict.ok) {
      dropped.push(verdict.why)
      // A step without its command, or with the model's own, is a hole as well.
      hasHole ||= step > 0
      return
    }
    if (words + wordsOf(code) > maxWords) return
    // The citation of the sentence now holds its commands too; its number stays.
    for (const [i, citation] of verdict.citations.entries()) citations[number(before[i]!) - 1] = citation
    before = verdict.citations
    await say(code.replaceAll(/^(?=.)/gm, indent), true)
  }

  return {
    async check(unit: Said): Promise<void> {
      if (isNotFound) return
      if (sentences === 0 && unit.kind === 'sentence' && notFound.test(unit.text)) isNotFound = true
      else if (unit.kind === 'sentence') await checkSentence(unit)
      else await checkCode(unit.text)
    },
    result(): Checked {
      const isLittle = parts.length === 0 || hasHole || words < leastHeld * Math.min(saidWords, maxWords)
      return { parts, citations, sentences, dropped, outcome: isNotFound ? 'not-found' : isLittle ? 'too-little' : 'holds' }
    },
  }
}
