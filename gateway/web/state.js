/** A conversation as it is shown, and how each event changes it. Pure: no clock, no network, no page. */
import { duration, inWords } from './words.js'

/**
 * @typedef {{ document: string, revision: string, start: number, end: number, quote: string, title: string, headings: string[] }} Citation
 * @typedef {{ name: string, parameters: Record<string, string>, verdict: string, reason: string }} Action
 * @typedef {{ text: string, kind: 'answer' | 'refusal' | 'question' | 'proposal' | 'talk' | 'failure', model: string, citations: Citation[], action: Action | null }} Reply
 * @typedef {{ messageId: string, name: string, topic: string, partition: number, offset: number, at: number, ms: number }} Hop
 *
 * @typedef {object} Turn
 * @property {string} key stays the same as long as the turn is shown
 * @property {string | null} messageId null until the server took the message in
 * @property {string} text
 * @property {number} at ms since 1970
 * @property {'sending' | 'kept' | 'refused' | 'taken'} sent kept: waits in this browser
 * @property {string} why of kept and refused: one sentence
 * @property {Hop[]} hops
 * @property {{ attempt: number, sentences: string[] } | null} draft what was streamed so far
 * @property {Reply | null} reply
 * @property {{ hop: string, code: string } | null} failure what gave up, where the reply tells of a failure
 *
 * @typedef {{ turns: readonly Turn[], live: boolean }} Thread live: all that was is shown
 *
 * @typedef {{ type: 'message', messageId: string, text: string, at: number }
 *   | { type: 'live' }
 *   | ({ type: 'hop' } & Hop)
 *   | { type: 'delta', messageId: string, attempt: number, seq: number, text: string }
 *   | { type: 'reply', messageId: string, status: 'done' | 'failed', reply: Reply, failure: Turn['failure'] }
 *   | { type: 'asked', key: string, text: string, at: number }
 *   | { type: 'taken', key: string, messageId: string }
 *   | { type: 'kept', key: string, why: string }
 *   | { type: 'refused', key: string, why: string }
 *   | { type: 'withdrawn', key: string }} Happening
 *
 * @typedef {'done' | 'running' | 'pending' | 'failed'} StopState
 * @typedef {{ name: string, label: string, state: StopState, hop: Hop | null }} Stop
 */

/** @type {Thread} */
export const emptyThread = { turns: [], live: false }

/** The six stops: the name of the hop, and what the page calls it. */
export const line = /** @type {const} */ ([
  ['intent', 'intent'],
  ['ner', 'entities'],
  ['retrieval', 'retrieval'],
  ['generation', 'generation'],
  ['action', 'action'],
  ['reply', 'reply'],
])

/**
 * The thread after an event. The stream may tell anything again, after a break or a redrive, and the answer to a POST
 * and the stream's `message` come in either order: all of it leaves one turn a message.
 *
 * @param {Thread} thread
 * @param {Happening} event
 * @returns {Thread}
 */
export const reduce = (thread, event) => {
  switch (event.type) {
    case 'live':
      return { ...thread, live: true }
    case 'message':
      return told(thread, event)
    case 'hop':
      return change(thread, byMessage(event.messageId), (turn) => ({ ...turn, hops: withHop(turn.hops, event) }))
    case 'delta':
      return change(thread, byMessage(event.messageId), (turn) => (turn.reply ? turn : { ...turn, draft: withSentence(turn.draft, event) }))
    case 'reply':
      return change(thread, byMessage(event.messageId), (turn) => ({
        ...turn,
        reply: event.reply,
        failure: failureOf(event),
        draft: null,
      }))
    case 'asked':
      return thread.turns.some(byKey(event.key))
        ? thread
        : { ...thread, turns: [...thread.turns, newTurn({ ...event, messageId: null, sent: 'sending' })] }
    case 'taken':
      return taken(thread, event)
    case 'kept':
      return change(thread, byKey(event.key), (turn) => (turn.messageId ? turn : { ...turn, sent: 'kept', why: event.why }))
    case 'refused':
      return change(thread, byKey(event.key), (turn) => ({ ...turn, sent: 'refused', why: event.why }))
    case 'withdrawn':
      return { ...thread, turns: thread.turns.filter((turn) => turn.key !== event.key) }
  }
}

/** A reply that no step stands for tells of the failure itself. @param {Extract<Happening, { type: 'reply' }>} event */
const failureOf = ({ status, failure }) => (status === 'failed' ? (failure ?? { hop: 'reply', code: '' }) : null)

/** How far this browser's clock may be ahead of the server's. */
const clockSkewMs = 2_000

/** @param {string} messageId @returns {(turn: Turn) => boolean} */
const byMessage = (messageId) => (turn) => turn.messageId === messageId
/** @param {string} key @returns {(turn: Turn) => boolean} */
const byKey = (key) => (turn) => turn.key === key

