import { describe, expect, it } from 'vitest'
import { circuit } from '../../../streams/circuit.ts'
import type { DocumentVectors } from '../vector-store.ts'
import { openMirror } from './mirror.ts'
import type { OutsideStore } from './outside-store.ts'
import type { OutsideRecord } from './records.ts'
import { StoreError } from './store-error.ts'

/** A service in memory, whose methods a test breaks at will. */
const openService = (records = new Map<string, OutsideRecord>()) => {
  const written: string[] = []
  const erased: string[] = []
  const broken = new Map<string, Error>()
  let queries = 0
  const tryTo = (what: string) => {
    const error = broken.get(what)
    if (error) throw error
  }
  const service: OutsideStore = {
    name: 'The service',
    check: async () => 'answers',
    prepare: async () => tryTo('prepare'),
    async *held() {
      tryTo('held')
      for (const { tenant, id } of records.values()) yield { tenant, id }
    },
    async write(added) {
      tryTo('write')
      for (const record of added) {
        tryTo(`write ${record.document}`)
        records.set(record.id, record)
        written.push(record.chunk)
      }
    },
    async erase(places) {
      tryTo('erase')
      for (const { id } of places) {
        erased.push(records.get(id)!.chunk)
        records.delete(id)
      }
    },
    async query({ count }) {
      queries++
      tryTo('query')
      return [...records.values()].slice(0, count).map(({ document, chunk }, i) => ({ document, chunk, cosine: 1 - i / 10 }))
    },
    close: async () => {},
  }
  return { service, records, written, erased, broken, asked: () => queries }
}

const vector = Float32Array.of(1, 0)
const document = (name: string, chunks: readonly string[], access: readonly string[] = []): DocumentVectors => ({
  ...{ document: name, tenant: 'acme', access, encoder: 'e' },
  chunks: chunks.map((id) => ({ id, vector })),
})
const query = (count = 10) => ({ vector, encoder: 'e', reader: { tenant: 'acme', principals: [], openOnly: true }, count })
const outage = new StoreError('server-error', 'The service answered with 503.')

/** Pauses end when the test says so. */
const openAt = (at: ReturnType<typeof openService>, now = { ms: 0 }) => {
  const paused: (() => void)[] = []
  const breaker = circuit({ name: 'it', code: 'service-unavailable', trips: () => true, failures: 2, pauseMs: 5_000, now: () => now.ms })
  const mirror = openMirror(at.service, breaker, (_, signal) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    paused.push(resolve)
    signal?.addEventListener('abort', () => resolve())
    return promise
  })
  return { mirror, goOn: () => paused.splice(0).forEach((resume) => resume()), paused, now }
}

