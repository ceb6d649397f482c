/** Times and numbers as the pages write them: UTC, 24 hours, two or three figures, a space before the unit. */

/** @param {number} ms */
export const duration = (ms) => {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 9_995) return `${(ms / 1_000).toFixed(2)} s`
  if (ms < 99_950) return `${(ms / 1_000).toFixed(1)} s`
  return `${Math.round(ms / 60_000)} min`
}

/** @param {number} at ms since 1970 */
export const clock = (at) => new Date(at).toISOString().slice(11, 19)

/** @param {number} at ms since 1970 */
export const clockShort = (at) => clock(at).slice(0, 5)

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** @param {number} at ms since 1970 */
export const date = (at) => {
  const day = new Date(at)
  return `${day.getUTCDate()} ${months[day.getUTCMonth()]} ${day.getUTCFullYear()}`
}

const dayMs = 86_400_000

/**
 * @param {number} at ms since 1970
 * @param {number} now
 */
export const day = (at, now) => {
  const days = Math.floor(now / dayMs) - Math.floor(at / dayMs)
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : date(at)
}

/**
 * @param {number} n
 * @param {string} one
 */
export const count = (n, one) => `${n.toLocaleString('en')} ${one}${n === 1 ? '' : 's'}`

const numbers = ['none', 'one', 'two', 'three', 'four', 'five', 'six']

/** @param {number} n */
export const inWords = (n) => numbers[n] ?? String(n)

/**
 * A name of a catalogue as a person reads it: `create_ticket` is "Create ticket".
 *
 * @param {string} name
 */
export const readable = (name) => {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const mostCharacters = 80

/**
 * The first words of a text on one line.
 *
 * @param {string} text
 */
export const firstWords = (text) => {
  const words = text.replace(/\s+/g, ' ').trim()
  return words.length <= mostCharacters ? words : `${words.slice(0, mostCharacters).replace(/\s\S*$/, '')} …`
}
