import { describe, expect, it } from 'vitest'
import { topics } from '../streams/topics.ts'
import { restAfter } from './completion.ts'
import { append, codec, messageOf, openGateway, play, readEvents, type Event } from './testing.ts'

/** Plays the pipeline for every message that comes. */
const answering = async (options: { deltas?: readonly string[]; text: string }) => {
  const gateway = await openGateway({ settings: { HOPLINE_COMPLETION_SECONDS: 10 } })
  void gateway.log.follow({
    topics: [topics.messages.name],
    from: 'start',
    signal: AbortSignal.timeout(20_000),
    onBatch: async ({ records }) => {
      for (const { value } of records) {
        const message = await codec.decode(topics.messages, value!)
        for (const [seq, text] of (options.deltas ?? []).entries())
          await append(gateway.log, topics.deltas, message, { ...message, attempt: 1, seq, text })
        await play(gateway.log, messageOf(message.messageId, message.conversationId, message.text), options.text)
      }
    },
  })
  return gateway
}

const ask = (content: string, ...before: { role: string; content: string }[]) => ({
  model: 'hopline',
  messages: [...before, { role: 'user', content }],
})

describe('chat completions', () => {
  it('answer the last user message, with citations', async () => {
    const { post } = await answering({ text: 'Read the limits. [1]' })
    const { status, body } = await post('/v1/chat/completions', ask('Why?', { role: 'system', content: 'Be brief.' }))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      object: 'chat.completion',
      choices: [{ message: { role: 'assistant', content: 'Read the limits. [1]' }, finish_reason: 'stop' }],
      citations: [{ document: 'a/b.md' }],
    })
  })

  it('go on in the conversation that began with the same exchange', async () => {
    const { post, get } = await answering({ text: 'Limits.' })
    await post('/v1/chat/completions', ask('Why?'))
    await post('/v1/chat/completions', ask('And now?', { role: 'user', content: 'Why?' }, { role: 'assistant', content: 'Limits.' }))
    await post('/v1/chat/completions', ask('Why?'))
    expect((await get('/v1/conversations')).body.conversations).toHaveLength(2)
  })

  it('stream sentences as they come, and the rest with the reply', async () => {
    const { app } = await answering({ text: 'One. Two. Three.', deltas: ['One.', 'Two.'] })
    const response = await app.request('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...ask('Why?'), stream: true }),
    })
    const events = await readEvents(response, (all: Event[]) => all.at(-1)?.data === '[DONE]')
    expect(events.map(({ data }) => data.choices?.[0].delta.content ?? '').join('')).toBe('One. Two. Three.')
    expect(events.at(-2)!.data).toMatchObject({ choices: [{ finish_reason: 'stop' }], citations: [{ document: 'a/b.md' }] })
  })

  it('say so when no reply comes in time', async () => {
    const { post } = await openGateway({ settings: { HOPLINE_COMPLETION_SECONDS: 1 } })
    expect((await post('/v1/chat/completions', ask('Why?'))).body.choices[0].message.content).toMatch(/^No answer came within 1 s/)
  })

  it('know one model and need a question', async () => {
    const { post, get } = await openGateway()
    expect((await get('/v1/models')).body.data).toMatchObject([{ id: 'hopline' }])
    expect((await post('/v1/chat/completions', { ...ask('Why?'), model: 'other' })).body.detail).toContain('The one model is hopline.')
    expect((await post('/v1/chat/completions', { model: 'hopline', messages: [{ role: 'system', content: 'x' }] })).status).toBe(422)
  })
})

describe('what follows streamed sentences', () => {
  it('is what the reply holds beyond them, whatever the spaces', () => {
    expect(restAfter('', 'One.')).toBe('One.')
    expect(restAfter('One. Two.', 'One.\nTwo. Three.')).toBe(' Three.')
    expect(restAfter('One.', 'Other.')).toBe('\n\nOther.')
  })
})
