/** An answer in the words of a language model: masked on the way out, checked sentence by sentence on the way back. */
import { randomBytes } from 'node:crypto'
import { fromFloatBytes, type Citation, type ContextEvent } from '../../schemas/index.ts'
import { groundCode, groundSentence, type Question, type Refused } from './grounding/ground.ts'
import { openSplitter, type Said } from './grounding/said.ts'
import { shownText, sourceOf, wordingOf, type Source } from './grounding/source.ts'
import { openMask, type Known, type Mask } from './masking/mask.ts'
import { ModelError, type Completion, type LanguageModel } from './models/language-model.ts'
import { buildPrompt, type Template } from './prompts/prompt.ts'
import { wordsOf } from './statements.ts'
import { terms } from './terms.ts'

/** Makes unit vectors of texts, as those of the passages were made where the name is the event's. */
export type Encoder = { readonly name: string; embed(texts: readonly string[]): Promise<readonly Float32Array[]> }

export type Told = Pick<ContextEvent, 'message' | 'question' | 'turns' | 'entities' | 'passages' | 'vector' | 'encoder'>

export type Spoken = {
  /** Joined they are the text; each is a whole sentence, or a block of code. */
  readonly parts: readonly string[]
  readonly citations: readonly Citation[]
  /** Sentences that the model wrote, those left out included. */
  readonly sentences: number
  readonly dropped: readonly Refused[]
  /** `holds`: it may be said. `not-found`: the model says that the passages do not answer. `too-little`: most of it, or a step, was left out. */
  readonly outcome: 'holds' | 'not-found' | 'too-little'
  readonly completion: Completion
}

export type Speaking = {
  readonly template: Template
  readonly encoder: Encoder
  readonly limits: { readonly inputTokens: number; readonly outputTokens: number; readonly words: number }
  /** Whether texts are masked for this model. */
  readonly masks: (model: LanguageModel) => boolean
}

const notFound = /^\W*NOT_FOUND\b/
/** Share of what the model wrote that must hold. */
const leastHeld = 0.5

/**
 * Asks one model.
 * @param onPart is called with each part as soon as it has passed
 * @throws ModelError, and what `onPart` and the encoder throw
 */
export const speak = async (
  model: LanguageModel,
  told: Told,
  { template, encoder, limits, masks }: Speaking,
  signal: AbortSignal,
  onPart: (part: string) => Promise<void>,
): Promise<Spoken> => {
  const { message, turns, passages } = told
  const asked = told.question || message.text
  const texts = [asked, ...turns.map(({ text }) => text), ...passages.flatMap(({ title, headings, text }) => [title, ...headings, text])]
  const mask: Mask = masks(model) ? openMask(knownNames(told), texts) : { mask: (text) => text, unmask: (text) => text }
  const { prompt, shown } = buildPrompt(
    template,
    {
      question: mask.mask(asked),
      turns: turns.map(({ role, text }) => ({ role, text: mask.mask(text) })),
      passages: passages.map((passage, i) => ({
        n: i + 1,
        title: mask.mask(passage.title),
        headings: passage.headings.map(mask.mask),
        text: mask.mask(shownText(passage)),
      })),
    },
    { fence: `data-${randomBytes(9).toString('hex')}`, maxTokens: limits.inputTokens, maxWords: limits.words },
  )
  if (shown.length === 0) throw new ModelError('too-long', 'No passage fits into the prompt; raise HOPLINE_MODEL_INPUT_TOKENS.')
  const comparable = encoder.name === told.encoder
  const sources = new Map(shown.map(({ n }) => [n, sourceOf(passages[n - 1]!, n, comparable)]))
  const question = { wording: wordingOf(asked), terms: terms(asked), vector: fromFloatBytes(told.vector) }
  const checking = openChecking(sources, question, comparable ? encoder : null, limits.words, onPart)

  const splitter = openSplitter()
  // One after the other and in order, while the model goes on.
  let checked = Promise.resolve()
  const check = (units: readonly Said[]) => {
    for (const unit of units) checked = checked.then(() => checking.check(unmasked(unit, mask)))
    // A failure is thrown below; until then it must not count as unhandled.
    checked.catch(() => undefined)
  }
  const completion = await model.answer(prompt, { signal, maxTokens: limits.outputTokens, onText: (text) => check(splitter.push(text)) })
  check(splitter.end(completion.finish === 'length'))
  await checked
  return { ...checking.result(), completion }
}

const unmasked = (unit: Said, mask: Mask): Said => ({ ...unit, text: mask.unmask(unit.text) })

const knownNames = ({ message, entities }: Told): Known[] => [
  ...entities.flatMap(({ type, text }): Known[] =>
    type === 'person' || type === 'customer' ? [{ kind: type === 'person' ? 'PERSON' : 'CUSTOMER', text }] : [],
  ),
  { kind: 'PERSON', text: message.author.name },
]

/** Checks units in the order they were said, and renders those that hold. */
const openChecking = (
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
    if (words + wordsOf(said.text) > maxWords) return
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
    if (!verdict.ok) return void dropped.push(verdict.why)
    if (words + wordsOf(code) > maxWords) return
    // The citation of the sentence now holds its commands too; its number stays.
    for (const [i, citation] of verdict.citations.entries()) {
      const at = citations.indexOf(before[i]!)
      if (at >= 0) citations[at] = citation
    }
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
    result(): Omit<Spoken, 'completion'> {
      const isLittle = parts.length === 0 || hasHole || words < leastHeld * Math.min(saidWords, maxWords)
      return { parts, citations, sentences, dropped, outcome: isNotFound ? 'not-found' : isLittle ? 'too-little' : 'holds' }
    },
  }
}
