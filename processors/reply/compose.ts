import type { Action, Answer, Failure, Message, Reply } from '../../schemas/index.ts'
import { onlyAllowedLinks, printable } from './links.ts'

/** A reply that comes later than this after its message says so, in ms. */
export const lateAfter = 60_000

/** Who speaks where no model does. */
export const ourselves = 'hopline'

const nothing = 'No step made an answer to this message. Nothing was changed. Ask again in other words.'

export type Composed = {
  readonly message: Message
  readonly failure: Failure | null
  readonly answer: Answer | null
  readonly action: Action | null
  /** Now, in ms since 1970. */
  readonly at: number
  readonly redriven: boolean
  /** Hosts that links may lead to: names, or `*.example.com`. */
  readonly linkHosts: readonly string[]
}

/** The one reply to a message, from what the hops made of it. Never empty. */
export const compose = ({ message, failure, answer, action, at, redriven, linkHosts }: Composed): Reply => {
  const spoken = answer?.text.trim() ? answer : null
  const useful = spoken && (spoken.citations.length > 0 || (!failure && !action)) ? spoken : null
  const parts = [
    ...(redriven || at - message.sentAt > lateAfter ? [`This reply is late: the message came at ${clock(message.sentAt)}.`] : []),
    ...(failure ? [failureText(failure, message)] : []),
    ...(action ? [action.reason] : []),
    ...(useful ? [useful.text] : []),
  ]
  const citations = useful?.citations ?? []
  const allowed = { hosts: linkHosts, addresses: citations.map(({ document }) => document) }
  const text = onlyAllowedLinks(printable(parts.join('\n\n')), allowed).trim()
  const silent = !failure && !action && !useful
  return {
    text: silent || !text ? [text, nothing].filter(Boolean).join('\n\n') : text,
    kind:
      failure || silent
        ? 'failure'
        : useful
          ? useful.kind
          : action?.verdict === 'denied'
            ? 'refusal'
            : action?.verdict === 'proposed'
              ? 'proposal'
              : 'answer',
    model: useful?.model || ourselves,
    citations,
    action,
  }
}

/** 2026-11-23 09:30:00 UTC */
const clock = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC')

/** What happened, what it means for this person, what can be done. */
const failureText = ({ hop, code, message, at }: Failure, { messageId }: Message): string =>
  `The step ${hop} failed at ${clock(at)} with ${code}: ${message.trim().replace(/[.\s]+$/, '')}. ` +
  `Nothing was changed, and the message is kept as ${messageId}. ` +
  'Ask again; an operator can redrive it from the dead letters.'
