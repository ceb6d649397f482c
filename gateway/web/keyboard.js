/** Keys that work on the whole page. Each does what a button or a heading does too. */

/**
 * @param {object} does
 * @param {() => void} does.find moves to the search of conversations
 * @param {() => boolean} does.close closes what lies over the page; false where nothing does
 */
export const listenToKeys = ({ find, close }) => {
  document.addEventListener('keydown', (event) => {
    if (event.isComposing) return
    const { key, altKey } = event
    const command = event.ctrlKey || event.metaKey
    if (command && !altKey && key.toLowerCase() === 'k') find()
    else if (altKey && !command && (key === 'ArrowUp' || key === 'ArrowDown')) walk(key === 'ArrowUp' ? -1 : 1)
    else if (key === 'Escape' && !document.querySelector('dialog[open]')) {
      if (close()) return event.preventDefault()
      if (!(event.target instanceof HTMLTextAreaElement)) return
      questions().at(-1)?.focus()
    } else return
    event.preventDefault()
  })
}

/** @returns {HTMLElement[]} */
const questions = () => [...document.querySelectorAll('.turn h2')].filter((heading) => heading instanceof HTMLElement)

/** From question to question, and below the last to the composer. @param {1 | -1} step */
const walk = (step) => {
  const all = questions()
  const here = all.findLastIndex((heading) => heading.closest('.turn')?.contains(document.activeElement))
  const next = here === -1 ? (step === -1 ? all.length - 1 : all.length) : here + step
  const target = all[Math.max(0, next)] ?? document.getElementById('text')
  if (!(target instanceof HTMLElement)) return
  target.focus({ preventScroll: true })
  target.closest('.turn')?.scrollIntoView({ block: 'start' })
}
