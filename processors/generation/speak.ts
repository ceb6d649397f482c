/** An answer in the words of a language model: masked on the way out, checked sentence by sentence on the way back. */
import { randomBytes } from 'node:crypto'
import { fromFloatBytes, type ContextEvent } from '../../schemas/index.ts'
import { openChecking, type Checked, type Encoder } from './check-said.ts'
import { openSplitter, type Said } from './grounding/said.ts'
import { shownText, sourceOf, wordingOf } from './grounding/source.ts'
import { openMask, type Known, type Mask } from './masking/mask.ts'
import { ModelError, type Completion, type LanguageModel } from './models/language-model.ts'
import { buildPrompt, type Template } from './prompts/prompt.ts'
import { terms } from './terms.ts'

export type Told = Pick<ContextEvent, 'message' | 'question' | 'turns' | 'entities' | 'passages' | 'vector' | 'encoder'>

export type Spoken = Checked & { readonly completion: Completion }

export type Speaking = {
  readonly template: Template
  readonly encoder: Encoder
  readonly limits: { readonly inputTokens: number; readonly outputTokens: number; readonly words: number }
  /** Whether texts are masked for this model. */
  readonly masks: (model: LanguageModel) => boolean
}

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
