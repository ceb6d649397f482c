import { describe, expect, it } from 'vitest'
import { calibrationError } from './calibration.ts'

const some = (count: number, score: number, right: number) => Array.from({ length: count }, (_, i) => ({ score, isRight: i < right }))

describe('calibrationError', () => {
  it('is 0 where as many are right as was said, and the distance where not', () => {
    expect(calibrationError(some(10, 0.8, 8))).toBeCloseTo(0)
    expect(calibrationError(some(10, 0.9, 5))).toBeCloseTo(0.4)
  })

  it('weighs bins by what is in them, and lets none make up for another', () => {
    expect(calibrationError([...some(10, 0.9, 5), ...some(30, 0.5, 27)])).toBeCloseTo((10 * 0.4 + 30 * 0.4) / 40)
  })

  it('takes a score of 1, and no predictions', () => {
    expect(calibrationError(some(2, 1, 2))).toBe(0)
    expect(calibrationError([])).toBe(0)
  })
})
