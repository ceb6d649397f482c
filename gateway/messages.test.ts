import { describe, expect, it } from 'vitest'
import { topics } from '../streams/topics.ts'
import { messageId } from '../streams/ingress.ts'
import { append, messageOf, openGateway, openLog, play, readEvents, replyOf } from './testing.ts'

describe('messages', () => {
  it('are in the log when they are accepted, under an id of their own time', async () => {
    const { post, log, get } = await openGateway()
    const { status, body } = await post('/v1/messages', { text: 'Why does checkout restart?' })
    expect(status).toBe(202)
    const shown = await get(`/v1/messages/${body.messageId}`)
    expect(shown.body).toMatchObject({
      ...body,
      status: 'accepted',
      reply: null,
      hops: [{ name: 'message', topic: 'chat.messages', ms: 0 }],
    })
    const [hop] = shown.body.hops
    const { records } = await log.read({ topic: hop.topic, partition: hop.partition }, hop.offset, { max: 1 })
    expect(records[0]!.key!.toString()).toBe(`default/${body.conversationId}`)
  })

  it('show hops and reply as they come, in memory and from the log alone', async () => {
    const { post, log, get } = await openGateway()
    const { body } = await post('/v1/messages', { text: 'Why?', conversationId: 'c1' })
    await play(log, messageOf(body.messageId, 'c1'))
    const shown = await get(`/v1/messages/${body.messageId}`)
    expect(shown.body.status).toBe('done')
    expect(shown.body.reply).toMatchObject({ text: 'Read the limits.', kind: 'answer', citations: [{ document: 'a/b.md', quote: 'Read' }] })
    expect(shown.body.hops.map((hop: { name: string }) => hop.name)).toEqual(['message', 'intent', 'ner', 'reply'])
    // A gateway that keeps next to nothing in memory reads the same from the log.
    const forgetful = await openGateway({ log, settings: { HOPLINE_VIEW_MESSAGES: 10 } })
    for (let i = 0; i < 12; i++) await forgetful.post('/v1/messages', { text: `filler ${i}` })
    expect((await forgetful.get(`/v1/messages/${body.messageId}`)).body).toEqual(shown.body)
  })

  it('fail honestly, until a redrive brings a better reply', async () => {
    const { post, log, get } = await openGateway()
    const { body } = await post('/v1/messages', { text: 'Why?', conversationId: 'c1' })
    const message = messageOf(body.messageId, 'c1')
    await append(
      log,
      topics.replies,
      message,
      replyOf(message, 'Failed.', { hop: 'ner', code: 'handler-failed', message: 'This step failed.', at: 0 }),
    )
    await expect.poll(async () => (await get(`/v1/messages/${body.messageId}`)).body.status).toBe('failed')
    await append(log, topics.replies, message, replyOf(message, 'Late, but here.'))
    await expect.poll(async () => (await get(`/v1/messages/${body.messageId}`)).body.reply.text).toBe('Late, but here.')
  })

  it('are taken once for each Idempotency-Key, across restarts', async () => {
    const { post, log, app } = await openGateway()
    const key = { 'idempotency-key': 'event-1' }
    const [one, two] = await Promise.all([post('/v1/messages', { text: 'Once' }, key), post('/v1/messages', { text: 'Once' }, key)])
    expect(two.body).toEqual(one.body)
    await app.close()
    const restarted = await openGateway({ log })
    expect((await restarted.post('/v1/messages', { text: 'Once' }, key)).body).toEqual(one.body)
    expect(await restarted.post('/v1/messages', { text: 'Twice' }, key)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('event-1') },
    })
    const { body } = await restarted.get('/v1/conversations')
    expect(body.conversations).toHaveLength(1)
  })

  it('have 1 to 8,000 characters, whole and visible', async () => {
    const { post, get } = await openGateway()
    expect((await post('/v1/messages', { text: '🙂'.repeat(8_000) })).status).toBe(202)
    expect((await post('/v1/messages', { text: 'x'.repeat(8_001) })).body).toMatchObject({
      status: 422,
      detail: expect.stringContaining('8,000'),
    })
    expect((await post('/v1/messages', { text: ' \n' })).status).toBe(422)
    const { body } = await post('/v1/messages', { text: 'a\ud800b\u0000c\r\nd', conversationId: 'odd' })
    await expect
      .poll(async () => (await get('/v1/conversations')).body.conversations.find(({ id }: { id: string }) => id === 'odd')?.title)
      .toBe('a\ufffdb\ufffdc d')
    expect(body.messageId).toHaveLength(26)
  })

  it('of other tenants are neither shown nor listed', async () => {
    const { log, get } = await openGateway()
    const message = { ...messageOf(messageId('web', 'e', Date.now()), 'c1'), tenant: 'other' }
    await append(log, topics.messages, message, message)
    expect((await get(`/v1/messages/${message.messageId}`)).status).toBe(404)
    expect((await get('/v1/conversations')).body.conversations).toEqual([])
  })

  it('that are not there are not found', async () => {
    const { get } = await openGateway()
    expect(await get(`/v1/messages/${messageId('web', 'none', Date.now())}`)).toMatchObject({ status: 404, body: { title: 'Not found' } })
    expect((await get('/v1/messages/nonsense')).status).toBe(400)
  })
})

