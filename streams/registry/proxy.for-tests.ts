/** A way to a server that can be blocked. */
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Proxy = {
  readonly url: string
  /** `cut`: connections are closed; `hang`: requests are taken and never answered; otherwise the status that is answered. */
  mode: 'pass' | 'cut' | 'hang' | number
  /** Requests so far. */
  requests: number
  /** The last request's Authorization header. */
  authorization: string | undefined
  close(): void
}

/** Passes requests on to `target`. */
export const proxyTo = async (target: string): Promise<Proxy> => {
  const { hostname, port, pathname } = new URL(target)
  const server = createServer((incoming, answer) => {
    proxy.requests++
    proxy.authorization = incoming.headers.authorization
    if (proxy.mode === 'hang') return
    if (proxy.mode === 'cut') return incoming.socket.destroy()
    if (proxy.mode !== 'pass') return answer.writeHead(proxy.mode, { 'content-type': 'application/json' }).end('{"message":"no"}')
    const outgoing = request({ hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers }, (response) => {
      answer.writeHead(response.statusCode!, response.headers)
      response.pipe(answer)
    })
    incoming.pipe(outgoing)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    mode: 'pass',
    requests: 0,
    authorization: undefined,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return proxy
}
