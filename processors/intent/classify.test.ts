import { describe, expect, it } from 'vitest'
import { openClassifier, type Heads } from './classify.ts'

const heads: Heads = {
  intents: ['restart', 'scale', 'logs', 'thanks', 'bye'],
  lexical: { weight: 2 },
  temperature: 1,
  scope: { slope: 1, offset: 0, threshold: 0.5 },
  several: { whole: 0.1, clause: 0.6 },
}
const scores = (...values: number[]) => Float32Array.from(values)
const nothing = scores(0, 0, 0, 0, 0)
const evidence = (...values: number[]) => ({ logits: scores(...values), lexical: nothing })

describe('openClassifier', () => {
  it('names the label of the highest logit, with scores that add up to how likely it is in scope', () => {
    const { label, score, inScope, alternatives } = openClassifier(heads).classify(evidence(-2, 3, 0, -1, -9))
    expect(label).toBe('scale')
    expect(inScope).toBeCloseTo(1 / (1 + Math.exp(-3)))
    expect(alternatives.map((each) => each.label)).toEqual(['logs', 'thanks', 'restart'])
    expect(alternatives.reduce((sum, each) => sum + each.score, score)).toBeCloseTo(inScope, 4)
  })

  it('rejects what is not likely enough in scope, and still names the nearest', () => {
    const rejected = openClassifier(heads).classify(evidence(-2, -1, -3, -3, -3))
    expect(rejected).toMatchObject({ label: 'out_of_scope' })
    expect(rejected.score).toBeCloseTo(1 - rejected.inScope)
    expect(rejected.score).toBeGreaterThan(0.5)
    expect(rejected.alternatives.map((each) => each.label)).toEqual(['scale', 'restart', 'logs'])
  })

  it('rejects at a threshold that is given instead of the model’s', () => {
    expect(openClassifier(heads, 0).classify(evidence(-9, -8, -9, -9, -9)).label).toBe('scale')
    expect(openClassifier(heads, 1).classify(evidence(9, 0, 0, 0, 0)).label).toBe('out_of_scope')
  })

  it('finds what the clauses ask for besides, where it is possible in the whole and sure in the clause', () => {
    const { besides, mayAskForMore } = openClassifier(heads)
    const whole = evidence(4, -1, -1, -1, -9)
    const clauses = [
      evidence(5, -5, -5, -5, -5), // the strongest itself
      evidence(-5, 4, -5, -5, -5),
      evidence(-5, -5, 6, -5, -5),
      evidence(-5, -5, -5, 0.1, 0), // unsure
      evidence(-5, -5, -5, -5, 5), // not possible in the whole
    ]
    expect(besides(whole, 'restart', clauses).map(({ label }) => label)).toEqual(['logs', 'scale'])
    expect(mayAskForMore(whole, 'restart')).toBe(true)
    expect(mayAskForMore(evidence(4, -9, -9, -9, -9), 'restart')).toBe(false)
    expect(mayAskForMore(whole, 'out_of_scope')).toBe(false)
  })

  it('is less sure at a higher temperature, and names the same', () => {
    const [cold, warm] = [1, 3].map((temperature) => openClassifier({ ...heads, temperature }).classify(evidence(2, 1, 0, 0, 0)))
    expect([warm!.label, warm!.inScope]).toEqual([cold!.label, cold!.inScope])
    expect(warm!.score).toBeLessThan(cold!.score)
  })

  it('adds the lexical scores by their weight', () => {
    const text = { logits: scores(1, 0, 2, -1, -1), lexical: scores(0, 2, 0, 1, 0) }
    expect(openClassifier(heads).classify(text).label).toBe('scale')
  })

  it('takes logits of any size', () => {
    const { score, inScope } = openClassifier(heads).classify(evidence(2_000, -2_000, 0, 0, 0))
    expect([score, inScope]).toEqual([1, 1])
  })
})
