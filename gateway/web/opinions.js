/** What was thought of replies: the server keeps it for review, this browser to show it again. */
import { storage } from './storage.js'

const storageKey = 'hopline.feedback'
const most = 500

/** @typedef {import('./render-feedback.js').Given} Given */

/** @param {() => void} onChange */
export const openOpinions = (onChange) => {
  /** @type {Record<string, Given>} */
  let opinions = storage.read(storageKey) ?? {}
  return {
    /** @param {string | null} messageId @returns {Given | null} */
    of: (messageId) => opinions[messageId ?? ''] ?? null,
    /** @param {string} messageId @param {Given} given */
    set: (messageId, given) => {
      const others = Object.entries(opinions).filter(([id]) => id !== messageId)
      opinions = Object.fromEntries([...others, [messageId, given]].slice(-most))
      storage.write(storageKey, opinions)
      onChange()
    },
  }
}
