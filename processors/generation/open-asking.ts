/** Puts together what asks language models, from the settings; nothing of it is loaded where none is set. */
import { setTimeout as delay } from 'node:timers/promises'
import { openAnswerCache } from './answer-cache.ts'
import { openAskModels, type AskModels } from './ask-models.ts'
import type { Breaker } from './models/chain.ts'
import { openModels } from './models/open-models.ts'
import type { ModelSettings } from './models/settings.ts'
import { readTemplate } from './prompts/prompt.ts'
import type { Encoder } from './check-said.ts'

/** @returns null where no language model is configured */
export const openAsking = async (
  settings: ModelSettings,
  ports: { readonly openEncoder: () => Promise<Encoder>; readonly breaker: (name: string) => Breaker },
): Promise<AskModels | null> => {
  const models = await openModels(settings)
  if (models.length === 0) return null
  return openAskModels({
    links: models.map((model) => ({ model, breaker: ports.breaker(model.name) })),
    speaking: {
      template: await readTemplate(),
      encoder: await ports.openEncoder(),
      limits: { inputTokens: settings.HOPLINE_MODEL_INPUT_TOKENS, outputTokens: settings.HOPLINE_MODEL_OUTPUT_TOKENS, words: 150 },
      masks: (model) => settings.HOPLINE_MASK === 'all' || !model.local,
    },
    cache: openAnswerCache(settings.HOPLINE_ANSWER_CACHE, settings.HOPLINE_ANSWER_CACHE_SECONDS * 1_000, Date.now),
    clock: { now: Date.now, random: Math.random, wait: (ms, signal) => delay(ms, undefined, { signal }) },
    totalMs: settings.HOPLINE_MODEL_SECONDS * 1_000,
    silenceMs: settings.HOPLINE_MODEL_SILENCE_SECONDS * 1_000,
  })
}
