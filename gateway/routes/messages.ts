/** Messages: taken in, and shown with what became of them. */
import { createRoute, z } from '@hono/zod-openapi'
import { findMessage } from '../history.ts'
import type { App, Parts } from '../parts.ts'
import type { PostMessage } from '../post-message.ts'
import { Problem, refusals } from '../problem.ts'
import { conversationId, json, jsonBody, messageId, messageSchema, text, textLimit } from '../schemas.ts'
import { messageJson } from '../thread.ts'

const idempotencyKey = z
  .string()
  .regex(/^[!-~]{1,200}$/, 'An Idempotency-Key has 1 to 200 visible ASCII characters.')
  .optional()
  .openapi({
    description: 'What the sender calls this message. A repeat under the same key gives the same messageId and takes nothing in.',
  })

const post = createRoute({
  method: 'post',
  path: '/v1/messages',
  summary: 'Send a message',
  tags: ['chat'],
  request: {
    headers: z.object({ 'idempotency-key': idempotencyKey }),
    body: jsonBody(z.object({ text: text(textLimit), conversationId: conversationId.optional() })),
  },
  responses: {
    202: json(z.object({ messageId, conversationId: z.string() }), 'The message is in the log. Its reply comes later.'),
    ...refusals('body'),
  },
})

const show = createRoute({
  method: 'get',
  path: '/v1/messages/{messageId}',
  summary: 'A message, its hops and its reply',
  tags: ['chat'],
  request: { params: z.object({ messageId }) },
  responses: { 200: json(messageSchema, 'The message as far as it came'), ...refusals(404) },
})

export const messageRoutes = (app: App, { ports, view }: Parts, postMessage: PostMessage): void => {
  app.openapi(post, async (c) => {
    const { 'idempotency-key': eventId } = c.req.valid('header')
    return c.json(await postMessage({ ...c.req.valid('json'), channel: 'web', eventId }), 202)
  })
  app.openapi(show, async (c) => {
    const { messageId } = c.req.valid('param')
    const told = await findMessage({ ...ports, view }, messageId)
    if (!told) throw new Problem(404, `There is no message ${messageId}.`)
    return c.json(messageJson(told), 200)
  })
}
