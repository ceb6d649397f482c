/**
 * Server-sent events over fetch, because EventSource gives up for good on a 503, hides the reason, and can't name the event
 * from which a new one should go on.
 */
import { ApiError, request, sentenceOf } from './api.js'

/** @typedef {{ name: string, data: string, id: string | null }} ServerEvent */

/**
 * Reads the text of a stream piece by piece, as the HTML standard's "Server-sent events" parses it.
 *
 * @param {(event: ServerEvent) => void} onEvent
 * @returns {(piece: string) => void}
 */
export const eventParser = (onEvent) => {
  let rest = ''
  let name = ''
  /** @type {string | null} */
  let id = null
  /** @type {string[]} */
  let data = []
  /** @param {string} line */
  const take = (line) => {
    if (line === '') {
      if (data.length > 0) onEvent({ name: name || 'message', data: data.join('\n'), id })
      name = ''
      data = []
      id = null
      return
    }
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') name = value
    else if (field === 'data') data.push(value)
    else if (field === 'id') id = value
  }
  return (piece) => {
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    lines.forEach(take)
  }
}

/** The server sends something at least every 15 s; a stream that is silent for longer than this is dead. */
const silenceMs = 40_000
const longestWaitMs = 15_000

/**
 * Follows a stream until `close`: goes on after the last event when it breaks, sooner or later.
 *
 * @param {string} path
 * @param {object} tell
 * @param {(event: ServerEvent) => void} tell.onEvent
 * @param {() => void} tell.onOpen
 * @param {(why: string, retryAt: number) => void} tell.onLost
 * @param {(why: string) => void} tell.onRefused the server will not serve this stream; it is not tried again
 */
export const follow = (path, { onEvent, onOpen, onLost, onRefused }) => {
  const ended = new AbortController()
  /** @type {string | null} */
  let lastId = null
  let wake = () => {}

  const readOnce = async () => {
    const stalled = new AbortController()
    let timer = setTimeout(() => stalled.abort(), silenceMs)
    try {
      const response = await request(path, {
        headers: { accept: 'text/event-stream', ...(lastId === null ? {} : { 'last-event-id': lastId }) },
        signal: AbortSignal.any([ended.signal, stalled.signal]),
      })
      onOpen()
      const parse = eventParser((event) => {
        lastId = event.id ?? lastId
        onEvent(event)
      })
      const body = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (response.body)
      const reader = body.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        clearTimeout(timer)
        timer = setTimeout(() => stalled.abort(), silenceMs)
        parse(value)
      }
    } finally {
      clearTimeout(timer)
    }
  }

  const loop = async () => {
    for (let failures = 0; !ended.signal.aborted;) {
      const before = lastId
      let why = 'The connection was lost.'
      let least = 0
      try {
        await readOnce()
      } catch (error) {
        if (ended.signal.aborted) return
        if (error instanceof ApiError && error.retryAfterMs === null) return onRefused(error.message)
        if (error instanceof ApiError) least = error.retryAfterMs ?? 0
        if (error instanceof ApiError && error.status !== null) why = sentenceOf(error)
      }
      if (ended.signal.aborted) return
      failures = lastId === before ? failures + 1 : 1
      const wait = Math.max(least, Math.min(longestWaitMs, 500 * 2 ** failures))
      onLost(why, Date.now() + wait)
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, wait)
        wake = () => {
          clearTimeout(timer)
          resolve(undefined)
        }
      })
    }
  }
  void loop()

  return {
    /** Tries again at once where it waits. */
    retry: () => wake(),
    close: () => {
      ended.abort()
      wake()
    },
  }
}
