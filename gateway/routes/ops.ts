/** What operators ask: topics, dead letters, the chain of a message, the state of the parts. */
import { createRoute, z } from '@hono/zod-openapi'
import { findChain, line } from '../../streams/chain.ts'
import { topics, type Topic } from '../../streams/topics.ts'
import type { App, Parts } from '../parts.ts'
import { Problem, refusals } from '../problem.ts'
import { hopSchema, json, jsonBody, messageId, partSchema, statusSchema } from '../schemas.ts'
import { toldOf } from '../history.ts'
import { summaryOf } from '../summary.ts'
import { hopsOf, messageJson } from '../thread.ts'

const letterId = z
  .string()
  .regex(/^\d{1,6}:\d{1,15}$/, 'The id of a dead letter is its partition and offset, such as 3:17.')
  .openapi({ example: '0:0' })

const letterSchema = z
  .object({
    id: z.string(),
    hop: z.string(),
    code: z.string(),
    means: z.string(),
    message: z.string(),
    stack: z.string(),
    attempts: z.int(),
    from: z.object({ topic: z.string(), partition: z.int(), offset: z.int(), at: z.int() }),
    at: z.int(),
    messageId: z.string(),
    conversationId: z.string(),
    redrivenAt: z.int().nullable(),
  })
  .openapi('DeadLetter')

const listTopics = createRoute({
  method: 'get',
  path: '/v1/ops/topics',
  summary: 'Topics and processors',
  tags: ['operations'],
  responses: {
    200: json(
      z.object({
        topics: z.array(
          z.object({
            name: z.string(),
            summary: z.string(),
            record: z.string().nullable(),
            key: z.string(),
            cleanup: z.string(),
            partitions: z.int(),
            records: z.int().openapi({ description: 'Span of offsets; gaps count' }),
          }),
        ),
        processors: z.array(z.object({ name: z.string(), summary: z.string(), from: z.array(z.string()), to: z.array(z.string()) })),
      }),
      'Every topic that is there',
    ),
    ...refusals(),
  },
})

const listLetters = createRoute({
  method: 'get',
  path: '/v1/ops/dead-letters',
  summary: 'Records that could not be processed, the newest first',
  tags: ['operations'],
  responses: { 200: json(z.object({ deadLetters: z.array(letterSchema) }), 'All that the log keeps'), ...refusals() },
})

const showLetter = createRoute({
  method: 'get',
  path: '/v1/ops/dead-letters/{id}',
  summary: 'A dead letter with what it holds',
  tags: ['operations'],
  request: { params: z.object({ id: letterId }) },
  responses: {
    200: json(
      letterSchema.extend({
        headers: z.record(z.string(), z.string()),
        value: z.unknown(),
        bytes: z.string().openapi({ description: 'The first 256 bytes, in hex' }),
      }),
      'The dead letter',
    ),
    ...refusals(404),
  },
})

const redrive = createRoute({
  method: 'post',
  path: '/v1/ops/dead-letters/redrive',
  summary: 'Give dead letters another try',
  tags: ['operations'],
  request: { body: jsonBody(z.object({ ids: z.array(letterId).min(1).max(1_000) })) },
  responses: { 200: json(z.object({ redriven: z.array(z.string()) }), 'The ids that were there'), ...refusals('body') },
})

const explain = createRoute({
  method: 'get',
  path: '/v1/ops/explain/{messageId}',
  summary: 'What each hop made of a message, from the log',
  tags: ['operations'],
  request: { params: z.object({ messageId }) },
  responses: {
    200: json(
      z.object({
        messageId,
        conversationId: z.string(),
        status: statusSchema,
        steps: z.array(hopSchema.extend({ summary: z.string(), headers: z.record(z.string(), z.string()), value: z.unknown() })),
      }),
      'The chain',
    ),
    ...refusals(404),
  },
})

const doctor = createRoute({
  method: 'get',
  path: '/v1/ops/doctor',
  summary: 'What is configured, reachable and missing',
  tags: ['operations'],
  responses: { 200: json(z.object({ version: z.string(), facts: z.array(partSchema) }), 'Facts'), ...refusals() },
})

export const opsRoutes = (app: App, { ports }: Parts): void => {
  const { log, codec } = ports

  app.openapi(listTopics, async (c) => {
    const present = new Map((await log.topics()).map(({ name, partitions }) => [name, partitions]))
    const facts = await Promise.all(
      Object.values<Topic>(topics).flatMap(({ name, summary, record, key, cleanup }) => {
        const partitions = present.get(name)
        if (partitions === undefined) return []
        const spans = Promise.all(Array.from({ length: partitions }, (_, partition) => log.bounds({ topic: name, partition })))
        return spans.then((all) => ({
          name,
          summary,
          record,
          key,
          cleanup,
          partitions,
          records: all.reduce((sum, { start, end }) => sum + end - start, 0),
        }))
      }),
    )
    const processors = ports.processors.map(({ name, summary, from, to }) => ({ name, summary, from: [...from], to: [...to] }))
    return c.json({ topics: facts, processors }, 200)
  })

  app.openapi(listLetters, async (c) => c.json({ deadLetters: [...(await ports.deadLetters.list())] }, 200))

  app.openapi(showLetter, async (c) => {
    const { id } = c.req.valid('param')
    const letter = await ports.deadLetters.show(id)
    if (!letter) throw new Problem(404, `There is no dead letter ${id}.`)
    return c.json({ ...letter, value: jsonOf(letter.value) }, 200)
  })

  app.openapi(redrive, async (c) => c.json({ redriven: [...(await ports.deadLetters.redrive(c.req.valid('json').ids))] }, 200))

  app.openapi(explain, async (c) => {
    const { messageId } = c.req.valid('param')
    const chain = await findChain(log, codec, messageId)
    const told = await toldOf(codec, chain)
    if (!told) throw new Problem(404, `There is no message ${messageId}.`)
    const { conversationId, status } = messageJson(told)
    const steps = await Promise.all(
      hopsOf(told).map(async (hop) => {
        const record = chain.find(({ topic }) => topic === hop.topic)!
        const { topic } = line.find(({ topic }) => topic.name === hop.topic)!
        // A record that can't be read is shown as such, between those that can.
        const value = await decoded(codec, topic, record.value)
        const headers = Object.fromEntries(record.headers.map(([name, bytes]) => [name, bytes.toString()]))
        return { ...hop, headers, summary: summaryOf(value), value: jsonOf(value) }
      }),
    )
    return c.json({ messageId, conversationId, status, steps }, 200)
  })

  app.openapi(doctor, async (c) => c.json({ version: ports.version, facts: [...(await ports.doctor())] }, 200))
}

const decoded = async (codec: Parts['ports']['codec'], topic: Topic, value: Buffer | null): Promise<unknown> => {
  try {
    return value && (await codec.decode(topic, value))
  } catch {
    return null
  }
}

/** A record as JSON shows it: of bytes, which are vectors, their number alone. */
const jsonOf = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (Array.isArray(value)) return value.map(jsonOf)
  if (value === null || typeof value !== 'object') return value ?? null
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, jsonOf(field)]))
}
