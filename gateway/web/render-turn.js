/** A question with its rail, its answer, its sources and what was thought of it. */
import { h } from './element.js'
import { renderAnswer } from './render-answer.js'
import { makeFeedback } from './render-feedback.js'
import { makeRail } from './render-rail.js'
import { openSource, renderSources } from './render-sources.js'
import { isWorking } from './state.js'
import { clock, count } from './words.js'

/**
 * @typedef {import('./state.js').Turn} Turn
 * @typedef {object} Does
 * @property {(text: string) => void} copy
 * @property {(text: string) => void} again puts a text into the composer
 * @property {(turn: Turn) => void} withdraw
 * @property {() => void} retry
 * @property {(citation: import('./state.js').Citation) => void} openDocument
 * @property {(turn: Turn, opinion: import('./render-feedback.js').Opinion) => void} give
 */

/** A turn without a reply for so long says that it is late, in ms: no hop waits past 45 s. */
const lateAfter = 60_000
/** Longer questions are folded. */
const foldedLines = 10
const foldedCharacters = 900

/** @param {Turn} first @param {Does} does */
export const makeTurn = (first, does) => {
  let turn = first
  const { key } = first
  const rail = makeRail(first)
  const answer = h('div', { class: 'answer' })
  const late = h('p', { class: 'quiet small late', hidden: true })
  const time = h('time')
  const question = makeQuestion(key, first.text)
  const element = h(
    'article',
    { class: 'turn', 'aria-labelledby': `q-${key}` },
    h('p', { class: 'who' }, h('strong', {}, 'You'), time),
    question,
    rail.element,
    answer,
    late,
  )

  const doesHere = {
    copy: does.copy,
    again: does.again,
    retry: does.retry,
    withdraw: () => does.withdraw(turn),
    /** @param {number} n */
    cite: (n) => openSource(element, n),
  }
  /** @type {ReturnType<typeof makeFeedback> | null} */
  let feedback = null
  /** @type {import('./state.js').Reply | null} */
  let shownReply = null
  let shownAnswer = ''

  const showReply = () => {
    element.querySelector('.sources')?.remove()
    feedback?.foot.remove()
    feedback?.form.remove()
    feedback = null
    const { reply } = turn
    if (!reply) return
    const { text, model, citations } = reply
    if (citations.length > 0) element.append(renderSources(citations, does.openDocument))
    const by = [model, citations.length > 0 ? count(citations.length, 'source') : ''].filter(Boolean).join(' · ')
    feedback = makeFeedback({ key, by, copy: () => does.copy(text), give: (opinion) => does.give(turn, opinion) })
    element.append(feedback.foot, feedback.form)
  }

  return {
    element,
    /** @param {Turn} next @param {import('./render-feedback.js').Given | null} given */
    update: (next, given) => {
      turn = next
      element.setAttribute('aria-busy', String(isWorking(turn) || turn.sent === 'sending'))
      time.dateTime = new Date(turn.at).toISOString()
      time.textContent = clock(turn.at)
      rail.update(turn)
      rail.element.hidden = turn.sent === 'kept' || turn.sent === 'refused'
      if (turn.reply) late.hidden = true
      const state = JSON.stringify([turn.sent, turn.why, turn.draft, turn.reply])
      if (state !== shownAnswer) {
        shownAnswer = state
        answer.replaceChildren(...renderAnswer(turn, doesHere))
        answer.hidden = answer.childNodes.length === 0
      }
      if (turn.reply !== shownReply) {
        shownReply = turn.reply
        showReply()
      }
      feedback?.update(given)
    },
    /** @param {number} now */
    tick: (now) => {
      rail.tick(now)
      if (!isWorking(turn) || now - turn.at < lateAfter || !late.hidden) return
      late.textContent = 'No reply after 60 s. The message is in the log, and the reply shows here when it comes.'
      late.hidden = false
    },
  }
}

/** @param {string} key @param {string} text */
const makeQuestion = (key, text) => {
  const heading = h('h2', { id: `q-${key}`, tabindex: -1 }, text)
  if (text.length <= foldedCharacters && text.split('\n').length <= foldedLines) return heading
  heading.classList.add('folded')
  const button = h(
    'button',
    { type: 'button', class: 'link small', 'aria-expanded': 'false', 'aria-controls': heading.id },
    'Show all of it',
  )
  button.addEventListener('click', () => {
    const isFolded = heading.classList.toggle('folded')
    button.setAttribute('aria-expanded', String(!isFolded))
    button.textContent = isFolded ? 'Show all of it' : 'Show less'
  })
  return h('div', { class: 'question' }, heading, button)
}