describe('the events of a conversation', () => {
  const seen = (name: string, count: number) => (events: { name: string }[]) =>
    events.filter((event) => event.name === name).length >= count

  it('tell history, then what happens', async () => {
    const { app, log, post } = await openGateway()
    const first = (await post('/v1/messages', { text: 'First', conversationId: 'c1' })).body
    await play(log, messageOf(first.messageId, 'c1', 'First'))
    const response = await app.request('/v1/conversations/c1/events')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reading = readEvents(response, seen('reply', 2))
    const second = (await post('/v1/messages', { text: 'Second', conversationId: 'c1' })).body
    const message = messageOf(second.messageId, 'c1', 'Second')
    await append(log, topics.deltas, message, { ...message, attempt: 1, seq: 0, text: 'Read ' })
    await play(log, message)
    const events = await reading
    const of = (id: string) =>
      events.filter(({ data }) => data.messageId === id).map(({ name, data }) => (name === 'hop' ? data.name : name))
    expect(of(first.messageId)).toEqual(['message', 'message', 'intent', 'ner', 'reply', 'reply'])
    expect(of(second.messageId).toSorted()).toEqual(['delta', 'intent', 'message', 'message', 'ner', 'reply', 'reply'])
    expect(events.find(({ name, data }) => name === 'message' && data.messageId === second.messageId)!.data.text).toBe('Second')
  })

  it('go on after any id without a gap or a repeat', async () => {
    const { app, log, post } = await openGateway()
    for (const text of ['One', 'Two', 'Three']) {
      const { body } = await post('/v1/messages', { text, conversationId: 'c1' })
      await play(log, messageOf(body.messageId, 'c1', text))
    }
    const read = async (id?: string) =>
      readEvents(await app.request('/v1/conversations/c1/events', { headers: id ? { 'last-event-id': id } : {} }), seen('live', 1))
    await expect.poll(async () => (await read()).length).toBe(3 * 6 + 1)
    const all = await read()
    for (const [i, { id }] of all.entries()) if (id) expect(await read(id)).toEqual(all.slice(i + 1))
  })

  it('come from the log where memory has let go of them', async () => {
    const clock = { now: Date.now() - 30 * 3_600_000 }
    const log = await openLog(() => clock.now)
    const before = await openGateway({ log, ports: { now: () => clock.now } })
    const { body } = await before.post('/v1/messages', { text: 'Long ago', conversationId: 'c1' })
    await play(log, messageOf(body.messageId, 'c1', 'Long ago'))
    await before.app.close()
    clock.now = Date.now()
    const { app, get } = await openGateway({ log, settings: { HOPLINE_VIEW_HOURS: 24 } })
    expect((await get('/v1/conversations')).body.conversations).toEqual([])
    const events = await readEvents(await app.request('/v1/conversations/c1/events'), seen('live', 1))
    expect(events.map(({ name }) => name)).toEqual(['message', 'hop', 'hop', 'hop', 'hop', 'reply', 'live'])
  })

  it('are bounded in number; a HEAD request opens none', async () => {
    const { app } = await openGateway({ settings: { HOPLINE_STREAMS: 1 } })
    for (let i = 0; i < 3; i++) expect((await app.request('/v1/conversations/c1/events', { method: 'HEAD' })).status).toBe(200)
    const first = await app.request('/v1/conversations/c1/events')
    expect((await app.request('/v1/conversations/c1/events')).status).toBe(503)
    await first.body!.cancel()
    expect((await app.request('/v1/conversations/c1/events')).status).toBe(200)
  })

  it('are cut off from a client that does not read', async () => {
    const { app, log } = await openGateway()
    const reader = (await app.request('/v1/conversations/c1/events')).body!.getReader()
    const message = messageOf(messageId('web', 'slow', Date.now()), 'c1')
    const text = 'x'.repeat(16_000)
    for (let seq = 0; seq < 100; seq++) await append(log, topics.deltas, message, { ...message, attempt: 1, seq, text })
    const readAll = async () => {
      while (!(await reader.read()).done);
    }
    await expect(readAll()).rejects.toThrow('does not read')
  })

  it('end when the gateway closes', async () => {
    const { app } = await openGateway()
    const reading = readEvents(await app.request('/v1/conversations/c1/events'), () => false)
    await app.close()
    expect((await reading).map(({ name }) => name)).not.toContain('reply')
  })
})
