import { describe, expect, it } from 'vitest'
import { spansOf } from './spans.ts'

const types = ['service', 'version']
const [outside, beginService, insideService, beginVersion, insideVersion] = [0, 1, 2, 3, 4]

/** Tokens of four letters with a space between them, and logits that favour a tag for each by `lead`. */
const tagged = (tags: readonly number[], lead = 10) => {
  const places = [0, ...tags.map((_, i) => i * 5), 0]
  const rows = [outside, ...tags, outside].flatMap((tag) => Array.from({ length: 5 }, (_, i) => (i === tag ? lead : 0)))
  const ends = places.map((start, i) => (i === 0 || i > tags.length ? 0 : start + 4))
  return [Float32Array.from(rows), { ids: places, shapes: places, starts: places, ends }, types] as const
}

describe('spansOf', () => {
  it('joins a begin and the insides after it, and starts anew at the next begin', () => {
    const found = spansOf(...tagged([beginService, insideService, beginService, outside, beginVersion, insideVersion, insideVersion]))
    expect(found.map(({ type, start, end }) => [type, start, end])).toEqual([
      ['service', 0, 9],
      ['service', 10, 14],
      ['version', 20, 34],
    ])
  })

  it('lets no inside follow another type or the outside, however likely it is alone', () => {
    const [logits, tokens] = tagged([outside, insideService, beginVersion, insideService])
    for (const { type, start, end } of spansOf(logits, tokens, types)) {
      const tags = [outside, insideService, beginVersion, insideService].slice(start / 5, (end + 1) / 5)
      expect([type, tags.length]).not.toEqual(['service', 1])
    }
    // The likeliest whole: a begin is made where an inside would need one.
    const [weak, places] = tagged([outside, insideService])
    weak[2 * 5 + beginService] = 9
    expect(spansOf(weak, places, types).map(({ type, start, end }) => [type, start, end])).toEqual([['service', 5, 9]])
  })

  it('scores a span by the mean probability of its tags', () => {
    const scored = (lead: number) => spansOf(...tagged([beginService, insideService], lead))[0]?.score
    expect(scored(10)).toBeCloseTo(1, 3)
    expect(scored(1)).toBeCloseTo(Math.E / (Math.E + 4), 5)
  })

  it('finds nothing in no text', () => {
    expect(spansOf(...tagged([]))).toEqual([])
  })
})
