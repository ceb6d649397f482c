/** What every request must be before a route sees it: from this machine and its own pages. */
import type { MiddlewareHandler } from 'hono'
import { Problem } from './problem.ts'
import { isLoopback } from './settings.ts'

/**
 * Refuses what another site's page could send. A name that its owner points at 127.0.0.1 (DNS rebinding) stands in Host; a
 * form or script of another site stands in Origin. The port of Host is left open, because tunnels have their own; Origin
 * must have the same.
 */
export const sameMachine: MiddlewareHandler = async (c, next) => {
  const { host, hostname } = new URL(c.req.url)
  if (!isLoopback(hostname)) throw new Problem(403, `The Host ${hostname} is not a name of this machine. Use 127.0.0.1 or localhost.`)
  const origin = c.req.header('origin')
  if (origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host))
    throw new Problem(403, 'Pages of other sites may not use this interface (Origin).')
  await next()
}
