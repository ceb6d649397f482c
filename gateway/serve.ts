/** Listens on an address of this machine. */
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { getRequestListener, RequestError } from '@hono/node-server'
import { HoplineError } from '../streams/errors.ts'
import { problem } from './problem.ts'
import { isLoopback, refusesHost } from './settings.ts'

export type Servable = {
  fetch(request: Request, env?: unknown): Response | Promise<Response>
  close(): Promise<void>
  /** Whether it may be served where other machines reach it. */
  readonly isPublic?: boolean
}

export type Serving = { url: string; close(): Promise<void> }

/** How long requests that were begun may take to end after `close`, in ms. */
const graceMs = 5_000

/**
 * Serves the gateway until `close`, which closes it too: event streams end, begun requests are answered.
 * @throws HoplineError settings-invalid where others could reach the address, or where it is in use
 */
export const serve = async (app: Servable, { host, port }: { host: string; port: number }): Promise<Serving> => {
  if (!app.isPublic && !isLoopback(host)) throw new HoplineError('settings-invalid', `HOPLINE_HOST: ${refusesHost(host)}`)
  // What the adapter can't make a request of, such as a Host that is no host name.
  const errorHandler = (error: unknown) =>
    error instanceof RequestError
      ? problem(400, 'The request is not valid HTTP: its Host or path can not be read.')
      : problem(500, 'The gateway failed on this request.')
  const server = createServer(getRequestListener((request, env) => app.fetch(request, env), { hostname: host, errorHandler }))
  try {
    server.listen(port, host.replace(/^\[|\]$/g, ''))
    await once(server, 'listening')
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw new HoplineError(
      'settings-invalid',
      `HOPLINE_PORT: the gateway can not listen on ${host}:${port}${isTaken ? ', another program does. Stop it, or set HOPLINE_PORT to another port' : `: ${String(cause)}`}.`,
      { cause },
    )
  }
  const { port: listening } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${listening}`,
    async close() {
      await app.close()
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const impatient = setTimeout(() => server.closeAllConnections(), graceMs)
      await closed
      clearTimeout(impatient)
    },
  }
}
