import { describe, expect, it } from 'vitest'
import type { Action, Answer, Citation, Failure, Message } from '../../schemas/index.ts'
import { compose, type Composed } from './compose.ts'

const sentAt = Date.parse('2026-11-23T09:30:00Z')
const message: Message = {
  messageId: '01J00000000000000000000000',
  tenant: 't',
  conversationId: 'c',
  channel: 'web',
  place: 'direct',
  author: { id: 'a', name: 'A', groups: [] },
  text: 'restart checkout-api',
  sentAt,
  receivedAt: sentAt,
}
const citation: Citation = {
  document: 'https://wiki.example.com/oom',
  revision: 'r',
  start: 0,
  end: 3,
  quote: 'oom',
  title: 'OOM',
  headings: [],
}
const answer: Answer = { text: 'Raise the memory limit [1].', kind: 'answer', model: 'extractive', citations: [citation], use: null }
const denied: Action = {
  name: 'restart_service',
  parameters: {},
  verdict: 'denied',
  reason: 'Restarting is denied: no policy file is configured.',
}
const failure: Failure = { hop: 'retrieval', code: 'handler-failed', message: 'This step failed on this message.', at: sentAt + 1000 }
const reply = (given: Partial<Composed>) =>
  compose({ message, failure: null, answer: null, action: null, at: sentAt + 500, redriven: false, linkHosts: [], ...given })

describe('compose', () => {
  it('passes a cited answer on, with its model and citations', () => {
    expect(reply({ answer })).toEqual({ text: answer.text, kind: 'answer', model: 'extractive', citations: [citation], action: null })
  })

  it('puts a denial before a cited answer', () => {
    const { text, kind, action } = reply({ answer, action: denied })
    expect(text).toBe(`${denied.reason}\n\n${answer.text}`)
    expect([kind, action]).toEqual(['answer', denied])
  })

  it('leaves a refusal to answer out beside a denial', () => {
    const refusal: Answer = { text: "I don't know.", kind: 'refusal', model: 'extractive', citations: [], use: null }
    expect(reply({ answer: refusal, action: denied })).toMatchObject({
      text: denied.reason,
      kind: 'refusal',
      model: 'hopline',
      citations: [],
    })
    expect(reply({ answer: refusal })).toMatchObject({ text: "I don't know.", kind: 'refusal', model: 'extractive' })
  })

  it('says of a failure which step, when, with which code, what it means and what to do', () => {
    const { text, kind } = reply({ failure })
    expect(kind).toBe('failure')
    expect(text).toBe(
      'The step retrieval failed at 2026-11-23 09:30:01 UTC with handler-failed: This step failed on this message. ' +
        'Nothing was changed, and the message is kept as 01J00000000000000000000000. Ask again; an operator can redrive it from the dead letters.',
    )
  })

  it('keeps a cited answer that was made before a later step failed', () => {
    expect(reply({ failure: { ...failure, hop: 'action' }, answer }).text).toContain('Raise the memory limit')
  })

  it('says that it is late after 60 s, and always when redriven', () => {
    expect(reply({ answer, at: sentAt + 60_000 }).text).toBe(answer.text)
    expect(reply({ answer, at: sentAt + 60_001 }).text).toMatch(/^This reply is late: the message came at 2026-11-23 09:30:00 UTC\./)
    expect(reply({ answer, redriven: true }).text).toMatch(/^This reply is late/)
  })

  it('is never empty', () => {
    const removed = { ...answer, text: '![](https://evil.example/x)', citations: [] }
    for (const given of [{}, { answer: removed }, { answer: { ...removed, text: ' \u202e ' } }]) {
      expect(reply(given).text).toMatch(/^No step made an answer/)
    }
  })

  it('lets a citation keep the link to its own document', () => {
    const linked = { ...answer, text: 'See https://wiki.example.com/oom and https://wiki.example.com/other.' }
    expect(reply({ answer: linked }).text).toBe('See https://wiki.example.com/oom and `https://wiki.example.com/other`.')
  })
})
