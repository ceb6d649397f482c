/** How the system is, in a word for the top of the page and a sentence where somebody should know. Pure. */

/**
 * @typedef {Awaited<ReturnType<typeof import('./api.js').readiness>>} Readiness
 * @typedef {Awaited<ReturnType<typeof import('./api.js').knowledgeStatus>>} Knowledge
 * @typedef {{ why: string, at: number, retryAt: number }} Lost a broken connection: since when, and when it is tried again
 * @typedef {{ state: 'done' | 'running' | 'parked' | 'failed', word: string, note: string | null }} Health
 */

import { clock } from './words.js'

/**
 * @param {{ readiness: Readiness, knowledge: Knowledge | null, lost: Lost | null, now: number }} known
 * @returns {Health}
 */
export const healthOf = ({ readiness, knowledge, lost, now }) => {
  if (lost) {
    const seconds = Math.max(0, Math.ceil((lost.retryAt - now) / 1_000))
    const next = seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again.'
    const kept = 'What you write is kept in this browser and sent once, when the server answers.'
    return { state: 'failed', word: 'Not connected', note: `${lost.why} Not connected since ${clock(lost.at)}. ${next} ${kept}` }
  }
  if (!readiness) return { state: 'running', word: 'Connecting', note: null }
  const read =
    knowledge && knowledge.pending > 0
      ? `Knowledge is being read: ${knowledge.documents} of ${knowledge.documents + knowledge.pending} documents.`
      : ''
  // The count says more than the sentence of the part that reads.
  const waiting = readiness.parts.filter(({ name, ready }) => !ready && !(read && name.includes('knowledge')))
  if (waiting.length > 0) {
    const parts = waiting.map(({ name, detail }) => `${name} (${detail.replace(/\.$/, '')})`).join(', ')
    const sentences = [`Not ready yet: ${parts}.`, read, 'Messages are taken in, and answered when all is ready.']
    return { state: 'parked', word: 'Starting', note: sentences.filter(Boolean).join(' ') }
  }
  if (!read) return { state: 'done', word: 'Ready', note: null }
  const next = readiness.ready
    ? 'Answers come from what has been read so far.'
    : 'Messages are taken in, and answered when it has been read.'
  return { state: 'running', word: 'Reading knowledge', note: `${read} ${next}` }
}
