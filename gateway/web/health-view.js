/** How the system is, on the page: a word at the top, and a note above the composer where somebody should know more. */
import { knowledgeStatus, readiness } from './api.js'
import { dot, h } from './element.js'
import { healthOf } from './health.js'
import { count } from './words.js'

const calmMs = 15_000
const watchfulMs = 2_000

/**
 * @param {object} of
 * @param {() => boolean} of.isFollowing whether a conversation's stream would notice a broken connection
 * @param {() => void} of.retry
 * @param {() => void} of.onChange
 * @param {(words: string) => void} of.say
 */
export const makeHealthView = ({ isFollowing, retry, onChange, say }) => {
  /** @type {import('./health.js').Readiness} */
  let ready = null
  /** @type {import('./health.js').Knowledge | null} */
  let knowledge = null
  /** @type {import('./health.js').Lost | null} */
  let lost = null

  const words = h('span', {}, 'Connecting')
  const shape = dot('running')
  const noteShape = dot('running')
  const noteText = h('span')
  const tryNow = h('button', { type: 'button', class: 'link', click: () => void (retry(), refresh()) }, 'Try now')
  const note = /** @type {HTMLElement} */ (document.getElementById('note'))
  const about = /** @type {HTMLElement} */ (document.getElementById('knowledge'))
  document.querySelector('.health')?.replaceChildren(shape, words)
  note.replaceChildren(noteShape, h('span', {}, noteText, ' ', tryNow))

  const everyMs = () => (ready?.ready && !knowledge?.pending ? calmMs : watchfulMs)

  const show = () => {
    const { state, word, note: sentence } = healthOf({ readiness: ready, knowledge, lost, now: Date.now() })
    // What did not change is not written: it may be selected, focused or just being read out.
    if (words.textContent !== word) words.textContent = word
    if (noteText.textContent !== (sentence ?? '')) noteText.textContent = sentence
    shape.dataset.s = state
    noteShape.dataset.s = note.dataset.s = state === 'failed' ? 'parked' : state
    note.hidden = sentence === null
    tryNow.hidden = lost === null
    document.documentElement.toggleAttribute('data-offline', lost !== null)
    if (knowledge && knowledge.documents > 0)
      about.textContent = `Answers come from ${count(knowledge.documents, 'document')} and name their source. Where none answers, Hopline says so.`
  }

  /** @param {string} why @param {number} retryAt */
  const lose = (why, retryAt) => {
    if (!lost) say(`${why} What you write is kept.`)
    lost = { why, retryAt, at: lost?.at ?? Date.now() }
    onChange()
  }

  /** True where the connection had been lost. */
  const find = () => {
    const wasLost = lost !== null
    lost = null
    if (wasLost) {
      say('Connected again.')
      void refresh()
    }
    onChange()
    return wasLost
  }

  const refresh = async () => {
    ready = await readiness()
    if (ready) knowledge = await knowledgeStatus().catch(() => knowledge)
    if (!isFollowing()) {
      if (!ready) return lose('The server does not answer.', Date.now() + everyMs())
      if (lost) return void find()
    }
    onChange()
  }

  const watch = async () => {
    if (document.visibilityState === 'visible') await refresh()
    setTimeout(() => void watch(), everyMs())
  }

  return {
    show,
    lose,
    find,
    refresh,
    watch,
    /** Why there is no connection; null where there is one. */
    whyLost: () => lost?.why ?? null,
    /** Another conversation has another stream. */
    forget: () => void (lost = null),
  }
}
