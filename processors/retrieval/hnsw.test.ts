import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { approximateSearch, openHnsw, type Approximate } from './hnsw.ts'

const dimensions = 16
/** Deterministic pseudo-random unit vectors (mulberry32). */
const vectorOf = (seed: number): Float32Array => {
  let state = seed * 2_654_435_761
  const values = Float32Array.from({ length: dimensions }, () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296 - 0.5
  })
  const length = Math.hypot(...values)
  return values.map((x) => x / length)
}
const settled = async (index: Approximate) => {
  while (index.search(vectorOf(1), 1, () => true) === null) await turn()
}

const installed = (await approximateSearch()) === 'hnswlib'

describe.skipIf(!installed)('openHnsw (hnswlib-node is optional; not run where it is not installed)', () => {
  it('is behind until every vector is linked, then finds each vector first by itself, past the initial size', async () => {
    const index = (await openHnsw(dimensions, 4))!
    for (let label = 0; label < 300; label++) index.add(label, vectorOf(label + 1))
    expect(index.search(vectorOf(1), 1, () => true)).toBeNull()
    await settled(index)
    for (const label of [0, 7, 150, 299]) expect(index.search(vectorOf(label + 1), 3, () => true)![0]).toBe(label)
    index.close()
  })

  it('gives no more than it has, nothing removed, nothing hidden, and nothing that is not a number', async () => {
    const index = (await openHnsw(dimensions))!
    for (let label = 0; label < 6; label++) index.add(label, vectorOf(label + 1))
    index.add(6, new Float32Array(dimensions).fill(Number.NaN))
    index.add(7, Float32Array.of(1, 0))
    index.remove(5)
    await settled(index)
    index.remove(0)
    index.remove(0)
    index.remove(99)
    expect(index.search(vectorOf(1), 50, () => true)!.sort()).toEqual([1, 2, 3, 4])
    expect(index.search(vectorOf(1), 50, (label) => label > 2)!.sort()).toEqual([3, 4])
    index.close()
  })

  it('stays exact enough after most of it was removed', async () => {
    const index = (await openHnsw(dimensions))!
    for (let label = 0; label < 1_500; label++) index.add(label, vectorOf(label + 1))
    await settled(index)
    for (let label = 0; label < 1_400; label++) index.remove(label)
    await settled(index)
    for (const label of [1_400, 1_450, 1_499]) expect(index.search(vectorOf(label + 1), 5, () => true)![0]).toBe(label)
    index.close()
  })
})
