/** Asks the configured language models for an answer, one after the other, and tells what was asked of them. */
import type { ModelUse } from '../../schemas/index.ts'
import { cacheKey, type AnswerCache, type Kept } from './answer-cache.ts'
import type { Draft } from './draft.ts'
import { askInTurn, type Clock, type Link, type Try } from './models/chain.ts'
import { costOf } from './models/cost.ts'
import type { LanguageModel } from './models/language-model.ts'
import { speak, type Speaking, type Spoken, type Told } from './speak.ts'

export type Asked = {
  /** null where no model answered, or what one said does not hold. */
  readonly answer: Kept | null
  /** That a model read the passages and says that they do not answer. */
  readonly notFound: boolean
  readonly use: ModelUse
}

export type AskModels = (
  told: Told,
  options: { readonly maxWords: number; readonly deadline: number; readonly signal: AbortSignal; readonly draft: Draft },
) => Promise<Asked>

export type AskOptions = {
  readonly links: readonly Link[]
  readonly speaking: Speaking
  readonly cache: AnswerCache
  readonly clock: Clock
  /** All models together, and the longest silence of one, in ms. */
  readonly totalMs: number
  readonly silenceMs: number
}

/** What the hops after this one need of the time that a message has, in ms. */
const reserveMs = 3_000

export const openAskModels =
  ({ links, speaking, cache, clock, totalMs, silenceMs }: AskOptions): AskModels =>
  async (told, { maxWords, deadline, signal, draft }) => {
    const { template, limits } = speaking
    const names = links.map(({ model }) => model.name)
    const parameters = [template.id, ...names, limits.inputTokens, limits.outputTokens, maxWords]
    const key = cacheKey({ ...told, parameters })
    const kept = cache.get(key)
    if (kept) {
      for (const part of kept.parts) await draft.say(part)
      return { answer: kept, notFound: false, use: { ...nothingUsed, prompt: template.id, cached: true, cost: 0 } }
    }

    const ask = async (model: LanguageModel) => {
      draft.restart()
      const own = { ...speaking, limits: { ...limits, words: maxWords } }
      return { model, spoken: await speak(model, told, own, signal, (part) => draft.say(part)) }
    }
    const until = Math.min(deadline - reserveMs, clock.now() + totalMs)
    const { result, tries } = await askInTurn(links, ask, { until, silenceMs }, clock, signal)
    const use = useOf(template.id, tries, result)
    if (!result || result.spoken.outcome !== 'holds') return { answer: null, notFound: result?.spoken.outcome === 'not-found', use }
    const answer = { parts: result.spoken.parts, citations: result.spoken.citations, model: result.model.name }
    cache.set(key, answer)
    return { answer, notFound: false, use }
  }

const nothingUsed: ModelUse = {
  ...{ prompt: '', tries: [], inputTokens: 0, outputTokens: 0, cost: null, cached: false, sentences: 0, dropped: [] },
}

const useOf = (prompt: string, tries: readonly Try[], result: { model: LanguageModel; spoken: Spoken } | null): ModelUse => {
  if (!result) return { ...nothingUsed, prompt, tries }
  const { sentences, dropped, completion } = result.spoken
  const { usage } = completion
  return {
    ...{ prompt, tries, sentences, dropped, cached: false },
    ...{ inputTokens: usage?.input ?? 0, outputTokens: usage?.output ?? 0, cost: costOf(result.model, usage) },
  }
}
