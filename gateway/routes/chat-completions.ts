/** The interface of OpenAI's chat completions, so that existing chat clients can ask Hopline. */
import { randomUUID } from 'node:crypto'
import { createRoute, z } from '@hono/zod-openapi'
import { messageId } from '../../streams/ingress.ts'
import { ask, type Asked } from '../ask.ts'
import { beganWith, contentOf, conversationOfExchange, firstExchange, restAfter, type ChatMessage } from '../completion.ts'
import { event } from '../event-streams.ts'
import { conversationOf } from '../keys.ts'
import type { App, Parts } from '../parts.ts'
import type { PostMessage } from '../post-message.ts'
import { Problem, refusals } from '../problem.ts'
import { citations, conversationId, json, jsonBody, text, textLimit } from '../schemas.ts'
import { replyJson } from '../thread.ts'

const model = 'hopline'

const chatMessage = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: z
    .union([z.string(), z.array(z.object({ type: z.string(), text: z.string().optional() }))])
    .nullable()
    .optional(),
})

const modelSchema = z.object({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.string() })

const models = createRoute({
  method: 'get',
  path: '/v1/models',
  summary: 'The one model that can be named',
  tags: ['openai'],
  responses: { 200: json(z.object({ object: z.literal('list'), data: z.array(modelSchema) }), 'The models'), ...refusals() },
})

const completion = z
  .object({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.object({
        index: z.int(),
        message: z.object({ role: z.literal('assistant'), content: z.string() }),
        finish_reason: z.literal('stop'),
      }),
    ),
    citations: citations.openapi({
      description: 'What the answer rests on; [1] in its text is the first. Not part of the original interface.',
    }),
  })
  .openapi('ChatCompletion')

const complete = createRoute({
  method: 'post',
  path: '/v1/chat/completions',
  summary: 'Ask the last user message',
  description:
    'Other messages tell only which conversation goes on: the log holds it. The header hopline-conversation-id names it outright. With stream, chunks come as ' +
    'server-sent events; the last one before [DONE] holds the citations. Settings of sampling are not used.',
  tags: ['openai'],
  request: {
    headers: z.object({ 'hopline-conversation-id': conversationId.optional() }),
    body: jsonBody(
      z.object({
        model: z.literal(model, { error: `The one model is ${model}.` }),
        messages: z.array(chatMessage).min(1).max(1_000),
        stream: z.boolean().nullable().optional(),
        user: z.string().max(500).optional(),
      }),
    ),
  },
  responses: {
    200: {
      description: 'The answer',
      content: { 'application/json': { schema: completion }, 'text/event-stream': { schema: z.string() } },
    },
    ...refusals('body'),
  },
})

export const chatCompletionRoutes = (app: App, parts: Parts, postMessage: PostMessage): void => {
  const { ports, settings, view, streams } = parts
  const waitMs = settings.HOPLINE_COMPLETION_SECONDS * 1_000

  const conversationFor = (messages: readonly ChatMessage[], user: string): string => {
    const exchange = firstExchange(messages)
    if (!exchange) return messageId('conversation', randomUUID(), ports.now())
    const known = view.conversations().find(({ first }) => beganWith(first, exchange))
    return known ? conversationOf(known.key)! : conversationOfExchange(user, exchange)
  }

  app.openapi(models, (c) =>
    c.json({ object: 'list' as const, data: [{ id: model, object: 'model' as const, created: 0, owned_by: model }] }, 200),
  )

  app.openapi(complete, async (c) => {
    const body = c.req.valid('json')
    const question = body.messages.findLast(({ role }) => role === 'user')
    if (!question) throw new Problem(422, 'There is no message of the role user to answer.')
    const asked = text(textLimit).safeParse(contentOf(question))
    if (!asked.success) throw new Problem(422, asked.error.issues[0]!.message)
    const conversationId = c.req.valid('header')['hopline-conversation-id'] ?? conversationFor(body.messages, body.user ?? '')
    const draft = { text: asked.data, conversationId, channel: 'api' }
    const created = Math.floor(ports.now() / 1_000)

    if (!body.stream) {
      const done = await ask({ view, postMessage }, draft, { waitMs, signal: c.req.raw.signal, onDelta: () => undefined })
      const { content, citations } = answerOf(done, waitMs)
      return c.json(
        {
          id: `chatcmpl-${done.messageId}`,
          object: 'chat.completion' as const,
          ...{ created, model, citations },
          choices: [{ index: 0, message: { role: 'assistant' as const, content }, finish_reason: 'stop' as const }],
        },
        200,
      )
    }

    return streams.open(c.req.raw, ({ send, end }) => {
      const gone = new AbortController()
      const id = `chatcmpl-${randomUUID()}`
      const chunk = (delta: Record<string, string>, finish_reason: 'stop' | null, more = {}) =>
        send(event(null, { id, object: 'chat.completion.chunk', created, model, choices: [{ index: 0, delta, finish_reason }], ...more }))
      let sent = ''
      let attempt: number | null = null
      chunk({ role: 'assistant', content: '' }, null)
      ask({ view, postMessage }, draft, {
        waitMs,
        signal: gone.signal,
        onDelta(delta) {
          // What was sent can't be taken back, so sentences of a later attempt wait for the reply.
          if ((attempt ??= delta.attempt) !== delta.attempt) return
          const content = sent === '' || /\s$/.test(sent) || /^\s/.test(delta.text) ? delta.text : ` ${delta.text}`
          sent += content
          chunk({ content }, null)
        },
      })
        .then((done) => {
          const { content, citations } = answerOf(done, waitMs)
          const rest = restAfter(sent, content)
          if (rest !== '') chunk({ content: rest }, null)
          chunk({}, 'stop', { citations })
          send('data: [DONE]\n\n')
        })
        .catch((error: unknown) => {
          ports.onError(error)
          send(event(null, { error: { message: 'The gateway failed on this request. Its log says why.', type: 'server_error' } }))
        })
        .finally(end)
      return () => gone.abort()
    })
  })
}

const answerOf = ({ messageId, outcome }: Asked, waitMs: number) => {
  if (!outcome) {
    const content = `No answer came within ${waitMs / 1_000} s. The message is kept: GET /v1/messages/${messageId} shows the reply when it is there.`
    return { content, citations: [] }
  }
  const { text, citations } = replyJson(outcome.reply)
  return { content: text, citations }
}
