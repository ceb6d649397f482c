/** What the routes are built on. */
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { EventStreams } from './event-streams.ts'
import type { KnowledgeIndex } from './knowledge-index.ts'
import type { Ports } from './ports.ts'
import type { GatewaySettings } from './settings.ts'
import type { View } from './view.ts'

export type App = OpenAPIHono

export type Parts = {
  ports: Ports
  settings: GatewaySettings
  view: View
  knowledge: KnowledgeIndex
  streams: EventStreams
}
