import { describe, expect, it } from 'vitest'
import { readLabelled } from './labelled-messages.ts'

const content = `## a comment
# restart_service
pls bounce {service|checkout-api} in {environment|prd|production} 🔥
# acknowledge_alert + who_is_oncall
@2026-11-19T08:12:00Z
ack {alert|High\\|Error}, \\{and\\} who?\\nnow {datetime|at 9|2026-11-19T09:00:00Z}
`

describe('readLabelled', () => {
  it('reads labels, the time sent, and entities with their places and values', () => {
    const [first, second] = readLabelled('people.txt', content)
    expect(first).toEqual({
      text: 'pls bounce checkout-api in prd 🔥',
      labels: ['restart_service'],
      sentAt: null,
      entities: [
        { type: 'service', text: 'checkout-api', start: 11, end: 23, value: 'checkout-api' },
        { type: 'environment', text: 'prd', start: 27, end: 30, value: 'production' },
      ],
    })
    expect(second).toMatchObject({
      text: 'ack High|Error, {and} who?\nnow at 9',
      labels: ['acknowledge_alert', 'who_is_oncall'],
      sentAt: Date.parse('2026-11-19T08:12:00Z'),
    })
    for (const { text, entities } of [first!, second!])
      for (const { start, end, text: slice } of entities) expect(text.slice(start, end)).toBe(slice)
  })

  it('names the line that does not fit', () => {
    expect(() => readLabelled('a.txt', '\nhello')).toThrow('a.txt:2: no label stands above this message.')
    expect(() => readLabelled('a.txt', '# thanks\n@2026-99-01\nthx')).toThrow('a.txt:2: @2026-99-01 is no time in ISO 8601.')
  })
})