describe('openMirror', () => {
  it('writes nothing before the log has been read: older revisions would be written too', async () => {
    const at = openService()
    const { mirror } = openAt(at)
    await mirror.put(document('a', ['old']))
    await mirror.put(document('a', ['new']))
    expect(await mirror.query(query())).toBeNull()
    expect(mirror.degraded()).toContain('being brought in step; 1 documents to go')
    expect(at.written).toEqual([])
    mirror.caughtUp()
    await mirror.settled()
    expect(at.written).toEqual(['new'])
    expect(mirror.degraded()).toBeNull()
    expect(await mirror.query(query())).toEqual([{ document: 'a', chunk: 'new', cosine: 1 }])
    await mirror.close()
  })

  it('writes at a start only what the service lacks, and erases what no document has any more', async () => {
    const first = openService()
    const { mirror: before } = openAt(first)
    before.caughtUp()
    await before.put(document('a', ['a1', 'a2']))
    await before.put(document('b', ['b1']))
    await before.settled()
    await before.close()

    const second = openService(first.records)
    const { mirror } = openAt(second)
    await mirror.put(document('a', ['a2', 'a3']))
    mirror.caughtUp()
    await mirror.settled()
    expect([second.written, second.erased.sort()]).toEqual([['a3'], ['a1', 'b1']])
    await mirror.close()
  })

  it('two instances write the same records under the same ids, whichever is first', async () => {
    const at = openService()
    const mirrors = [openAt(at).mirror, openAt(at).mirror]
    for (const mirror of mirrors) {
      mirror.caughtUp()
      await mirror.put(document('a', ['a1', 'a2'], ['sre', 'dba']))
    }
    await Promise.all(mirrors.map((mirror) => mirror.settled()))
    expect(at.records.size).toBe(2)
    await mirrors[0]!.put(document('a', ['a1'], ['dba', 'sre']))
    await mirrors[0]!.settled()
    expect([...at.records.values()].map(({ chunk }) => chunk)).toEqual(['a1'])
    await Promise.all(mirrors.map((mirror) => mirror.close()))
  })

  it('answers null while the service does not, says why, spares it after two failures, and asks again later', async () => {
    const at = openService()
    const { mirror, now } = openAt(at)
    mirror.caughtUp()
    await mirror.put(document('a', ['a1']))
    await mirror.settled()
    at.broken.set('query', outage)
    for (let i = 0; i < 5; i++) expect(await mirror.query(query())).toBeNull()
    expect(at.asked()).toBe(2)
    expect(mirror.degraded()).toBe(`${outage.message} Until it is again, all vectors are compared in this process.`)
    at.broken.clear()
    expect(await mirror.query(query())).toBeNull()
    now.ms = 5_000
    expect(await mirror.query(query())).toHaveLength(1)
    expect(mirror.degraded()).toBeNull()
    await mirror.close()
  })

  it.each(['prepare', 'held', 'write', 'erase'])('tries %s until it succeeds; meanwhile queries are answered with null', async (what) => {
    const at = openService()
    at.broken.set(what, outage)
    const { mirror, goOn, paused } = openAt(at)
    mirror.caughtUp()
    await mirror.put(document('a', ['a1']))
    await expect.poll(() => paused.length, { timeout: 20_000 }).toBe(1)
    expect(await mirror.query(query())).toBeNull()
    expect(mirror.degraded()).toContain(outage.message)
    await mirror.put(document('b', ['b1']))
    at.broken.clear()
    goOn()
    await mirror.settled()
    expect(mirror.degraded()).toBeNull()
    expect((await mirror.query(query()))!.map(({ chunk }) => chunk)).toEqual(['a1', 'b1'])
    await mirror.close()
  })

  it('leaves out the one document that the service refuses, with what it had there, and says so', async () => {
    const at = openService()
    const { mirror } = openAt(at)
    mirror.caughtUp()
    await mirror.put(document('b', ['b1']))
    await mirror.settled()
    at.broken.set('write b', new StoreError('refused', 'b: its access list is too long.'))
    for (const name of ['a', 'b', 'c']) await mirror.put(document(name, [`${name}2`]))
    await mirror.settled()
    expect([...at.records.values()].map(({ chunk }) => chunk)).toEqual(['a2', 'c2'])
    expect(mirror.degraded()).toBe(
      '1 documents are not in The service, and are found by their words alone: b: its access list is too long.',
    )
    at.broken.clear()
    await mirror.put(document('b', ['b3']))
    await mirror.settled()
    expect(mirror.degraded()).toBeNull()
    await mirror.close()
  })

  it('names a chunk once that is there under a former and its present access list', async () => {
    const at = openService()
    const { mirror } = openAt(at)
    mirror.caughtUp()
    await mirror.put(document('a', ['a1']))
    await mirror.settled()
    const [record] = at.records.values()
    at.records.set('former', { ...record!, id: 'former' })
    expect(await mirror.query(query())).toEqual([{ document: 'a', chunk: 'a1', cosine: 1 }])
    await mirror.close()
  })

  it('a tenant that has nothing there is not asked for', async () => {
    const at = openService()
    const { mirror } = openAt(at)
    mirror.caughtUp()
    await mirror.put(document('a', ['a1']))
    await mirror.remove('a')
    await mirror.settled()
    expect(await mirror.query(query())).toEqual([])
    expect(at.asked()).toBe(0)
    await mirror.close()
  })

  it('closes at once, in the middle of an outage too', async () => {
    const at = openService()
    at.broken.set('held', outage)
    const { mirror } = openAt(at)
    await mirror.put(document('a', ['a1']))
    await mirror.close()
    await mirror.settled()
  })
})
