/** Server-sent events: open streams, kept alive, bounded in number, cut where the client does not keep up. */
import { Problem } from './problem.ts'

export type Sender = {
  /** Queues what happens now. */
  send(text: string): void
  /** Queues what happened before, which may be more than waits for a client otherwise. */
  sendPast(text: string): void
  /** Closes the stream after what was queued. */
  end(): void
}

export interface EventStreams {
  /** @param begin called at once; returns what to do when the stream is over, for whatever reason. @throws Problem 503 */
  open(request: Request, begin: (sender: Sender) => () => void): Response
  /** Ends all. */
  close(): void
}

/** What may wait for a client, in bytes; beyond it the client is cut, and may resume. */
const mostWaiting = 1 << 20

/** Proxies and browsers close connections on which nothing comes for a minute or less. */
const heartbeatMs = 15_000

/** One event. Several may share an id: it is given to the last of them, so that a resumed stream repeats all or none. */
export const event = (name: string | null, data: unknown, id?: string): string =>
  `${name === null ? '' : `event: ${name}\n`}${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`

export const openEventStreams = (limit: number): EventStreams => {
  const stops = new Set<() => void>()
  let closed = false
  return {
    open(request, begin) {
      const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' }
      // Nobody would read the body, and nobody cancel it.
      if (request.method === 'HEAD') return new Response(null, { headers })
      if (closed) throw new Problem(503, 'The gateway is stopping. Connect again.', { 'retry-after': '2' })
      if (stops.size >= limit)
        throw new Problem(503, `${limit} event streams are open, the limit (HOPLINE_STREAMS). Close one.`, { 'retry-after': '10' })
      const encoder = new TextEncoder()
      const over = new AbortController()
      const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
        let least = -mostWaiting
        const queue = (text: string) => {
          if (!over.signal.aborted) controller.enqueue(encoder.encode(text))
        }
        const end = () => {
          if (over.signal.aborted) return
          over.abort()
          controller.close()
        }
        const send = (text: string) => {
          queue(text)
          if (over.signal.aborted || controller.desiredSize! >= least) return
          over.abort()
          controller.error(new Error('The client does not read.'))
        }
        const sendPast = (text: string) => {
          queue(text)
          least = Math.min(0, controller.desiredSize ?? 0) - mostWaiting
        }
        const heartbeat = setInterval(() => send(': \n\n'), heartbeatMs).unref()
        stops.add(end)
        const whenOver = begin({ send, sendPast, end })
        over.signal.addEventListener('abort', () => {
          clearInterval(heartbeat)
          stops.delete(end)
          whenOver()
        })
      }
      const body = new ReadableStream<Uint8Array>(
        { start, cancel: () => over.abort() },
        new ByteLengthQueuingStrategy({ highWaterMark: 64 << 10 }),
      )
      return new Response(body, { headers })
    },
    close() {
      closed = true
      for (const stop of stops) stop()
    },
  }
}
