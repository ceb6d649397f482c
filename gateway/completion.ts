/** Between chat completions, where the client holds the whole conversation, and Hopline, where the log does. Pure. */
import { createHash } from 'node:crypto'
import type { Told } from './thread.ts'
import { messageStep, outcomeOf } from './thread.ts'

export type ChatMessage = { role: string; content?: string | { type: string; text?: string | undefined }[] | null | undefined }

export const contentOf = ({ content }: ChatMessage): string =>
  typeof content === 'string' ? content : (content ?? []).flatMap(({ type, text }) => (type === 'text' && text ? [text] : [])).join('\n')

/** The first question and the first answer, by which a conversation is known again; null in its first turn. */
export const firstExchange = (messages: readonly ChatMessage[]): { question: string; answer: string } | null => {
  const spoken = messages.filter(({ role }) => role === 'user' || role === 'assistant')
  const answered = spoken.findIndex(({ role }) => role === 'assistant')
  const asked = spoken.findIndex(({ role }) => role === 'user')
  if (asked < 0 || answered < asked) return null
  return { question: contentOf(spoken[asked]!), answer: contentOf(spoken[answered]!) }
}

/** Whether a conversation began with this exchange. */
export const beganWith = (first: Told, exchange: { question: string; answer: string }): boolean =>
  messageStep(first)?.text === exchange.question && outcomeOf(first)?.reply.text === exchange.answer

/** A conversation id for an exchange that is not known here, the same each time. */
export const conversationOfExchange = (user: string, { question, answer }: { question: string; answer: string }): string =>
  `chat-${createHash('sha256')
    .update(JSON.stringify([user, question, answer]))
    .digest('hex')
    .slice(0, 32)}`

/**
 * What of `text` was not sent yet. Spaces between sentences may differ. Where what was sent is no beginning of the text
 * (the model changed its mind, another model took over), the whole text, set off from what stands there.
 */
export const restAfter = (sent: string, text: string): string => {
  if (sent.trim() === '') return text
  const isSpace = (character: string) => /\s/.test(character)
  let at = 0
  for (const character of sent) {
    if (isSpace(character)) continue
    while (at < text.length && isSpace(text[at]!)) at++
    if (!text.startsWith(character, at)) return `\n\n${text}`
    at += character.length
  }
  return text.slice(at)
}
