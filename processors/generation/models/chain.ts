/** Asks one model after the other until one answers: retries by the table, time limits, a circuit for each model. */
import { ModelError, type LanguageModel } from './language-model.ts'
import { failures } from './retry-table.ts'
import { watched } from './watched.ts'

/** What keeps a model that is out of order from being asked by everybody; it lets one call through now and then. */
export type Breaker = {
  run<T>(work: () => Promise<T>): Promise<T>
  /** In ms since 1970; null while calls go through. */
  readonly openUntil: number | null
}

export type Link = { readonly model: LanguageModel; readonly breaker: Breaker }

/** `outcome` is `answered`, a kind of failure, `circuit-open` or `no-time`. */
export type Try = { readonly model: string; readonly outcome: string; readonly ms: number }

export type Clock = {
  readonly now: () => number
  readonly random: () => number
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>
}

export type Limits = {
  /** When the last call must have ended, in ms since 1970. */
  readonly until: number
  /** Longest silence of a model, before its first word and between two, in ms. */
  readonly silenceMs: number
}

/** Less than this, in ms, is no time for an answer. */
const leastMs = 1_500
/** Tries of one model. */
const mostTries = 2
const pauseMs = 250

/**
 * @param ask works with one model; it may be called again after it failed, `call` counting from 0. What it throws beside ModelError is thrown
 * @returns null as result where no model answered; every call is among `tries`
 * @throws ModelError aborted where `signal` is
 */
export const askInTurn = async <T>(
  links: readonly Link[],
  ask: (model: LanguageModel, call: number) => Promise<T>,
  { until, silenceMs }: Limits,
  { now, random, wait }: Clock,
  signal: AbortSignal,
): Promise<{ result: T | null; tries: readonly Try[] }> => {
  const tries: Try[] = []
  let call = 0
  for (const { model, breaker } of links) {
    for (let tried = 1; tried <= mostTries; tried++) {
      const began = now()
      const note = (outcome: string) => void tries.push({ model: model.name, outcome, ms: now() - began })
      if (breaker.openUntil !== null && began < breaker.openUntil) {
        note('circuit-open')
        break
      }
      if (until - began < leastMs) {
        note('no-time')
        break
      }
      try {
        const limits = { totalMs: until - began, silenceMs }
        const result = await breaker.run(() => ask(watched(model, limits, signal), call++))
        note('answered')
        return { result, tries }
      } catch (error) {
        // Of two calls that find the circuit half open, the breaker turns one away.
        if (!(error instanceof ModelError) && breaker.openUntil === null) throw error
        const failed = error instanceof ModelError ? error : null
        note(failed?.kind ?? 'circuit-open')
        if (!failed) break
        const { next } = failures[failed.kind]
        if (next === 'give-up') throw failed
        const pause = next === 'retry' ? pauseMs * (1 + random()) : (failed.retryAfterMs ?? 2 * pauseMs * (1 + random()))
        if (next === 'next-model' || tried === mostTries || until - now() - pause < leastMs) break
        await wait(pause, signal)
      }
    }
  }
  return { result: null, tries }
}
