import { describe, expect, it } from 'vitest'
import catalogue from '../../models/catalogue/intents.json' with { type: 'json' }
import { openClassifier, type Example } from './classify.ts'
import examples from './examples.json' with { type: 'json' }

const unit = (...values: number[]) => Float32Array.from(values, (x) => x / Math.hypot(...values))
const known: Example[] = [
  { label: 'restart', text: 'restart checkout', vector: unit(1, 0.2, 0) },
  { label: 'restart', text: 'please restart payments', vector: unit(1, 0.1, 0) },
  { label: 'scale', text: 'scale checkout to 5', vector: unit(1, 0.25, 0) },
  { label: 'scale', text: 'scale payments up', vector: unit(1, 0.15, 0) },
  { label: 'thanks', text: 'thank you', vector: unit(0, 0, 1) },
]

describe('openClassifier', () => {
  it('tells by the word what the vectors do not tell apart', () => {
    const classify = openClassifier(known, 0.2)
    expect(classify('restart search', unit(1, 0.2, 0)).label).toBe('restart')
    expect(classify('scale search to 7', unit(1, 0.2, 0)).label).toBe('scale')
  })

  it('tells by the vector where no word is known', () => {
    expect(openClassifier(known, 0.2)('merci', unit(0, 0.1, 1)).label).toBe('thanks')
  })

  it('rejects what is like no example, and still names the nearest', () => {
    const rejected = openClassifier(known, 0.2)('what is for lunch', unit(0, 1, -0.5))
    expect(rejected).toMatchObject({ label: 'out_of_scope', outOfScope: true })
    expect(rejected.alternatives).toHaveLength(3)
  })

  it('keeps scores within 0 and 1, alternatives below the best and without it', () => {
    const { label, score, alternatives } = openClassifier(known, 0)('restart checkout', unit(1, 0.2, 0))
    expect(label).toBe('restart')
    expect(score).toBeGreaterThan(0.5)
    for (const other of alternatives) {
      expect(other.label).not.toBe(label)
      expect(other.score).toBeLessThanOrEqual(score)
      expect(other.score).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('examples.json', () => {
  it('has every intent of the catalogue with its route and twelve or more examples, and no text twice', () => {
    const labels = (from: readonly { label: string; route: string }[]) => from.map(({ label, route }) => [label, route])
    expect(labels(examples.intents)).toEqual(labels(catalogue.intents))
    for (const each of examples.intents) expect(each.examples.length).toBeGreaterThanOrEqual(12)
    const all = examples.intents.flatMap((each) => each.examples)
    expect(new Set(all.map((text) => text.toLowerCase())).size).toBe(all.length)
  })
})
