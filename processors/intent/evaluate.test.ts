import { describe, expect, it } from 'vitest'
import { evaluateIntents, type Row } from './evaluate.ts'

const row = (label: string, predicted: string, score: number, outOfScope = false): Row => ({
  text: '',
  label,
  predicted: { label: predicted, score, outOfScope },
})

// Two classes and the outside; one line confused, one in-scope line rejected, one outside line let through.
const rows = [
  row('a', 'a', 0.9),
  row('a', 'b', 0.6),
  row('b', 'b', 0.8),
  row('b', 'b', 0.3, true),
  row('out_of_scope', 'a', 0.2, true),
  row('out_of_scope', 'a', 0.6),
]

describe('evaluateIntents', () => {
  it('counts a rejected in-scope line as wrong and a rejected outside line as right', () => {
    const { n, accuracy, inScopeAccuracy } = evaluateIntents(rows)
    expect([n, accuracy, inScopeAccuracy]).toEqual([6, 3 / 6, 2 / 4])
  })

  it('scores each class and averages them, the outside as a class of its own', () => {
    const { perClass, macroF1, outOfScope } = evaluateIntents(rows)
    expect(perClass).toEqual({
      a: { n: 2, precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 },
      b: { n: 2, precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 },
      out_of_scope: { n: 2, precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 },
    })
    expect(macroF1).toBeCloseTo(1 / 2)
    expect(outOfScope).toMatchObject({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 })
  })

  it('takes the AUROC of rejection over all pairs, ties half', () => {
    // 0.2 is below all of 0.9, 0.6, 0.8, 0.3; 0.6 is below 0.9 and 0.8 and ties with 0.6: 4 + 2.5 of 8.
    expect(evaluateIntents(rows).outOfScope.auroc).toBeCloseTo(6.5 / 8)
  })

  it('ranks by the in-scope score where one is given', () => {
    const sure = (label: string, inScopeScore: number): Row => ({
      text: '',
      label,
      predicted: { label: 'a', score: 0.5, outOfScope: false, inScopeScore },
    })
    expect(evaluateIntents([sure('a', 0.9), sure('out_of_scope', 0.1)]).outOfScope.auroc).toBe(1)
  })

  it('counts what was taken for what, most often first', () => {
    expect(evaluateIntents([...rows, row('a', 'b', 0.5)]).confusion).toEqual([
      { expected: 'a', predicted: 'b', n: 2 },
      { expected: 'b', predicted: 'out_of_scope', n: 1 },
      { expected: 'out_of_scope', predicted: 'a', n: 1 },
    ])
  })

  it('says how far scores are from how often they are right', () => {
    expect(evaluateIntents([row('a', 'a', 0.5), row('a', 'b', 0.5)]).calibration.ece).toBe(0)
    expect(evaluateIntents([row('a', 'b', 1)]).calibration.ece).toBe(1)
  })

  it('reports zeros for no lines', () => {
    expect(evaluateIntents([])).toMatchObject({ n: 0, accuracy: 0, inScopeAccuracy: 0, macroF1: 0, outOfScope: { auroc: 0 }, perClass: {} })
  })
})
