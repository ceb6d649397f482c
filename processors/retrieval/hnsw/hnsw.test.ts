import { afterEach, describe, expect, it } from 'vitest'
import type { VectorStore } from '../vector-store.ts'
import { graphs } from './graph.ts'
import { openHnsw } from './hnsw.ts'

const unit = (...values: number[]) => Float32Array.from(values, (x) => x / Math.hypot(...values))
const document = (name: string, vectors: readonly Float32Array[], access: readonly string[] = [], tenant = 'acme') => ({
  ...{ document: name, tenant, access, encoder: 'e' },
  chunks: vectors.map((vector, i) => ({ id: `${name}#${i}`, vector })),
})

describe.skipIf(!(await graphs()))('openHnsw (hnswlib-node is optional; not run where it is not installed)', () => {
  let store: VectorStore
  afterEach(() => store.close())
  const ask = async (principals: readonly string[], openOnly = false, encoder = 'e') => {
    const query = { vector: unit(1, 0), encoder, reader: { tenant: 'acme', principals, openOnly }, count: 2 }
    return (await store.query(query))?.map(({ chunk }) => chunk)
  }

  it('filters inside the search: what a reader may not see takes no place among the nearest', async () => {
    store = (await openHnsw())!
    await store.put(document('mine', [unit(1, 0)], ['ann']))
    await store.put(document('other', [unit(1, 0)], [], 'globex'))
    await store.put(document('open', [unit(1, 1), unit(0, 1), unit(-1, 1)]))
    expect(await ask(['ann'])).toEqual(['mine#0', 'open#0'])
    expect(await ask(['ann'], true)).toEqual(['open#0', 'open#1'])
    expect(await ask([])).toEqual(['open#0', 'open#1'])
    expect(await ask([], false, 'another encoder')).toEqual([])
  })

  it('replaces all chunks of a document, and forgets removed ones', async () => {
    store = (await openHnsw())!
    await store.put(document('d', [unit(1, 0), unit(1, 1)]))
    await store.put(document('d', [unit(0, 1)]))
    expect(await ask([])).toEqual(['d#0'])
    await store.remove('d')
    await store.remove('never there')
    expect(await ask([])).toEqual([])
  })

  it('has no answer once its thread is gone', async () => {
    store = (await openHnsw())!
    await store.close()
    expect(await ask([])).toBeUndefined()
  })
})
