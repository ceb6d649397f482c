/**
 * The rules of the port `VectorStore`, as tests that every store passes. A store runs them from a test file of its own:
 *
 *     storeRules('Pinecone', async () => ({ store, settled, close }))
 *
 * Each rule gets a store of its own, and names of its own, so that a service that outlives the run is no obstacle.
 */
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mayRead, type Audience, type Reader } from './reader.ts'
import type { DocumentVectors, Nearest, VectorStore } from './vector-store.ts'

export type Harness = {
  store: VectorStore
  /** Resolves once all that was put can be found. */
  settled(): Promise<void>
  close(): Promise<void>
}

export const dimensions = 384
const encoder = 'minilm-1'

/** A unit vector in the plane of the first two dimensions, so many degrees from the first. */
export const at = (degrees: number): Float32Array => {
  const vector = new Float32Array(dimensions)
  vector[0] = Math.cos((degrees / 180) * Math.PI)
  vector[1] = Math.sin((degrees / 180) * Math.PI)
  return vector
}

export const storeRules = (name: string, open: () => Promise<Harness>): void => {
  describe(`the port of vector stores on ${name}`, { timeout: 60_000 }, () => {
    let harness: Harness
    let tenant: string
    beforeEach(async () => {
      harness = await open()
      tenant = `acme-${randomUUID()}`
    })
    afterEach(() => harness.close())

    const document = (id: string, degrees: readonly number[], rest: Partial<DocumentVectors> = {}): DocumentVectors => ({
      ...{ document: `${tenant}/${id}`, tenant, access: [], encoder },
      chunks: degrees.map((angle) => ({ id: `${id}@${angle}`, vector: at(angle) })),
      ...rest,
    })
    const put = async (...documents: readonly DocumentVectors[]) => {
      for (const one of documents) await harness.store.put(one)
      await harness.settled()
    }
    const anyone = (): Reader => ({ tenant, principals: [], openOnly: true })
    const found = async (reader: Reader = anyone(), rest: Partial<{ count: number; degrees: number; encoder: string }> = {}) => {
      const { count = 10, degrees = 0 } = rest
      return (await harness.store.query({ vector: at(degrees), encoder: rest.encoder ?? encoder, reader, count }))!
    }
    const chunks = (nearest: readonly Nearest[]) => nearest.map(({ chunk }) => chunk)

    it('finds the nearest first, with document, chunk and cosine, and no more than are asked for', async () => {
      await put(document('a', [50, 10]), document('b', [30, 90]))
      const nearest = await found()
      expect(chunks(nearest)).toEqual(['a@10', 'b@30', 'a@50', 'b@90'])
      expect(nearest[0]!.document).toBe(`${tenant}/a`)
      for (const { chunk, cosine } of nearest) expect(cosine).toBeCloseTo(Math.cos((Number(chunk.split('@')[1]) / 180) * Math.PI), 2)
      expect(chunks(await found(anyone(), { count: 2 }))).toEqual(['a@10', 'b@30'])
      expect(chunks(await found(anyone(), { degrees: 88, count: 1 }))).toEqual(['b@90'])
    })

    it('puts a document in the place of all that it had, and a repeat changes nothing', async () => {
      await put(document('a', [0, 20]), document('b', [40]))
      await put(document('a', [20, 60]))
      expect(chunks(await found())).toEqual(['a@20', 'b@40', 'a@60'])
      await put(document('a', [20, 60]))
      expect(chunks(await found())).toEqual(['a@20', 'b@40', 'a@60'])
      await put(document('a', []))
      expect(chunks(await found())).toEqual(['b@40'])
    })

    it('finds nothing of a removed document; to remove one that is not there is no mistake', async () => {
      await put(document('a', [0]), document('b', [40]))
      await harness.store.remove(`${tenant}/a`)
      await harness.store.remove(`${tenant}/never`)
      await harness.settled()
      expect(chunks(await found())).toEqual(['b@40'])
      await put(document('a', [5]))
      expect(chunks(await found())).toEqual(['a@5', 'b@40'])
    })

    it('finds for each reader what they may see, and nothing else', async () => {
      const other = `globex-${randomUUID()}`
      const audiences: Record<string, Audience> = {
        open: { tenant, access: [] },
        ann: { tenant, access: ['ann'] },
        team: { tenant, access: ['sre', 'dba'] },
        everyone: { tenant, access: ['everyone'] },
        foreign: { tenant: other, access: [] },
        'foreign-ann': { tenant: other, access: ['ann'] },
      }
      await put(...Object.entries(audiences).map(([id, audience], i) => document(id, [i], audience)))
      for (const openOnly of [true, false])
        for (const principals of [[], ['ann'], ['dba'], ['ann', 'sre', 'sre'], ['everyone'], ['nobody', '']])
          for (const of of [tenant, other, 'unheard-of']) {
            const reader = { tenant: of, principals, openOnly }
            const expected = Object.keys(audiences).filter((id) => mayRead(reader, audiences[id]!))
            expect((await found(reader)).map(({ chunk }) => chunk.split('@')[0])).toEqual(expected)
          }
    })

    it('filters within the search: what others may see takes no place, however near it is', async () => {
      const secrets = Array.from({ length: 60 }, (_, i) => document(`secret${i}`, [i / 100, i / 90], { access: ['boss'] }))
      const former = Array.from({ length: 60 }, (_, i) => document(`former${i}`, [i / 100], { encoder: 'minilm-0' }))
      await put(...secrets, ...former, document('shown', [70, 80]))
      expect(chunks(await found(anyone(), { count: 2 }))).toEqual(['shown@70', 'shown@80'])
    })

    it('shows a document to its new readers alone once its access list has changed', async () => {
      const reader = (principal: string) => ({ tenant, principals: [principal], openOnly: false })
      await put(document('a', [0], { access: ['ann'] }))
      await put(document('a', [0], { access: ['bob'] }))
      expect(chunks(await found(reader('ann')))).toEqual([])
      expect(chunks(await found(reader('bob')))).toEqual(['a@0'])
    })

    it('never compares vectors of different encoders', async () => {
      await put(document('a', [0]), document('b', [40], { encoder: 'minilm-2' }))
      expect(chunks(await found())).toEqual(['a@0'])
      expect(chunks(await found(anyone(), { encoder: 'minilm-2' }))).toEqual(['b@40'])
      expect(chunks(await found(anyone(), { encoder: 'unknown' }))).toEqual([])
      await put(document('a', [0], { encoder: 'minilm-2' }))
      expect(chunks(await found())).toEqual([])
    })

    it('takes names in any script and with any sign', async () => {
      const strange = `${tenant} "Größe" \\ 東京/%2F?&#`
      const audience = { tenant: strange, access: ['gruppe „A“', '"}]}'] }
      await put(document('a', [0], { ...audience, document: `${strange}/ü`, chunks: [{ id: '§ 1\n"x"', vector: at(0) }] }))
      expect(await found({ tenant: strange, principals: ['"}]}'], openOnly: false })).toMatchObject([
        { document: `${strange}/ü`, chunk: '§ 1\n"x"' },
      ])
      expect(await found({ tenant: strange, principals: ['"}]'], openOnly: false })).toEqual([])
    })
  })
}
