/** The gateway: the HTTP interface of Hopline, built from what is handed in. */
import { join } from 'node:path'
import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { secureHeaders } from 'hono/secure-headers'
import { openEventStreams } from './event-streams.ts'
import { sameMachine } from './guard.ts'
import { openKnowledgeIndex } from './knowledge-index.ts'
import type { Parts } from './parts.ts'
import type { Ports } from './ports.ts'
import { messagePoster } from './post-message.ts'
import { onError, onInvalid, problem } from './problem.ts'
import { rateLimit } from './rate-limit.ts'
import { chatCompletionRoutes } from './routes/chat-completions.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { docsRoutes } from './routes/docs.ts'
import { feedbackRoutes } from './routes/feedback.ts'
import { healthRoutes } from './routes/health.ts'
import { knowledgeRoutes } from './routes/knowledge.ts'
import { messageRoutes } from './routes/messages.ts'
import { opsRoutes } from './routes/ops.ts'
import type { Servable } from './serve.ts'
import { gatewaySettings, type GatewaySettings } from './settings.ts'
import { staticFiles } from './static-files.ts'
import { openView } from './view.ts'

export type Gateway = Servable & {
  /** Asks without a server, for tests and for commands that run one for themselves. */
  request(path: string, init?: RequestInit): Promise<Response>
  /** Settles when what was in the log before is known: until then lists wait. */
  caughtUp: Promise<void>
}

const self = ["'self'"]
const none = ["'none'"]

/** Starts following the log of `ports` at once; `close` ends that, and every event stream. */
export const buildApp = (ports: Ports, settings: GatewaySettings = gatewaySettings.parse({})): Gateway => {
  const ended = new AbortController()
  const limits = {
    ageMs: settings.HOPLINE_VIEW_HOURS * 3_600_000,
    messages: settings.HOPLINE_VIEW_MESSAGES,
    bytes: settings.HOPLINE_VIEW_MEGABYTES << 20,
  }
  const parts: Parts = {
    ports,
    settings,
    view: openView(ports, limits, ended.signal),
    knowledge: openKnowledgeIndex(ports, ended.signal),
    streams: openEventStreams(settings.HOPLINE_STREAMS),
  }
  const postMessage = messagePoster(parts)
  const files = staticFiles({ '/': { dir: join(import.meta.dirname, 'web') } })

  const app = new OpenAPIHono({ defaultHook: onInvalid })
  app.onError(onError(ports.onError))
  app.notFound(async (c) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD'
    const file = isRead ? await files(c.req.path, c.req.header('if-none-match')) : null
    return file ?? problem(404, `There is nothing at ${c.req.path}.`)
  })
  app.use(
    secureHeaders({
      // The gateway speaks plain HTTP on this machine; a proxy that speaks TLS says this for itself.
      strictTransportSecurity: false,
      xFrameOptions: 'DENY',
      contentSecurityPolicy: {
        ...{ defaultSrc: none, scriptSrc: self, styleSrc: self, connectSrc: self, fontSrc: self, manifestSrc: self },
        ...{ imgSrc: ["'self'", 'data:'], baseUri: none, formAction: self, frameAncestors: none },
      },
    }),
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) =>
        problem(405, `${c.req.path} knows ${methods.join(', ')}.`, { headers: { allow: methods.join(', ') } }),
    }),
    sameMachine,
    rateLimit(settings.HOPLINE_RATE_PER_MINUTE, ports.now),
    bodyLimit({
      maxSize: settings.HOPLINE_BODY_LIMIT,
      onError: () =>
        problem(413, `The body is larger than ${settings.HOPLINE_BODY_LIMIT.toLocaleString('en')} bytes (HOPLINE_BODY_LIMIT).`),
    }),
  )

  messageRoutes(app, parts, postMessage)
  conversationRoutes(app, parts)
  healthRoutes(app, {
    metrics: () => ports.metrics(),
    readiness() {
      const { ready, parts: others } = ports.readiness()
      const behind = parts.view.behind()
      return { ready: ready && behind === null, parts: [...others, { name: 'gateway', ready: behind === null, detail: behind ?? 'ready' }] }
    },
  })
  feedbackRoutes(app, parts)
  knowledgeRoutes(app, parts)
  chatCompletionRoutes(app, parts, postMessage)
  opsRoutes(app, parts)
  docsRoutes(app, ports.version)

  return {
    fetch: (request, env) => app.fetch(request, env as Record<string, unknown>),
    request: async (path, init) => app.request(path, init),
    caughtUp: Promise.all([parts.view.caughtUp, parts.knowledge.caughtUp]).then(() => undefined),
    async close() {
      ended.abort()
      parts.streams.close()
    },
  }
}
