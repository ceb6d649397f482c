/** A server with /healthz, /readyz and /metrics alone: for probes, and for processes without the gateway. It holds nothing of what people write. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { HoplineError } from '../streams/errors.ts'
import type { System } from './system.ts'

/** @throws HoplineError settings-invalid where the address can't be listened on */
export const serveHealth = async ({ readiness, metricsPage }: System, { host, port }: { host: string; port: number }): Promise<{ close(): Promise<void> }> => {
  const server = createServer((request, response) => {
    const answer = (status: number, type: string, body: string) => response.writeHead(status, { 'content-type': type }).end(body)
    if (request.url === '/healthz') return answer(200, 'application/json', '{"status":"ok"}')
    if (request.url === '/readyz') {
      const state = readiness()
      return answer(state.ready ? 200 : 503, 'application/json', JSON.stringify(state))
    }
    if (request.url !== '/metrics') return answer(404, 'text/plain', 'There are /healthz, /readyz and /metrics here.\n')
    metricsPage().then(
      (page) => answer(200, 'text/plain; version=0.0.4; charset=utf-8', page),
      () => answer(500, 'text/plain', 'The metrics can not be read.\n'),
    )
    return response
  })
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    throw new HoplineError('settings-invalid', `HOPLINE_HEALTH_PORT: ${host}:${port} can't be listened on. Set it, or HOPLINE_HEALTH_HOST, to one that can.`, { cause })
  }
  return {
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
