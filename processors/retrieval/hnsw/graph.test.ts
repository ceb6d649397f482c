import { describe, expect, it } from 'vitest'
import { graphs, type Graph } from './graph.ts'

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
const everything = null
const firstOf = (graph: Graph, label: number) => graph.search(vectorOf(label + 1), 3, everything)![0]!.label

const open = await graphs()

describe.skipIf(!open)('graphs (hnswlib-node is optional; not run where it is not installed)', () => {
  it('finds each vector first by itself, linked or waiting, past the initial size', () => {
    const graph = open!(dimensions, 4)
    for (let label = 0; label < 300; label++) graph.add(label, vectorOf(label + 1))
    expect(graph.link(100)).toBe(false)
    for (const label of [0, 7, 150, 299]) expect(firstOf(graph, label)).toBe(label)
    while (!graph.link(100));
    for (const label of [0, 7, 150, 299]) expect(firstOf(graph, label)).toBe(label)
  })

  it('says that it can not answer while more wait than can be compared one by one', () => {
    const graph = open!(dimensions)
    for (let label = 0; label < 2_100; label++) graph.add(label, vectorOf(label + 1))
    expect(graph.search(vectorOf(1), 3, everything)).toBeNull()
    graph.link(200)
    expect(firstOf(graph, 2_000)).toBe(2_000)
  })

  it('gives no more than it has, nothing removed, nothing hidden, and nothing that is not a number', () => {
    const graph = open!(dimensions)
    for (let label = 0; label < 6; label++) graph.add(label, vectorOf(label + 1))
    graph.add(6, new Float32Array(dimensions).fill(Number.NaN))
    graph.add(7, Float32Array.of(1, 0))
    graph.remove(5)
    graph.link(9)
    graph.remove(0)
    graph.remove(0)
    graph.remove(99)
    const labels = (visible: ((label: number) => boolean) | null) => graph.search(vectorOf(1), 50, visible)!.map(({ label }) => label).sort() // prettier-ignore
    expect(labels(everything)).toEqual([1, 2, 3, 4])
    expect(labels((label) => label > 2)).toEqual([3, 4])
  })

  it('answers all the while that it renews itself after most was removed, also of what comes meanwhile', () => {
    const graph = open!(dimensions)
    for (let label = 0; label < 1_500; label++) graph.add(label, vectorOf(label + 1))
    while (!graph.link(500));
    for (let label = 0; label < 1_400; label++) graph.remove(label)
    graph.add(1_500, vectorOf(1_501))
    for (let done = false; !done; done = graph.link(30)) {
      for (const label of [1_400, 1_450, 1_499, 1_500]) expect(firstOf(graph, label)).toBe(label)
    }
    for (const label of [1_400, 1_450, 1_499, 1_500]) expect(firstOf(graph, label)).toBe(label)
  })
})
