import { describe, expect, it } from 'vitest'
import type { Entity } from '../../schemas/index.ts'
import { evaluateEntities } from './evaluate.ts'

const entity = (type: string, start: number, end: number, value: string): Entity => ({
  type,
  start,
  end,
  value,
  text: 'x'.repeat(end - start),
})

describe('evaluateEntities', () => {
  it('counts spans of the same type, start and end, micro-averaged', () => {
    const report = evaluateEntities([
      {
        expected: [entity('host', 0, 3, 'a'), entity('service', 5, 9, 'b')],
        predicted: [entity('host', 0, 3, 'a'), entity('host', 5, 9, 'b')],
      },
      { expected: [entity('host', 0, 3, 'c')], predicted: [entity('host', 0, 4, 'c')] },
      { expected: [], predicted: [entity('ticket', 0, 5, 'd')] },
    ])
    expect(report).toMatchObject({ n: 3, span: { precision: 1 / 4, recall: 1 / 3, f1: 2 / 7 }, value: { accuracy: 1 } })
    expect(report.perType.host).toEqual({
      expected: 2,
      predicted: 3,
      span: { precision: 1 / 3, recall: 1 / 2, f1: 2 / 5 },
      value: { accuracy: 1 },
    })
    expect(report.perType.ticket?.span).toEqual({ precision: 0, recall: 0, f1: 0 })
  })

  it('finds a span once, however often it is predicted', () => {
    const twice = [entity('host', 0, 3, 'a'), entity('host', 0, 3, 'a')]
    expect(evaluateEntities([{ expected: [entity('host', 0, 3, 'a')], predicted: twice }]).span.precision).toBe(1 / 2)
  })

  it.each([
    ['datetime', '2026-11-23T10:00:00+01:00', '2026-11-23T09:00:00Z', 1],
    ['datetime', '2026-11-23T09:00Z/2026-11-23T10:00Z', '2026-11-23T09:00:00Z/2026-11-23T10:00:00.000Z', 1],
    ['datetime', '2026-11-23T09:00:00Z', '2026-11-23T09:00:00Z/2026-11-23T10:00:00Z', 0],
    ['datetime', 'soon', 'later', 0],
    ['duration', 'PT48H', 'P2D', 1],
    ['duration', 'P1W', 'P7D', 1],
    ['duration', 'PT90M', 'PT1H30M', 1],
    ['duration', 'PT1.5H', 'PT90M', 1],
    ['duration', 'P1M', 'PT1M', 0],
    ['service', 'Checkout', 'checkout', 0],
  ])('compares %s %s with %s as %d', (type, a, b, accuracy) => {
    expect(evaluateEntities([{ expected: [entity(type, 0, 1, a)], predicted: [entity(type, 0, 1, b)] }]).value.accuracy).toBe(accuracy)
  })
})
