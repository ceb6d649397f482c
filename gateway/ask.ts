/** Posts a message and waits for its reply. */
import { setTimeout as delay } from 'node:timers/promises'
import { keyOf } from './keys.ts'
import type { PostMessage } from './post-message.ts'
import { outcomeOf } from './thread.ts'
import type { Outcome, Step } from './step.ts'
import type { View } from './view.ts'

export type Asked = { messageId: string; outcome: Outcome | null }

/**
 * @param options.waitMs how long to wait; the outcome is null after that, or when `signal` aborts
 * @param options.onDelta told of each sentence while the reply is made
 */
export const ask = async (
  { view, postMessage }: { view: View; postMessage: PostMessage },
  draft: { text: string; conversationId: string; channel: string },
  { waitMs, signal, onDelta }: { waitMs: number; signal: AbortSignal; onDelta: (delta: Extract<Step, { name: 'delta' }>) => void },
): Promise<Asked> => {
  const replied = new AbortController()
  let messageId: string | null = null
  let outcome: Outcome | null = null
  const stop = view.listen(keyOf(draft.conversationId), (told, step) => {
    if (told.messageId !== messageId) return
    if (step.name === 'delta') onDelta(step)
    outcome = outcomeOf(told)
    if (outcome) replied.abort()
  })
  try {
    messageId = (await postMessage(draft)).messageId
    // The reply may have come before the id was known here.
    const told = view.message(messageId)
    outcome = told && outcomeOf(told)
    if (!outcome) await delay(waitMs, undefined, { signal: AbortSignal.any([replied.signal, signal]) }).catch(() => undefined)
    return { messageId, outcome }
  } finally {
    stop()
  }
}
