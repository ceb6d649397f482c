/** Recent messages in memory, fed by the log, and those who listen to a conversation. */
import type { Codec } from '../streams/codec.ts'
import type { Log } from '../streams/log.ts'
import { digestOf, openEventIds, type EventIds } from './event-ids.ts'
import { conversationOf } from './keys.ts'
import { stepOf, stepTopics, type Step } from './step.ts'
import { messageStep, tell, type Told } from './thread.ts'

export type ViewLimits = { ageMs: number; messages: number; bytes: number }

export type Listener = (told: Told, step: Step) => void

export interface View {
  /** Settles when all that was in the log at the start has been taken in. */
  readonly caughtUp: Promise<void>
  /** Why it does not know all yet, or no longer; null where it does. */
  behind(): string | null
  /** Messages appended since then (ms since 1970) are here; earlier ones may be only in the log. */
  completeSince(): number
  message(messageId: string): Told | null
  /** What was posted under keys of the senders'. */
  readonly events: EventIds
  /** Messages of a conversation, oldest first. */
  conversation(key: string): readonly Told[]
  /** Each conversation's first and newest message, the latest conversation first. */
  conversations(): { key: string; first: Told; last: Told }[]
  /** Calls back for each step of a conversation as it is appended. Returns how to stop. */
  listen(key: string, listener: Listener): () => void
}

/** Follows the log until `signal` aborts. `onError` is told where the log ends that, which it does not recover from. */
export const openView = (
  { log, codec, now, onError }: { log: Log; codec: Codec; now: () => number; onError: (error: unknown) => void },
  limits: ViewLimits,
  signal: AbortSignal,
): View => {
  const messages = new Map<string, Told & { bytes: number }>()
  const byKey = new Map<string, Set<string>>()
  const events = openEventIds(now)
  const listeners = new Map<string, Set<Listener>>()
  let bytes = 0
  let completeSince = now() - limits.ageMs
  let behind: string | null = 'Earlier messages are still being read.'
  const { promise: caughtUp, resolve } = Promise.withResolvers<void>()

  const forget = (told: Told & { bytes: number }) => {
    messages.delete(told.messageId)
    bytes -= told.bytes
    const siblings = byKey.get(told.key)
    siblings?.delete(told.messageId)
    if (siblings?.size === 0) byKey.delete(told.key)
    const message = messageStep(told)
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
    const conversationId = conversationOf(step.key)
    if (step.name === 'message' && step.eventId !== null && conversationId !== null)
      events.note(step.eventId, { messageId: step.messageId, conversationId, textDigest: digestOf(step.text) }, step.at)
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
        behind = null
        resolve()
      },
    })
    .catch((error: unknown) => {
      behind = 'The log can no longer be followed. Start the gateway again.'
      onError(error)
    })

  // A message whose own record is older than what was followed is not whole here.
  const whole = (told: Told | undefined) => (told && messageStep(told) ? told : null)
  const conversation = (key: string) =>
    [...(byKey.get(key) ?? [])]
      .flatMap((id) => whole(messages.get(id)) ?? [])
      .sort((a, b) => messageStep(a)!.offset - messageStep(b)!.offset)

  return {
    caughtUp,
    events,
    behind: () => behind,
    completeSince: () => completeSince,
    message: (messageId) => whole(messages.get(messageId)),
    conversation,
    conversations: () =>
      [...byKey.keys()]
        .flatMap((key) => {
          const all = conversationOf(key) === null ? [] : conversation(key)
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

/** Bytes of a step in memory, roughly: texts at two bytes a character. */
const sizeOf = (step: Step): number => {
  if (step.name === 'reply')
    return (
      600 + 2 * step.outcome.reply.text.length + 2 * step.outcome.reply.citations.reduce((sum, { quote }) => sum + quote.length + 300, 0)
    )
  return 300 + (step.name === 'message' || step.name === 'delta' ? 2 * step.text.length : 0)
}
