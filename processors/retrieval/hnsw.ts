/**
 * Approximate search for large indexes (Malkov and Yashunin 2018, hnswlib): the only import of hnswlib-node, which is optional. Below some
 * 20,000 vectors exact search is as fast, and it serves wherever the library is not installed.
 */
import type { HierarchicalNSW } from 'hnswlib-node'

export type Approximate = {
  add(label: number, vector: Float32Array): void
  remove(label: number): void
  /** Labels of the nearest vectors, best first; null while added vectors still wait to be linked in. */
  search(vector: Float32Array, count: number, visible: (label: number) => boolean): number[] | null
  close(): void
}

type Library = typeof import('hnswlib-node')

const load = async (): Promise<Library | null> => {
  try {
    const loaded = (await import('hnswlib-node')) as Library & { default?: Library }
    return loaded.default ?? loaded
  } catch {
    return null
  }
}

/** For `hopline doctor`: what searches large indexes on this machine. */
export const approximateSearch = async (): Promise<'hnswlib' | 'exact search only: hnswlib-node is not installed'> =>
  (await load()) ? 'hnswlib' : 'exact search only: hnswlib-node is not installed'

const [links, efConstruction, ef] = [16, 200, 128]
/** Linking one vector takes about 0.6 ms of the event loop; so many are linked before others get a turn. */
const slice = 8

/**
 * An empty index of unit vectors, or null where the library is missing.
 * Labels must rise and never come back: hnswlib loses track of a label that was deleted and added again. They must fit 32 bits.
 */
export const openHnsw = async (dimensions: number, initial = 1024): Promise<Approximate | null> => {
  const library = await load()
  if (!library) return null

  const vectors = new Map<number, Float32Array>()
  let index: HierarchicalNSW
  let linked: Set<number>
  let waiting: Set<number>
  let timer: NodeJS.Immediate | null = null

  const begin = () => {
    index = new library.HierarchicalNSW('ip', dimensions)
    index.initIndex(Math.max(initial, vectors.size * 2), links, efConstruction, 100)
    index.setEf(ef)
    linked = new Set()
    waiting = new Set(vectors.keys())
  }
  begin()

  const work = () => {
    timer = null
    for (const label of [...waiting.values().take(slice)]) {
      waiting.delete(label)
      // A full index throws. Deleted vectors keep their places.
      if (index.getCurrentCount() >= index.getMaxElements()) index.resizeIndex(index.getMaxElements() * 2)
      index.addPoint(Array.from(vectors.get(label)!), label)
      linked.add(label)
    }
    plan()
  }
  const plan = () => {
    if (waiting.size > 0) timer ??= setImmediate(work)
  }

  return {
    add(label, vector) {
      // hnswlib takes NaN and then finds nothing.
      if (vector.length !== dimensions || !vector.every(Number.isFinite)) return
      vectors.set(label, vector)
      waiting.add(label)
      plan()
    },
    remove(label) {
      if (!vectors.delete(label) || waiting.delete(label)) return
      linked.delete(label)
      index.markDelete(label)
      // Deleted vectors are still walked through: past half of all, a new index is cheaper.
      if (index.getCurrentCount() > 1_000 && linked.size * 2 < index.getCurrentCount()) begin()
      plan()
    },
    search(vector, count, visible) {
      if (waiting.size > 0) return null
      if (linked.size === 0) return []
      const { neighbors } = index.searchKnn(Array.from(vector), Math.min(count, linked.size), visible)
      // hnswlib hands them over in the order of its heap.
      return neighbors
    },
    close: () => {
      if (timer) clearImmediate(timer)
    },
  }
}
