import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startFakePinecone, type FakePinecone, type Fault } from './fake-pinecone.for-tests.ts'
import { openMirror } from './mirror.ts'
import type { OutsideStore } from './outside-store.ts'
import { pineconeLimits } from './pinecone-limits.ts'
import { openPinecone } from './pinecone.ts'
import { recordsOf, type Place } from './records.ts'
import { StoreError, type StoreFailure } from './store-error.ts'
import { at, dimensions, storeRules } from '../store-rules.for-tests.ts'

const apiKey = 'pcsk_a-secret-key'
const unbroken = { run: <T>(work: () => Promise<T>) => work() }

storeRules('Pinecone', async () => {
  const fake = await startFakePinecone({ apiKey })
  const store = openMirror(openPinecone({ host: fake.url, apiKey, index: 'docs', dimensions }), unbroken)
  store.caughtUp()
  return {
    store,
    settled: () => store.settled(),
    async close() {
      await store.close()
      await fake.close()
      expect(fake.violations).toEqual([])
    },
  }
})

describe('Pinecone, by the published contract', () => {
  let fake: FakePinecone
  let store: OutsideStore
  let pauses: number[]
  const open = (options: Partial<Parameters<typeof openPinecone>[0]> = {}) =>
    openPinecone({ host: fake.url, apiKey, index: 'docs', dimensions, pause: async (ms) => void pauses.push(ms), ...options })
  beforeEach(async () => {
    fake = await startFakePinecone({ apiKey })
    pauses = []
    store = open()
  })
  afterEach(() => fake.close())

  const records = (count: number, rest: { tenant?: string; access?: readonly string[] } = {}) =>
    recordsOf({
      ...{ document: 'acme/a', tenant: 'acme', access: [], encoder: 'e' },
      ...rest,
      chunks: Array.from({ length: count }, (_, i) => ({ id: `c${i}`, vector: at(i / 100) })),
    })
  const query = (signal?: AbortSignal) =>
    store.query({ vector: at(0), encoder: 'e', reader: { tenant: 'acme', principals: [], openOnly: true }, count: 3 }, signal)
  const failing = async (work: () => Promise<unknown>): Promise<StoreError> => {
    const error: unknown = await work().catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(StoreError)
    const { message, stack, cause } = error as StoreError
    expect(`${message} ${stack} ${JSON.stringify(error)} ${String(cause)}`).not.toContain(apiKey)
    return error as StoreError
  }
  const held = async () => {
    const places: Place[] = []
    for await (const place of store.held()) places.push(place)
    return places
  }

  it('writes in requests within the limits of records and bytes, a namespace for each tenant', async () => {
    await store.write([...records(1_200), ...records(3, { tenant: 'globex' })])
    const sizes = fake.requests.map(({ body }) => Buffer.byteLength(body))
    expect(Math.max(...sizes)).toBeLessThanOrEqual(pineconeLimits.upsertBytes)
    expect(Object.entries(fake.stored()).map(([name, { length }]) => [name, length])).toEqual([
      ['docs/acme', 1_200],
      ['docs/globex', 3],
    ])
    expect(fake.violations).toEqual([])
  })

  it('lists and erases all records, over several pages and requests, and leaves namespaces of others alone', async () => {
    await store.write(records(1_200))
    await fetch(`${fake.url}/vectors/upsert`, {
      method: 'POST',
      headers: { 'Api-Key': apiKey, 'X-Pinecone-Api-Version': '2026-07' },
      body: JSON.stringify({ namespace: 'docs-of-others/acme', vectors: [{ id: 'x', values: [...at(0)] }] }),
    })
    const places = await held()
    expect(new Set(places.map(({ id }) => id)).size).toBe(1_200)
    await store.erase([...places, { tenant: 'never-seen', id: 'x' }])
    expect(Object.values(fake.stored()).map(({ length }) => length)).toEqual([0, 1])
    expect(fake.violations).toEqual([])
  })

  it('refuses an access list that is longer than the metadata may be, and says of which document', async () => {
    const access = Array.from({ length: 5_000 }, (_, i) => `person-${i}@example.com`)
    const error = await failing(() => store.write(records(1, { access })))
    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('acme/a: its access list of 5000 names') as string })
    expect(fake.requests).toEqual([])
  })

  it('waits as long as the service asks before it tries again, and backs off where it does not say', async () => {
    fake.fail({ status: 429, body: 'Too many requests', headers: { 'retry-after': '7' } }, { status: 503 }, 'reset')
    await store.write(records(1))
    expect(pauses[0]).toBe(7_000)
    expect(pauses).toHaveLength(3)
    expect(fake.stored()['docs/acme']).toHaveLength(1)
  })

  it('gives up at once where another try would fare no better, or would have to wait for minutes', async () => {
    fake.fail({ status: 400 })
    expect((await failing(() => store.write(records(1)))).kind).toBe('refused')
    fake.fail({ status: 429, body: 'quota', headers: { 'retry-after': '3600' } })
    expect(await failing(() => store.write(records(1)))).toMatchObject({ kind: 'busy', retryAfterMs: 3_600_000 })
    expect(pauses).toEqual([])
  })

  const meanings: [Fault, StoreFailure][] = [
    [{ status: 401, body: 'Unauthorized' }, 'unauthorised'],
    [{ status: 402 }, 'no-credit'],
    [{ status: 403, body: `forbidden for ${apiKey}` }, 'unauthorised'],
    [{ status: 404 }, 'missing'],
    [{ status: 429, body: 'Too many requests' }, 'busy'],
    [{ status: 500, body: { code: 13, message: `internal, key ${apiKey}` } }, 'server-error'],
    [{ status: 503 }, 'server-error'],
    [{ status: 504 }, 'timeout'],
    [{ status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'unreachable'],
    ['reset', 'unreachable'],
    ['malformed', 'malformed'],
  ]
  it.each(meanings)('a query is answered once: %j means %s, names the service and keeps the key', async (fault, kind) => {
    fake.fail(fault)
    const error = await failing(() => query())
    expect(error.kind).toBe(kind)
    expect(error.message).toContain(`Pinecone at ${new URL(fake.url).host}`)
    expect(fake.requests).toHaveLength(1)
  })

  it('a query ends when it takes too long, and when nobody waits for it any more', async () => {
    store = open({ queryMs: 50 })
    fake.fail('silent')
    expect((await failing(() => query())).kind).toBe('timeout')
    const stop = new AbortController()
    fake.fail('silent')
    const asked = failing(() => query(stop.signal))
    stop.abort()
    expect((await asked).kind).toBe('aborted')
  })

  it('a wrong key is said, with the setting that holds it', async () => {
    store = open({ apiKey: 'pcsk_another' })
    expect(await failing(() => store.check())).toMatchObject({
      kind: 'unauthorised',
      message: expect.stringContaining('PINECONE_API_KEY') as string,
    })
  })

  it('an index of other dimensions or another metric is not used', async () => {
    expect(await store.check()).toContain('0 vectors')
    for (const other of [{ dimension: 1_536 }, { metric: 'euclidean' }]) {
      const wrong = await startFakePinecone({ apiKey, ...other })
      const error = await failing(() => open({ host: wrong.url }).prepare())
      expect(error).toMatchObject({ kind: 'missing', message: expect.stringContaining('384 dimensions') as string })
      await wrong.close()
    }
  })

  it('what is written can be found once the service shows it', async () => {
    fake.hide()
    await store.write(records(1))
    expect(await query()).toEqual([])
    fake.show()
    expect(await query()).toHaveLength(1)
  })
})
