import { describe, expect, it } from 'vitest'
import { eventParser, type ServerEvent } from './server-events.js'

const parse = (...pieces: string[]) => {
  const events: ServerEvent[] = []
  const take = eventParser((event) => events.push(event))
  pieces.forEach(take)
  return events
}

const stream = 'event: hop\nid: 1.0\ndata: {"a":\ndata: 1}\n\n: \n\ndata: x\n\nevent: half\ndata: never'

describe('the events of a stream', () => {
  it('are the same wherever its text is cut', () => {
    const whole = parse(stream)
    expect(whole).toEqual([
      { name: 'hop', id: '1.0', data: '{"a":\n1}' },
      { name: 'message', id: null, data: 'x' },
    ])
    for (let cut = 0; cut <= stream.length; cut++) expect(parse(stream.slice(0, cut), stream.slice(cut))).toEqual(whole)
  })

  it('may end their lines as any system does', () => {
    expect(parse(...'data: a\r\n\r\ndata: b\r\rdata: c\n\n'.split(''))).toEqual(
      ['a', 'b', 'c'].map((data) => ({ name: 'message', id: null, data })),
    )
  })
})
