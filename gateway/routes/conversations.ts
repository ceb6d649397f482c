/** Conversations: the list, and what happens in one as it happens. */
import { createRoute, z } from '@hono/zod-openapi'
import { event, type Sender } from '../event-streams.ts'
import { partitionOfConversation, readThread } from '../history.ts'
import { conversationOf, keyOf } from '../keys.ts'
import type { App, Parts } from '../parts.ts'
import { within } from '../patience.ts'
import { parsePositions, pass, positionsId, startPositions, type Positions } from '../positions.ts'
import { refusals } from '../problem.ts'
import { conversationId, json, statusSchema } from '../schemas.ts'
import { stepTopics, type Step } from '../step.ts'
import { hopsOf, inOrder, messageStep, outcomeOf, replyJson, statusOf, type Told } from '../thread.ts'

const mostListed = 200
const titleLength = 80

const list = createRoute({
  method: 'get',
  path: '/v1/conversations',
  summary: 'Recent conversations, the latest first',
  tags: ['chat'],
  responses: {
    200: json(
      z.object({
        conversations: z.array(
          z.object({
            id: z.string(),
            title: z.string(),
            at: z.int().openapi({ description: 'Time of the last message, ms since 1970' }),
            status: statusSchema,
          }),
        ),
      }),
      'At most 200 conversations',
    ),
    ...refusals(),
  },
})

const events = createRoute({
  method: 'get',
  path: '/v1/conversations/{conversationId}/events',
  summary: 'What happens in a conversation, as server-sent events',
  description:
    'First the last 200 messages, then what happens. Events: `message` {messageId, text, at}, `hop` {messageId, name, topic, partition, offset, at, ms}, ' +
    '`delta` {messageId, attempt, seq, text}, `reply` {messageId, status, reply, failure: null or the {hop, code} that gave up}, and once `live` {} between what was and what happens. ' +
    'With Last-Event-ID the stream goes on where it broke off. A hop of a message is told again after a redrive.',
  tags: ['chat'],
  request: {
    params: z.object({ conversationId }),
    headers: z.object({
      'last-event-id': z.string().max(200).optional().openapi({ description: 'Id of the last event that was received' }),
    }),
  },
  responses: { 200: { description: 'The stream', content: { 'text/event-stream': { schema: z.string() } } }, ...refusals() },
})

export const conversationRoutes = (app: App, parts: Parts): void => {
  const { ports, view, streams } = parts

  app.openapi(list, async (c) => {
    await within(view.caughtUp)
    const conversations = view.conversations().slice(0, mostListed)
    return c.json(
      {
        conversations: conversations.map(({ key, first, last }) => ({
          id: conversationOf(key)!,
          title: titleOf(messageStep(first)!.text),
          at: messageStep(last)!.at,
          status: statusOf(last),
        })),
      },
      200,
    )
  })

  app.openapi(events, async (c) => {
    const { conversationId } = c.req.valid('param')
    const key = keyOf(conversationId)
    const positions = (await resumed(parts, key, c.req.valid('header')['last-event-id'])) ?? startPositions()
    return streams.open(c.req.raw, (sender) => {
      // Listening begins before the past is read, so that nothing falls between; what both tell is passed over once.
      let waiting: { told: Told; step: Step }[] | null = []
      const stop = view.listen(key, (told, step) => {
        if (waiting) waiting.push({ told, step })
        else show(sender.send, positions, told, step)
      })
      readThread({ ...ports, view }, key, conversationId)
        .then((thread) => {
          for (const { told, step } of inOrder(thread)) show(sender.sendPast, positions, told, step)
          sender.sendPast(event('live', {}))
          for (const { told, step } of waiting ?? []) show(sender.send, positions, told, step)
          waiting = null
        })
        .catch((error: unknown) => {
          ports.onError(error)
          sender.end()
        })
      return stop
    })
  })
}

/** Where the stream broke off; null where it begins anew, also because the log is another one than that of the id. */
const resumed = async ({ ports: { log } }: Parts, key: string, lastEventId: string | undefined): Promise<Positions | null> => {
  const positions = lastEventId === undefined ? null : parsePositions(lastEventId)
  if (!positions) return null
  const partition = await partitionOfConversation(log, key)
  const ends = await Promise.all(stepTopics.map(async (topic) => (await log.bounds({ topic, partition })).end))
  return positions.every((offset, i) => offset <= ends[i]!) ? positions : null
}

/** Sends a step that was not sent yet. The last event of it carries the id. */
const show = (send: Sender['send'], positions: Positions, told: Told, step: Step): void => {
  if (!pass(positions, step)) return
  const { messageId } = step
  const id = positionsId(positions)
  const outcome = outcomeOf(told)
  if (step.name === 'delta' && outcome) return
  if (step.name === 'delta') return send(event('delta', { messageId, attempt: step.attempt, seq: step.seq, text: step.text }, id))
  const hop = hopsOf(told).find(({ name }) => name === step.name)
  const hopEvent = (withId?: string) => event('hop', { messageId, ...hop }, withId)
  if (step.name === 'message') return send(event('message', { messageId, text: step.text, at: step.at }) + hopEvent(id))
  if (step.name !== 'reply' || !outcome) return send(hopEvent(id))
  const { status, reply, failure } = outcome
  const gaveUp = failure && { hop: failure.hop, code: failure.code }
  send(hopEvent() + event('reply', { messageId, status, reply: replyJson(reply), failure: gaveUp }, id))
}

/** The first words of a message. */
const titleOf = (text: string): string => {
  const words = text.replace(/\s+/g, ' ').trim()
  return words.length <= titleLength
    ? words
    : `${words
        .slice(0, titleLength)
        .replace(/\s\S*$/, '')
        .toWellFormed()} …`
}
