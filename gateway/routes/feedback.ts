/** Thumbs, reasons and corrections of replies. */
import { createRoute, z } from '@hono/zod-openapi'
import { headerNames } from '../../streams/ingress.ts'
import { topics } from '../../streams/topics.ts'
import { findMessage } from '../history.ts'
import { conversationOf, tenant } from '../keys.ts'
import type { App, Parts } from '../parts.ts'
import { Problem, refusals } from '../problem.ts'
import { json, jsonBody, messageId, text } from '../schemas.ts'

const words = (means: string) => text(2_000).optional().openapi({ description: means })

const post = createRoute({
  method: 'post',
  path: '/v1/feedback',
  summary: 'Say what a reply was worth',
  tags: ['chat'],
  request: {
    body: jsonBody(
      z.object({ messageId, rating: z.enum(['up', 'down']), reason: words('Why'), correction: words('What the answer should have been') }),
    ),
  },
  responses: {
    202: json(z.object({ messageId }), 'The feedback is in the log. The last one of a message counts.'),
    ...refusals('body', 404),
  },
})

export const feedbackRoutes = (app: App, { ports, view }: Parts): void => {
  app.openapi(post, async (c) => {
    const { messageId, rating, reason = '', correction = '' } = c.req.valid('json')
    const told = await findMessage({ ...ports, view }, messageId)
    if (!told) throw new Problem(404, `There is no message ${messageId}.`)
    const conversationId = conversationOf(told.key)!
    const feedback = { messageId, tenant, conversationId, author: ports.author, rating, reason, correction, at: ports.now() }
    await ports.log.append([
      {
        topic: topics.feedback.name,
        key: Buffer.from(told.key),
        value: ports.codec.encode(topics.feedback, feedback),
        headers: [[headerNames.messageId, Buffer.from(messageId)]],
      },
    ])
    return c.json({ messageId }, 202)
  })
}
