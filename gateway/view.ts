/** Recent messages in memory, fed by the log, and those who listen to a conversation. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Codec } from '../streams/codec.ts'
import type { Log } from '../streams/log.ts'
import { Problem } from './problem.ts'
import { stepOf, stepTopics, type Step } from './step.ts'
import { messageStep, tell, type Told } from './thread.ts'

export type ViewLimits = { ageMs: number; messages: number; bytes: number }

export type Listener = (told: Told, step: Step) => void

export interface View {
  /** Settles when all that was in the log at the start has been taken in. */
  readonly caughtUp: Promise<void>
  /** null once caught up. */
  behind(): string | null
  /** Messages appended since then (ms since 1970) are here; earlier ones may be only in the log. */
  completeSince(): number
  message(messageId: string): Told | null
  /** The message that was posted under a key of the sender's. */
  ofEvent(eventId: string): Told | null
  /** Messages of a conversation, oldest first. */
  conversation(key: string): readonly Told[]
  /** Every conversation's newest and first message, the latest first. */
  conversations(): { key: string; first: Told; last: Told }[]
  /** Calls back for each step of a conversation as it is appended. Returns how to stop. */
  listen(key: string, listener: Listener): () => void
}

/** Follows the log until `signal` aborts. `onError` is told of the end of following, from which the log does not recover by itself. */
export const openView = (
  { log, codec, now, onError }: { log: Log; codec: Codec; now: () => number; onError: (error: unknown) => void },
  limits: ViewLimits,
  signal: AbortSignal,
): View => {
  const messages = new Map<string, Told & { bytes: number }>()
  const byKey = new Map<string, Set<string>>()
  const byEvent = new Map<string, string>()
  const listeners = new Map<string, Set<Listener>>()
  let bytes = 0
  let completeSince = now() - limits.ageMs
  let isBehind = true
  const { promise: caughtUp, resolve } = Promise.withResolvers<void>()

  const forget = (told: Told & { bytes: number }) => {
    messages.delete(told.messageId)
    bytes -= told.bytes
    const siblings = byKey.get(told.key)
    siblings?.delete(told.messageId)
    if (siblings?.size === 0) byKey.delete(told.key)
    const message = messageStep(told)
    if (message?.eventId) byEvent.delete(message.eventId)
    completeSince = Math.max(completeSince, (message ?? told.steps[0])?.at ?? 0)
  }

  const take = (step: Step) => {
    let told = messages.get(step.messageId)
    if (!told) {
      messages.set(step.messageId, (told = { messageId: step.messageId, key: step.key, steps: [], bytes: 0 }))
      const siblings = byKey.get(step.key) ?? new Set()
      byKey.set(step.key, siblings.add(step.messageId))
    }
    tell(told, step)
    if (step.name === 'message' && step.eventId) byEvent.set(step.eventId, step.messageId)
    bytes -= told.bytes
    told.bytes = told.steps.reduce((sum, one) => sum + sizeOf(one), 400)
    bytes += told.bytes
    for (const oldest of messages.values()) {
      if (messages.size <= limits.messages && bytes <= limits.bytes) break
      forget(oldest)
    }
    for (const listener of listeners.get(step.key) ?? []) listener(told, step)
  }

  log
    .follow({
      topics: stepTopics,
      from: new Date(completeSince),
      signal,
      onBatch: async ({ records }) => {
        for (const record of records) {
          const step = await stepOf(codec, record)
          if (step) take(step)
        }
      },
      onCaughtUp: () => {
        isBehind = false
        resolve()
      },
    })
    .catch(onError)

  // A message whose own record is older than what was followed is not whole here.
  const whole = (told: Told | undefined) => (told && messageStep(told) ? told : null)
  const conversation = (key: string) =>
    [...(byKey.get(key) ?? [])]
      .flatMap((id) => whole(messages.get(id)) ?? [])
      .sort((a, b) => messageStep(a)!.offset - messageStep(b)!.offset)

  return {
    caughtUp,
    behind: () => (isBehind ? 'Earlier messages are still being read.' : null),
    completeSince: () => completeSince,
    message: (messageId) => whole(messages.get(messageId)),
    ofEvent: (eventId) => whole(messages.get(byEvent.get(eventId) ?? '')),
    conversation,
    conversations: () =>
      [...byKey.keys()]
        .flatMap((key) => {
          const all = conversation(key)
          return all.length === 0 ? [] : [{ key, first: all[0]!, last: all.at(-1)! }]
        })
        .sort((a, b) => messageStep(b.last)!.at - messageStep(a.last)!.at),
    listen(key, listener) {
      const those = listeners.get(key) ?? new Set()
      listeners.set(key, those.add(listener))
      return () => {
        those.delete(listener)
        if (those.size === 0) listeners.delete(key)
      }
    },
  }
}

/** How long a request waits for what was in the log before, in ms. */
const patienceMs = 10_000

/** @throws Problem 503 where reading what was in the log before takes too long for a request */
export const whenCaughtUp = async (view: View): Promise<void> => {
  if (view.behind() === null) return
  const waited = new AbortController()
  const late = delay(patienceMs, undefined, { signal: waited.signal }).then(() => {
    throw new Problem(503, 'Earlier messages are still being read from the log. Try again.', { 'retry-after': '5' })
  })
  late.catch(() => undefined)
  await Promise.race([view.caughtUp, late]).finally(() => waited.abort())
}

/** Bytes of a step in memory, roughly: texts at two bytes a character. */
const sizeOf = (step: Step): number => {
  if (step.name === 'reply')
    return (
      600 + 2 * step.outcome.reply.text.length + 2 * step.outcome.reply.citations.reduce((sum, { quote }) => sum + quote.length + 300, 0)
    )
  return 300 + (step.name === 'message' || step.name === 'delta' ? 2 * step.text.length : 0)
}