/** @param {Pick<Turn, 'key' | 'messageId' | 'text' | 'at' | 'sent'>} turn @returns {Turn} */
const newTurn = ({ key, messageId, text, at, sent }) => ({
  key,
  messageId,
  text,
  at,
  sent,
  why: '',
  hops: [],
  draft: null,
  reply: null,
  failure: null,
})

/** @param {Thread} thread @param {(turn: Turn) => boolean} which @param {(turn: Turn) => Turn} to @returns {Thread} */
const change = (thread, which, to) => {
  const i = thread.turns.findIndex(which)
  const turn = thread.turns[i]
  return turn ? { ...thread, turns: thread.turns.with(i, to(turn)) } : thread
}

/**
 * A message of the log. Those that are not taken in yet stand below all that are; one of the same text that was asked
 * before it is it, unless the answer to its POST says otherwise.
 *
 * @param {Thread} thread @param {Extract<Happening, { type: 'message' }>} event @returns {Thread}
 */
const told = (thread, { messageId, text, at }) => {
  const known = thread.turns.find(byMessage(messageId))
  if (known) return change(thread, byMessage(messageId), (turn) => ({ ...turn, text, at, sent: 'taken' }))
  const own = thread.turns.find(
    (turn) => turn.messageId === null && turn.sent !== 'refused' && turn.text === text && turn.at <= at + clockSkewMs,
  )
  const turn = {
    ...(own ?? newTurn({ key: messageId, messageId, text, at, sent: 'taken' })),
    messageId,
    at,
    sent: /** @type {const} */ ('taken'),
  }
  const others = thread.turns.filter((other) => other !== own)
  const waiting = others.findIndex((other) => other.messageId === null)
  return { ...thread, turns: others.toSpliced(waiting === -1 ? others.length : waiting, 0, turn) }
}

/** @param {Thread} thread @param {Extract<Happening, { type: 'taken' }>} event @returns {Thread} */
const taken = (thread, { key, messageId }) => {
  const streamed = thread.turns.find((turn) => turn.messageId === messageId)
  if (streamed) return { ...thread, turns: thread.turns.filter((turn) => turn === streamed || turn.key !== key) }
  return change(thread, byKey(key), (turn) => ({ ...turn, messageId, sent: 'taken', why: '' }))
}

/** @param {Hop[]} hops @param {Hop} hop */
const withHop = (hops, { messageId, name, topic, partition, offset, at, ms }) => [
  ...hops.filter((other) => other.name !== name),
  { messageId, name, topic, partition, offset, at, ms },
]

/** @param {Turn['draft']} draft @param {{ attempt: number, seq: number, text: string }} delta */
const withSentence = (draft, { attempt, seq, text }) => {
  if (draft && attempt < draft.attempt) return draft
  const sentences = draft?.attempt === attempt ? [...draft.sentences] : []
  sentences[seq] = text
  return { attempt, sentences }
}

/** @param {Turn} turn @param {string} name */
export const hopOf = (turn, name) => turn.hops.find((hop) => hop.name === name) ?? null

/** @param {Turn} turn */
export const isWorking = (turn) => turn.sent === 'taken' && turn.reply === null

/** The six stops of a turn. @param {Turn} turn @returns {Stop[]} */
export const stopsOf = (turn) => {
  const next = isWorking(turn) ? line.findLastIndex(([name]) => hopOf(turn, name)) + 1 : -1
  return line.map(([name, label], i) => {
    const hop = hopOf(turn, name)
    const state = name === turn.failure?.hop ? 'failed' : hop ? 'done' : i === next ? 'running' : 'pending'
    return { name, label, state, hop }
  })
}

/** Time from the message to its reply in ms; null while there is none. @param {Turn} turn */
export const totalOf = (turn) => {
  const end = turn.reply && hopOf(turn, 'reply')
  return end ? Math.max(0, end.at - (hopOf(turn, 'message')?.at ?? turn.at)) : null
}

/** The rail as one sentence, for those who do not see it. @param {Turn} turn */
export const railSentence = (turn) => {
  const stops = stopsOf(turn)
  const done = stops.filter(({ state }) => state === 'done').length
  const running = stops.find(({ state }) => state === 'running')
  const total = totalOf(turn)
  const took = total === null ? '' : ` in ${duration(total)}`
  const failed = stops.find(({ state }) => state === 'failed')
  if (failed) return `Hops: ${failed.label} failed, the reply says so${took.replace(' in ', ' after ')}.`
  if (running) return `Hops: ${inWords(done)} of six done, ${running.label} is running.`
  if (done === stops.length) return `Hops: all six done${took}.`
  return `Hops: ${inWords(done)} of six done${took}.`
}

/** What was streamed so far, as Markdown. @param {Turn} turn */
export const draftText = ({ draft }) => (draft ? draft.sentences.filter((sentence) => sentence !== undefined).join(' ') : '')
