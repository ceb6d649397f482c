import { randomUUID } from 'node:crypto'
import { afterEach, expect, it } from 'vitest'
import { describeOn } from '../../../infra/local/for-tests.ts'
import { openElasticsearch } from './elasticsearch.ts'
import { openMirror } from './mirror.ts'
import { recordsOf, type Place } from './records.ts'
import { at, dimensions, storeRules } from '../store-rules.for-tests.ts'

const unbroken = { run: <T>(work: () => Promise<T>) => work() }

await describeOn(['elasticsearch'], 'vectors in Elasticsearch', ({ elasticsearch: url }) => {
  const indices: string[] = []
  const nextIndex = () => {
    const index = `hopline-vectors-${randomUUID()}`
    indices.push(index)
    return index
  }
  const open = (index = nextIndex(), size = dimensions) => openElasticsearch({ url, index, dimensions: size })
  const refresh = (index: string) => fetch(`${url}/${index}/_refresh`, { method: 'POST' })
  afterEach(async () => {
    for (const index of indices.splice(0)) await fetch(`${url}/${index}`, { method: 'DELETE' })
  })

  storeRules('Elasticsearch', async () => {
    const index = nextIndex()
    const store = openMirror(open(index), unbroken)
    store.caughtUp()
    return {
      store,
      async settled() {
        await store.settled()
        await refresh(index)
      },
      close: () => store.close(),
    }
  })

  const records = (count: number) =>
    recordsOf({
      ...{ document: 'acme/a', tenant: 'acme', access: ['sre'], encoder: 'e' },
      chunks: Array.from({ length: count }, (_, i) => ({ id: `c${i}`, vector: at(i / 100) })),
    })

  it('lists what it holds over several pages, writes nothing twice, and erases all', async () => {
    const index = nextIndex()
    const store = open(index)
    await store.prepare()
    const held = async () => {
      await refresh(index)
      const places: Place[] = []
      for await (const place of store.held()) places.push(place)
      return places
    }
    const written = records(5_003)
    await store.write(written)
    await store.write(written.slice(0, 600))
    const places = await held()
    expect(new Set(places.map(({ id }) => id))).toEqual(new Set(written.map(({ id }) => id)))
    expect(new Set(places.map(({ tenant }) => tenant))).toEqual(new Set(['acme']))
    const { _all } = (await (await fetch(`${url}/${index}/_stats/indexing,docs`)).json()) as { _all: { primaries: { indexing: { index_total: number } } } } // prettier-ignore
    expect(_all.primaries.indexing.index_total).toBe(5_003)
    expect(await store.check()).toContain('5003 vectors')
    await store.erase([...places, { tenant: 'acme', id: 'never-there' }])
    expect(await held()).toEqual([])
    await store.close()
  })

  it('two instances that start at once make one index; one of other dimensions refuses it', async () => {
    const index = nextIndex()
    const stores = [open(index), open(index)]
    expect(await stores[0]!.check()).toContain('is made at the start')
    await Promise.all(stores.map((store) => store.prepare()))
    const other = open(index, 512)
    await expect(other.prepare()).rejects.toThrow('holds vectors of 384 dimensions')
    await Promise.all([...stores, other].map((store) => store.close()))
  })

  it('says which vector it does not take, and that an index is gone', async () => {
    const index = nextIndex()
    const store = open(index)
    await store.prepare()
    const [one] = records(1)
    const doubled = { ...one!, vector: one!.vector.map((x) => 2 * x) }
    await expect(store.write([doubled])).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('unit-length') as string,
    })
    await fetch(`${url}/${index}`, { method: 'DELETE' })
    const query = { vector: at(0), encoder: 'e', reader: { tenant: 'acme', principals: [], openOnly: true }, count: 3 }
    await expect(store.query(query)).rejects.toMatchObject({ kind: 'missing' })
    await store.close()
  })
})
