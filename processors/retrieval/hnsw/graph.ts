/**
 * A graph of near neighbours (Malkov and Yashunin 2018): the only import of hnswlib-node, which is optional. Linking a vector takes half a
 * millisecond of synchronous native code, so the graph lives in a thread of its own (thread.ts).
 */
import type { HierarchicalNSW } from 'hnswlib-node'
import { openBest } from '../best.ts'

type Library = typeof import('hnswlib-node')

const load = async (): Promise<Library | null> => {
  try {
    const loaded = (await import('hnswlib-node')) as Library & { default?: Library }
    return loaded.default ?? loaded
  } catch {
    return null
  }
}

/** What opens empty graphs, or null where the library is not installed; also for `hopline doctor`. */
export const graphs = async (): Promise<((dimensions: number, initial?: number) => Graph) | null> => {
  const library = await load()
  return library && ((dimensions, initial) => openGraph(library, dimensions, initial))
}

const [links, efConstruction, ef] = [16, 200, 128]
/** Up to so many vectors that wait to be linked are compared one by one beside the graph; with more it can't answer. */
const mostWaiting = 2_000

export type Graph = {
  /** Labels rise and never come back: hnswlib loses track of a label that was deleted and added again. They fit 32 bits. */
  add(label: number, vector: Float32Array): void
  remove(label: number): void
  /** Labels of the nearest vectors with their cosines, best first; null while most vectors still wait to be linked in. */
  search(vector: Float32Array, count: number, visible: ((label: number) => boolean) | null): { label: number; cosine: number }[] | null
  /** Links up to `count` of the vectors that wait. @returns that none waits any more */
  link(count: number): boolean
}

/** One hnswlib index. Deleted vectors keep their places and are walked through. */
const openLayer = (library: Library, dimensions: number, initial: number) => {
  const index: HierarchicalNSW = new library.HierarchicalNSW('ip', dimensions)
  index.initIndex(initial, links, efConstruction, 100)
  index.setEf(ef)
  return { index, linked: new Set<number>() }
}

/** An empty graph of unit vectors. */
const openGraph = (library: Library, dimensions: number, initial = 1024): Graph => {
  /** Those that are in no layer yet. */
  const waiting = new Map<number, Float32Array>()
  let current = openLayer(library, dimensions, initial)
  /** Takes the place of `current` once it has all of its vectors: past half deleted, a new graph is faster and more exact. */
  let next: (typeof current & { missing: Set<number> }) | null = null

  const insert = ({ index, linked }: typeof current, label: number, vector: number[]) => {
    // A full index throws.
    if (index.getCurrentCount() >= index.getMaxElements()) index.resizeIndex(index.getMaxElements() * 2)
    index.addPoint(vector, label)
    linked.add(label)
  }
  const erase = ({ index, linked }: typeof current, label: number) => {
    if (linked.delete(label)) index.markDelete(label)
  }
  const renewIfWorn = () => {
    const held = current.index.getCurrentCount()
    if (next || held <= 1_000 || current.linked.size * 2 >= held) return
    next = { ...openLayer(library, dimensions, Math.max(initial, current.linked.size * 2)), missing: new Set(current.linked) }
  }

  return {
    add(label, vector) {
      // hnswlib takes NaN and then finds nothing.
      if (vector.length === dimensions && vector.every(Number.isFinite)) waiting.set(label, vector)
    },

    remove(label) {
      if (waiting.delete(label)) return
      erase(current, label)
      if (next) {
        next.missing.delete(label)
        erase(next, label)
      }
      renewIfWorn()
    },

    search(vector, count, visible) {
      if (waiting.size > mostWaiting) return null
      const found = new Map<number, number>()
      if (current.linked.size > 0) {
        const filter = visible ?? undefined
        const { neighbors, distances } = current.index.searchKnn(Array.from(vector), Math.min(count, current.linked.size), filter)
        for (const [i, label] of neighbors.entries()) found.set(label, 1 - distances[i]!)
      }
      for (const [label, other] of waiting) if (!visible || visible(label)) found.set(label, dot(other, vector))
      const best = openBest(count)
      for (const [label, cosine] of found) best.offer(label, cosine)
      return best.taken().map((label) => ({ label, cosine: found.get(label)! }))
    },

    link(count) {
      let left = count
      for (const [label, vector] of waiting) {
        if (left-- === 0) return false
        waiting.delete(label)
        const values = Array.from(vector)
        insert(current, label, values)
        if (next) insert(next, label, values)
      }
      if (!next) return true
      for (const label of next.missing) {
        if (left-- === 0) return false
        next.missing.delete(label)
        insert(next, label, current.index.getPoint(label))
      }
      current = next
      next = null
      return true
    },
  }
}

const dot = (a: Float32Array, b: Float32Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
