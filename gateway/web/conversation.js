/** The open conversation: its events from the server, and what this browser adds to it. */
import { eventsPath } from './api.js'
import { follow } from './server-events.js'
import { emptyThread, reduce } from './state.js'

/**
 * @param {object} tell
 * @param {(thread: import('./state.js').Thread) => void} tell.onChange
 * @param {() => void} tell.onOpen
 * @param {(why: string, retryAt: number) => void} tell.onLost
 * @param {(why: string) => void} tell.onRefused
 */
export const makeConversation = ({ onChange, onOpen, onLost, onRefused }) => {
  /** @type {string | null} */
  let id = null
  let thread = emptyThread
  /** @type {ReturnType<typeof follow> | null} */
  let stream = null
  let isDue = false

  // A long history comes as many events in one piece: they are shown at once.
  const changed = () => {
    if (isDue) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      onChange(thread)
    })
  }

  /** @param {import('./state.js').Happening} event */
  const happen = (event) => {
    thread = reduce(thread, event)
    changed()
  }

  return {
    id: () => id,
    thread: () => thread,
    happen,
    retry: () => stream?.retry(),
    /** null: one that begins with the next message. @param {string | null} next */
    open: (next) => {
      stream?.close()
      stream = null
      id = next
      thread = next === null ? { ...emptyThread, live: true } : emptyThread
      if (next !== null) {
        stream = follow(eventsPath(next), {
          onOpen,
          onLost,
          onRefused,
          onEvent: ({ name, data }) => {
            if (['message', 'hop', 'delta', 'reply', 'live'].includes(name)) happen({ type: name, ...JSON.parse(data) })
          },
        })
      }
      changed()
    },
  }
}
