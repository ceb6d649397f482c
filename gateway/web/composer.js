/** Where a message is written. What is written is never lost: a draft of each conversation stays in this browser. */
import { storage } from './storage.js'

const storageKey = 'hopline.drafts'
/** The server's limit of a message, in characters (Unicode code points). */
export const longestText = 8_000
const warnFrom = 7_500
const mostDrafts = 50

/**
 * @param {HTMLFormElement} form
 * @param {object} does
 * @param {(text: string) => void} does.send
 * @param {() => string | null} does.lastQuestion
 */
export const makeComposer = (form, { send, lastQuestion }) => {
  const text = /** @type {HTMLTextAreaElement} */ (form.querySelector('textarea'))
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button[type="submit"]'))
  const counter = /** @type {HTMLElement} */ (form.querySelector('.counter'))
  let conversation = ''

  const changed = () => {
    const drafts = storage.read(storageKey) ?? {}
    delete drafts[conversation]
    if (text.value) drafts[conversation] = text.value
    storage.write(storageKey, Object.fromEntries(Object.entries(drafts).slice(-mostDrafts)))
    const length = [...text.value].length
    counter.hidden = length < warnFrom
    counter.textContent =
      length > longestText
        ? `${(length - longestText).toLocaleString('en')} characters too many`
        : `${(longestText - length).toLocaleString('en')} characters left`
    counter.toggleAttribute('data-over', length > longestText)
  }

  const submit = () => {
    const words = text.value.trim()
    if (words === '' || [...words].length > longestText) return text.focus()
    text.value = ''
    changed()
    send(words)
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    submit()
  })
  text.addEventListener('input', changed)
  text.addEventListener('keydown', (event) => {
    // 229: Enter takes over a suggestion of an input method.
    if (event.isComposing || event.keyCode === 229) return
    if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault()
      submit()
    } else if (event.key === 'ArrowUp' && text.value === '') {
      const last = lastQuestion()
      if (last === null) return
      event.preventDefault()
      write(last)
    }
  })

  /** @param {string} words */
  const write = (words) => {
    text.value = words
    changed()
    text.focus()
    text.setSelectionRange(words.length, words.length)
  }

  return {
    /** Puts words in, for the person to send. */
    write,
    focus: () => text.focus(),
    /** Shows the draft of a conversation; null is the one that has not begun. @param {string | null} id */
    show: (id) => {
      conversation = id ?? 'new'
      text.value = (storage.read(storageKey) ?? {})[conversation] ?? ''
      changed()
    },
    /** @param {boolean} isOffline */
    offline: (isOffline) => void (button.textContent = isOffline ? 'Keep to send' : 'Send'),
  }
}
