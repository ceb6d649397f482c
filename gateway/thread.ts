/** A message with what is known of it, and a conversation as steps in the order in which they happened. */
import { conversationOf } from './keys.ts'
import type { MessageJson, ReplyJson } from './schemas.ts'
import { stepTopics, type Outcome, type Step } from './step.ts'

/** The steps of one message, each hop once. */
export type Told = { messageId: string; key: string; steps: Step[] }

const lineIndex = new Map<string, number>(stepTopics.map((name, i) => [name, i]))
const placeOf = ({ topic }: Step): number => lineIndex.get(topic)!

/**
 * Adds a step. A hop that is told again (a redrive) replaces the earlier telling, but a repeat of the message itself, which
 * the intent hop drops, does not; the reply replaces the streamed sentences, and a higher attempt those of the ones before.
 */
export const tell = (told: Told, step: Step): void => {
  const stale = (other: Step): boolean => {
    if (step.name === 'delta') return other.name === 'delta' && other.attempt < step.attempt
    return other.name === step.name || (step.name === 'reply' && other.name === 'delta')
  }
  const isLate = told.steps.some(
    (other) =>
      (other.topic === step.topic && (other.offset >= step.offset || step.name === 'message')) ||
      (step.name === 'delta' && (other.name === 'reply' || (other.name === 'delta' && other.attempt > step.attempt))),
  )
  if (isLate) return
  told.steps = [...told.steps.filter((other) => !stale(other)), step].sort((a, b) => placeOf(a) - placeOf(b) || a.offset - b.offset)
}

export const messageStep = (told: Told) => told.steps.find((step) => step.name === 'message')
export const outcomeOf = (told: Told): Outcome | null => told.steps.find((step) => step.name === 'reply')?.outcome ?? null

export type Status = 'accepted' | 'working' | 'done' | 'failed'

export const statusOf = (told: Told): Status =>
  outcomeOf(told)?.status ?? (told.steps.some(({ name }) => name !== 'message') ? 'working' : 'accepted')

export type Hop = { name: string; topic: string; partition: number; offset: number; at: number; ms: number }

/** The hops that happened. A hop's time runs from the record before it to its own, so that times add up to the total. */
export const hopsOf = (told: Told): Hop[] =>
  told.steps
    .filter(({ name }) => name !== 'delta')
    .map(({ name, topic, partition, offset, at }, i, all) => ({
      name,
      topic,
      partition,
      offset,
      at,
      ms: Math.max(0, at - (all[i - 1]?.at ?? at)),
    }))

/** A kind that only a later version knows is still something that the bot said. */
export const replyJson = ({ text, kind, model, citations, action }: Outcome['reply']): ReplyJson => ({
  text,
  kind: kind === 'UNKNOWN' ? 'answer' : kind,
  model,
  citations: citations.map(({ document, revision, start, end, quote, title, headings }) => ({
    document,
    revision,
    start,
    end,
    quote,
    title,
    headings: [...headings],
  })),
  action: action && { ...action, parameters: { ...action.parameters } },
})

/** A message as the interface shows it. */
export const messageJson = (told: Told): MessageJson => {
  const outcome = outcomeOf(told)
  return {
    messageId: told.messageId,
    conversationId: conversationOf(told.key) ?? '',
    status: statusOf(told),
    reply: outcome && replyJson(outcome.reply),
    hops: hopsOf(told),
  }
}

/**
 * The steps of several messages in the order in which a reader of the log could have seen them: by time, and within a
 * topic by offset, which positions of a resumed stream rely on.
 */
export const inOrder = (thread: readonly Told[]): { told: Told; step: Step }[] => {
  const queues = stepTopics.map(() => [] as { told: Told; step: Step }[])
  for (const told of thread) for (const step of told.steps) queues[placeOf(step)]!.push({ told, step })
  for (const queue of queues) queue.sort((a, b) => b.step.offset - a.step.offset)
  const ordered: { told: Told; step: Step }[] = []
  for (;;) {
    const heads = queues.flatMap((queue) => (queue.at(-1) ? [queue] : []))
    if (heads.length === 0) return ordered
    // The first of equals is the earliest on the line.
    ordered.push(heads.reduce((least, queue) => (queue.at(-1)!.step.at < least.at(-1)!.step.at ? queue : least)).pop()!)
  }
}
