/** Sends a message through the API and waits for its reply, telling of each hop as it happens. */
import { setTimeout as delay } from 'node:timers/promises'
import type { Reply } from '../schemas/index.ts'
import { call, type Api } from './api.ts'
import { CommandError, duration, notice } from './output.ts'

export type Hop = { name: string; topic: string; partition: number; offset: number; at: number | string; ms: number }
export type Answered = {
  messageId: string
  conversationId: string
  status: 'accepted' | 'working' | 'done' | 'failed'
  reply: null | Reply
  hops: Hop[]
}

/** Longer than any hop waits: 45 s from the message's time, and what the hops after it need. */
const patienceMs = 90_000

/**
 * @param onHop called once for each hop, in order
 * @throws CommandError where there is no reply within 90 s
 */
export const sendMessage = async (
  api: Api,
  body: { text: string; conversationId?: string },
  onHop: (hop: Hop) => void = () => undefined,
): Promise<Answered> => {
  const { messageId } = await call<{ messageId: string }>(api, '/v1/messages', { method: 'POST', body })
  const until = Date.now() + patienceMs
  let tellAt = Date.now() + 2_000
  for (let told = 0; ;) {
    const answered = await call<Answered>(api, `/v1/messages/${messageId}`)
    for (; told < answered.hops.length; told++) {
      onHop(answered.hops[told]!)
      tellAt = Date.now() + 2_000
    }
    if (answered.reply) return answered
    if (Date.now() > until) {
      const kept = `It is kept in the log; \`hopline explain ${messageId}\` shows how far it came.`
      throw new CommandError(`Message ${messageId} has no reply after ${duration(patienceMs)}. ${kept}`)
    }
    if (Date.now() > tellAt) {
      notice(`Waiting for the hop after ${answered.hops.at(-1)?.name ?? 'the message'}.`)
      tellAt = Date.now() + 10_000
    }
    await delay(30)
  }
}

/** A reply as text for a terminal: the text, then each source with its quote. */
export const readable = ({ reply }: Answered): string => {
  if (!reply) return ''
  const sources = reply.citations.map(
    ({ document, headings, quote }, i) =>
      `[${i + 1}] ${[document, ...headings].join(' › ')}\n    ${quote.replace(/\s+/g, ' ').slice(0, 160)}`,
  )
  return [reply.text, ...(sources.length > 0 ? ['', ...sources] : [])].join('\n')
}
