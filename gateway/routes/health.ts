/** Whether it lives, whether it is ready, and what it counts. */
import { createRoute, z } from '@hono/zod-openapi'
import type { App } from '../parts.ts'
import type { Ports } from '../ports.ts'
import { refusals } from '../problem.ts'
import { json, partSchema } from '../schemas.ts'

const live = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Whether the process answers',
  tags: ['health'],
  responses: { 200: json(z.object({ status: z.literal('ok') }), 'It does'), ...refusals() },
})

const readiness = z.object({ ready: z.boolean(), parts: z.array(partSchema) }).openapi('Readiness')

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  summary: 'Whether every part is ready, and what is not',
  tags: ['health'],
  responses: { ...refusals(), 200: json(readiness, 'All parts are ready'), 503: json(readiness, 'Some part is not ready') },
})

const metrics = createRoute({
  method: 'get',
  path: '/metrics',
  summary: 'Metrics in the Prometheus text format',
  tags: ['health'],
  responses: { 200: { description: 'The metrics', content: { 'text/plain': { schema: z.string() } } }, ...refusals() },
})

export const healthRoutes = (app: App, ports: Pick<Ports, 'readiness' | 'metrics'>): void => {
  app.openapi(live, (c) => c.json({ status: 'ok' as const }, 200))
  app.openapi(ready, (c) => {
    const { ready, parts } = ports.readiness()
    return c.json({ ready, parts: [...parts] }, ready ? 200 : 503)
  })
  app.openapi(metrics, async (c) => c.text(await ports.metrics(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }))
}
