/** What was answered: the draft while it streams, then the reply, with the action that was asked for. */
import { dot, h } from './element.js'
import { renderMarkdown } from './render-markdown.js'
import { draftText } from './state.js'
import { readable } from './words.js'

/**
 * @typedef {import('./state.js').Turn} Turn
 * @typedef {{ cite(n: number): void, copy(text: string): void, again(text: string): void, withdraw(): void, retry(): void }} Does
 */

/** @param {Turn} turn @param {Does} does @returns {Node[]} */
export const renderAnswer = (turn, does) => {
  if (turn.sent === 'kept') return renderKept(turn, does)
  if (turn.sent === 'refused') return renderRefused(turn, does)
  if (turn.reply) return renderReply(turn.reply, turn, does)
  return turn.draft ? renderDraft(turn, does) : []
}

/** @param {Turn} turn @param {Does} does */
const renderKept = ({ why }, does) => [
  note('parked', h('strong', {}, 'Not sent yet.'), ` ${why} It is kept in this browser.`),
  h('div', { class: 'row' }, button('Try now', does.retry), button('Discard', does.withdraw, 'plain')),
]

/** @param {Turn} turn @param {Does} does */
const renderRefused = ({ why, text }, does) => [
  note('failed', h('strong', {}, 'Not taken in.'), ` ${why} Nothing was changed.`),
  h(
    'div',
    { class: 'row' },
    button('Edit and send again', () => (does.withdraw(), does.again(text))),
    button('Discard', does.withdraw, 'plain'),
  ),
]

/** @param {Turn} turn @param {Does} does */
const renderDraft = (turn, { copy }) => {
  const blocks = renderMarkdown(draftText(turn), { links: false, copy, cite: (n) => h('span', { class: 'cite' }, String(n)) })
  return [...blocks, h('p', { class: 'quiet small' }, 'Sources are listed when the reply is complete.')]
}

/** @param {import('./state.js').Reply} reply @param {Turn} turn @param {Does} does */
const renderReply = ({ text, kind, citations, action }, turn, does) => {
  /** @param {number} n */
  const cite = (n) => {
    const citation = citations[n - 1]
    if (!citation) return document.createTextNode(`[${n}]`)
    return h(
      'button',
      { type: 'button', class: 'cite', 'aria-label': `Source ${n}, ${citation.title || citation.document}`, click: () => does.cite(n) },
      String(n),
    )
  }
  const blocks = renderMarkdown(text, { links: true, copy: does.copy, cite })
  const said = kind === 'failure' ? [note('failed', ...blocks)] : blocks
  return [
    ...said,
    ...(action ? [renderAction(action)] : []),
    ...(kind === 'failure'
      ? [
          h(
            'div',
            { class: 'row' },
            button('Ask again', () => does.again(turn.text)),
          ),
        ]
      : []),
  ]
}

/** The word and the state of each verdict on an action; one that only a later version knows is shown by its name. */
const verdicts = /** @type {Record<string, [string, string]>} */ ({
  denied: ['pending', 'Denied, nothing was changed'],
  proposed: ['parked', 'Waits for a decision'],
  queued: ['parked', 'Queued'],
  done: ['good', 'Done'],
  unknown: ['parked', 'Outcome unknown'],
  cancelled: ['pending', 'Cancelled, nothing was changed'],
})

/** The reason stands in the reply. @param {import('./state.js').Action} action */
const renderAction = ({ name, parameters, verdict }) => {
  const [state, word] = verdicts[verdict] ?? ['pending', verdict]
  const filled = Object.entries(parameters)
  return h(
    'section',
    { class: 'card proposal', 'aria-label': `Action: ${readable(name)}` },
    h('div', { class: 'head' }, h('h3', {}, readable(name)), h('span', { class: 'say small push', 'data-s': state }, dot(state), word)),
    filled.length > 0 && h('dl', { class: 'kv' }, ...filled.flatMap(([key, value]) => [h('dt', {}, readable(key)), h('dd', {}, value)])),
  )
}

/** @param {string} state @param {...(Node | string)} children */
const note = (state, ...children) => h('div', { class: 'note', 'data-s': state }, dot(state), h('div', {}, ...children))

/** @param {string} label @param {() => void} click @param {string} [look] */
const button = (label, click, look = '') => h('button', { type: 'button', class: `btn ${look}`, click }, label)
