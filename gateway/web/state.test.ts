import { describe, expect, it } from 'vitest'
import { draftText, emptyThread, railSentence, reduce, stopsOf, totalOf, type Happening, type Reply } from './state.js'

const id = '01K6Z4T2Q0J8VB5N3M7XW9CDEF'
const names = ['message', 'intent', 'ner', 'retrieval', 'generation', 'action', 'reply']
const message = (text = 'why?', at = 1_000, messageId = id) => ({ type: 'message', messageId, text, at }) as const
const hop = (name: string, at: number, ms: number) =>
  ({ type: 'hop', messageId: id, name, topic: `chat.${name}`, partition: 0, offset: 1, at, ms }) as const
const reply = (over: Partial<Extract<Happening, { type: 'reply' }>> = {}) =>
  ({ type: 'reply', messageId: id, status: 'done', reply: answer, failure: null, ...over }) as const
const answer: Reply = { text: 'Because.', kind: 'answer', model: 'm', citations: [], action: null }
const delta = (attempt: number, seq: number, text: string) => ({ type: 'delta', messageId: id, attempt, seq, text }) as const
const after = (...events: Happening[]) => events.reduce(reduce, emptyThread)
const only = (...events: Happening[]) => {
  const { turns } = after(...events)
  expect(turns).toHaveLength(1)
  return turns[0]!
}
const allHops = names.map((name, i) => hop(name, 1_000 + 100 * i, i === 0 ? 0 : 100))

describe('a question becomes one turn', () => {
  const asked = { type: 'asked', key: 'k', text: 'why?', at: 990 } as const
  const taken = { type: 'taken', key: 'k', messageId: id } as const

  it('whichever of the stream and the answer to the POST comes first', () => {
    expect(only(asked, taken, message())).toMatchObject({ key: 'k', messageId: id, sent: 'taken' })
    expect(only(asked, message(), taken)).toMatchObject({ key: 'k', messageId: id, sent: 'taken' })
  })

  it('when the stream tells all of it again', () => {
    const events = [message(), ...allHops, reply()]
    expect(after(...events, ...events)).toEqual(after(...events))
  })

  it('and an older one of the same words stays another', () => {
    const other = '01K6Z4T2Q0J8VB5N3M7XW9CDE0'
    const { turns } = after({ ...asked, at: 60_000 }, message('why?', 1_000, other), message('why?', 60_010), taken)
    expect(turns.map(({ key, messageId }) => [key, messageId])).toEqual([
      [other, other],
      ['k', id],
    ])
  })

  it('below all that were taken in while it waits', () => {
    const { turns } = after(asked, { type: 'kept', key: 'k', why: 'No answer.' }, message('another'))
    expect(turns.map(({ text, sent }) => [text, sent])).toEqual([
      ['another', 'taken'],
      ['why?', 'kept'],
    ])
  })

  it('which is gone when it is withdrawn', () => {
    expect(after(asked, { type: 'refused', key: 'k', why: 'Too long.' }, { type: 'withdrawn', key: 'k' }).turns).toEqual([])
  })
})

describe('streamed sentences', () => {
  it('are joined in their order, without those that are still to come', () => {
    expect(draftText(only(message(), delta(0, 2, 'Three.'), delta(0, 0, 'One.')))).toBe('One. Three.')
  })

  it('of a later attempt replace those of the earlier, which are then ignored', () => {
    expect(draftText(only(message(), delta(0, 0, 'Old.'), delta(1, 0, 'New.'), delta(0, 1, 'Old too.')))).toBe('New.')
  })

  it('give way to the reply and do not come back', () => {
    expect(only(message(), delta(0, 0, 'One.'), reply(), delta(0, 1, 'Two.'))).toMatchObject({ draft: null, reply: answer })
  })
})

describe('the rail', () => {
  const states = (...events: Happening[]) => stopsOf(only(...events)).map(({ state }) => state)

  it('runs the stop after the last that was reached', () => {
    expect(states(message(), allHops[0]!, allHops[1]!)).toEqual(['done', 'running', 'pending', 'pending', 'pending', 'pending'])
  })

  it('runs nothing while the message waits in the browser', () => {
    expect(states({ type: 'asked', key: 'k', text: 'why?', at: 0 })).toEqual(Array(6).fill('pending'))
  })

  it('marks the hop that gave up, not the ones that passed it on', () => {
    const failed = [message(), ...allHops, reply({ status: 'failed', failure: { hop: 'retrieval', code: 'timeout' } })]
    expect(states(...failed)).toEqual(['done', 'done', 'failed', 'done', 'done', 'done'])
    expect(railSentence(only(...failed))).toBe('Hops: retrieval failed, the reply says so after 600 ms.')
  })

  it('takes the newer telling of a hop that was redriven', () => {
    expect(stopsOf(only(message(), hop('intent', 1_100, 100), hop('intent', 9_000, 50)))[0]!.hop).toMatchObject({ at: 9_000, ms: 50 })
  })

  it('adds up to the time from the message to its reply', () => {
    const turn = only(message(), ...allHops, reply())
    expect(totalOf(turn)).toBe(stopsOf(turn).reduce((sum, stop) => sum + stop.hop!.ms, 0))
    expect(railSentence(turn)).toBe('Hops: all six done in 600 ms.')
  })
})
