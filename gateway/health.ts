/** The health pages alone, for processes that run no gateway and for probes from other machines. */
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Ports } from './ports.ts'
import { onError, problem } from './problem.ts'
import { healthRoutes } from './routes/health.ts'
import type { Servable } from './serve.ts'

/** They hold nothing of what people write, so any address may serve them. */
export const buildHealth = (system: Pick<Ports, 'readiness'> & { metricsPage(): Promise<string> }): Servable => {
  const app = new OpenAPIHono()
  app.onError(onError(() => undefined))
  app.notFound((c) => problem(404, `There is nothing at ${c.req.path}.`))
  healthRoutes(app, { readiness: () => system.readiness(), metrics: () => system.metricsPage() })
  return { fetch: (request) => app.fetch(request), close: async () => undefined, isPublic: true }
}
