import { describe, expect, it } from 'vitest'
import { deadLetter } from '../streams/dead-letter.ts'
import { messageId } from '../streams/ingress.ts'
import { topics } from '../streams/topics.ts'
import { append, codec, messageOf, openGateway, play } from './testing.ts'

describe('operators', () => {
  it('see every topic with its records', async () => {
    const { get, post } = await openGateway()
    await post('/v1/messages', { text: 'Why?' })
    const { body } = await get('/v1/ops/topics')
    expect(body.topics).toHaveLength(Object.keys(topics).length)
    expect(body.topics.find(({ name }: { name: string }) => name === 'chat.messages')).toMatchObject({
      partitions: 3,
      records: 1,
      record: 'Message',
    })
  })

  it('have a message explained from the log, vectors by their size', async () => {
    const { get, post, log } = await openGateway()
    const { messageId } = (await post('/v1/messages', { text: 'Why?', conversationId: 'c1' })).body
    await play(log, messageOf(messageId, 'c1'))
    const { body } = await get(`/v1/ops/explain/${messageId}`)
    expect(body).toMatchObject({ messageId, conversationId: 'c1', status: 'done' })
    expect(body.steps.map(({ name, summary }: Record<string, string>) => [name, summary])).toEqual([
      ['message', 'Why?'],
      ['intent', ''],
      ['ner', 'No entity.'],
      ['reply', 'answer: Read the limits.'],
    ])
    expect(body.steps[1].value.vector).toBe('0 bytes')
    expect(body.steps[0].headers['hopline-message-id']).toBe(messageId)
  })

  it('list, read and redrive dead letters', async () => {
    const { get, post, log } = await openGateway()
    const message = messageOf(messageId('web', 'e', Date.now()), 'c1')
    const [placed] = await append(log, topics.messages, message, message)
    const { records } = await log.read(placed!, placed!.offset, { max: 1 })
    await log.append([
      deadLetter(records[0]!, { hop: 'intent', attempts: 1, code: 'handler-failed', error: new Error('Broke.'), at: Date.now() }),
    ])
    const { deadLetters } = (await get('/v1/ops/dead-letters')).body
    expect(deadLetters).toMatchObject([
      { hop: 'intent', code: 'handler-failed', message: 'Broke.', conversationId: 'c1', redrivenAt: null },
    ])
    const [{ id }] = deadLetters
    expect((await get(`/v1/ops/dead-letters/${encodeURIComponent(id)}`)).body).toMatchObject({
      id,
      value: codec.decode(topics.messages, records[0]!.value!),
    })
    expect((await post('/v1/ops/dead-letters/redrive', { ids: [id, '0:99'] })).body).toEqual({ redriven: [id] })
    expect((await get('/v1/ops/dead-letters')).body.deadLetters[0].redrivenAt).toBeGreaterThan(0)
    expect((await get('/v1/ops/dead-letters/0:99')).status).toBe(404)
  })
})

describe('feedback', () => {
  it('is appended beside the conversation of its message', async () => {
    const { post, log } = await openGateway()
    const { messageId: id } = (await post('/v1/messages', { text: 'Why?', conversationId: 'c1' })).body
    expect((await post('/v1/feedback', { messageId: id, rating: 'down', reason: 'Wrong cluster' })).status).toBe(202)
    const found = []
    for (let partition = 0; partition < 3; partition++)
      found.push(...(await log.read({ topic: topics.feedback.name, partition }, 0, { max: 9 })).records)
    expect(found).toHaveLength(1)
    expect(codec.decode(topics.feedback, found[0]!.value!)).toMatchObject({
      messageId: id,
      conversationId: 'c1',
      rating: 'down',
      reason: 'Wrong cluster',
      correction: '',
    })
    expect((await post('/v1/feedback', { messageId: messageId('web', 'none', Date.now()), rating: 'up' })).status).toBe(404)
    expect((await post('/v1/feedback', { messageId: id, rating: 'sideways' })).status).toBe(422)
  })
})
