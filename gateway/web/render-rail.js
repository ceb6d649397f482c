/** The line of six stops between question and answer, and on demand what each of them did. */
import { summariesOf } from './api.js'
import { h, icon, svg } from './element.js'
import { hopOf, isWorking, railSentence, stopsOf, totalOf } from './state.js'
import { clock, duration } from './words.js'

/** @typedef {import('./state.js').Turn} Turn */

/** @param {Turn} first */
export const makeRail = (first) => {
  let turn = first
  /** @type {Map<string, string>} */
  let summaries = new Map()
  let summarised = ''

  const sentence = h('span', { class: 'vh' })
  const stops = h('span', { class: 'line', 'aria-hidden': 'true' })
  const total = h('span', { class: 'total', 'aria-hidden': 'true' })
  const list = h('ol', { class: 'hops' })
  const element = h(
    'details',
    { class: 'rail', toggle: () => void showDetails() },
    h('summary', {}, sentence, stops, total, icon('chev')),
    list,
  )

  // Asked for only when somebody looks, and again when more has happened since.
  const showDetails = async () => {
    if (!element.open) return
    list.replaceChildren(...hopItems(turn, summaries))
    const state = `${turn.messageId} ${turn.hops.length} ${turn.reply !== null}`
    if (!turn.messageId || state === summarised) return
    summarised = state
    try {
      summaries = await summariesOf(turn.messageId)
    } catch {
      summarised = ''
    }
    list.replaceChildren(...hopItems(turn, summaries))
  }

  return {
    element,
    /** @param {Turn} next */
    update: (next) => {
      turn = next
      sentence.textContent = `${railSentence(turn)} Details`
      stops.replaceChildren(...stopsOf(turn).map(renderStop))
      const ms = totalOf(turn)
      total.textContent = ms === null ? '' : `${turn.failure ? 'failed ' : ''}${duration(ms)}`
      void showDetails()
    },
    /** Shows how long a running turn has taken so far. @param {number} now */
    tick: (now) => {
      if (isWorking(turn)) total.textContent = duration(Math.max(0, now - turn.at))
    },
  }
}

/** @param {import('./state.js').Stop} stop */
const renderStop = ({ label, state, hop }) =>
  h('span', { class: 'hop', 'data-s': state }, label, ' ', hop && h('em', {}, state === 'failed' ? 'failed' : duration(hop.ms)))

const words = { done: '', running: 'running', pending: 'not reached', failed: '' }

/** @param {Turn} turn @param {Map<string, string>} summaries */
const hopItems = (turn, summaries) => {
  const start = hopOf(turn, 'message')?.at ?? turn.at
  const last = Math.max(start, ...turn.hops.map(({ at }) => at))
  const share = 100 / Math.max(1, last - start)
  return stopsOf(turn).map(({ name, label, state, hop }) =>
    h(
      'li',
      { 'data-s': state },
      h('b', { class: 'hop', 'data-s': state }, label),
      h('span', { class: 'ms' }, hop ? duration(hop.ms) : ''),
      svg(
        'svg',
        { viewBox: '0 0 100 6', preserveAspectRatio: 'none' },
        hop && svg('rect', { x: Math.min(99, (hop.at - hop.ms - start) * share), width: Math.max(1, hop.ms * share), height: 6 }),
      ),
      h(
        'span',
        { class: 'what' },
        summaries.get(name) ?? (words[state] || (state === 'failed' && turn.failure?.code) || (hop ? `at ${clock(hop.at)}` : '')),
      ),
      hop && h('code', {}, `${hop.topic}-${hop.partition} @ ${hop.offset}`),
    ),
  )
}
