import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBest } from './best.ts'
import { openFlatVectors } from './flat-vectors.ts'

describe('openBest', () => {
  it('keeps what sorting would keep', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1, max: 1 })), fc.integer({ min: 1, max: 9 }), (scores, count) => {
        const best = openBest(count)
        for (const [slot, score] of scores.entries()) best.offer(slot, score)
        const sorted = scores.map((score) => score).sort((a, b) => b - a).slice(0, count) // prettier-ignore
        expect(best.taken().map((slot) => scores[slot])).toEqual(sorted)
      }),
    )
  })
})

describe('openFlatVectors', () => {
  it('finds the nearest of those that may be compared, also after it grew', () => {
    const vectors = openFlatVectors()
    for (let slot = 0; slot < 200; slot++) vectors.set(slot, Float32Array.of(Math.cos(slot / 200), Math.sin(slot / 200), 0))
    expect(vectors.nearest(Float32Array.of(1, 0, 0), 200, (slot) => slot >= 10 && slot % 2 === 0, 3)).toEqual([10, 12, 14])
  })
})
