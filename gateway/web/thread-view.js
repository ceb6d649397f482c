/** The thread on the page: one node a turn, kept as long as the turn is shown, so that nothing opened or focused is lost. */
import { makeTurn } from './render-turn.js'

/**
 * @param {HTMLElement} log
 * @param {import('./render-turn.js').Does} does
 */
export const makeThreadView = (log, does) => {
  /** @type {Map<string, ReturnType<typeof makeTurn>>} */
  const shown = new Map()
  let isRevealed = false
  return {
    /**
     * @param {import('./state.js').Thread} thread
     * @param {(messageId: string | null) => import('./render-feedback.js').Given | null} given
     */
    show: ({ turns, live }, given) => {
      // What was there before is not news: it would be read out whole.
      log.setAttribute('aria-live', live ? 'polite' : 'off')
      for (const [key, view] of shown) {
        if (turns.some((turn) => turn.key === key)) continue
        view.element.remove()
        shown.delete(key)
      }
      turns.forEach((turn, i) => {
        let view = shown.get(turn.key)
        if (!view) shown.set(turn.key, (view = makeTurn(turn, does)))
        view.update(turn, given(turn.messageId))
        if (log.children[i] !== view.element) log.insertBefore(view.element, log.children[i] ?? null)
      })
    },
    /** @param {number} now */
    tick: (now) => shown.forEach((view) => view.tick(now)),
    /**
     * Brings a turn to the top, with room for its answer below it; null: the newest, but only once, when the thread is
     * first shown whole.
     *
     * @param {string | null} key
     */
    reveal: (key) => {
      if (key === null && isRevealed) return
      isRevealed = true
      const view = key === null ? [...shown.values()].at(-1) : shown.get(key)
      view?.element.scrollIntoView({ block: 'start' })
    },
    clear: () => {
      log.replaceChildren()
      shown.clear()
      isRevealed = false
    },
  }
}
