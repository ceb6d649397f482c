/**
 * Keeps a store outside in step with what retrieval knows, and asks it for the nearest chunks. What the store holds is read once at the start
 * and compared with the log; from then on each change is written as it comes. While the store is not in step, or does not answer, queries
 * are answered with null: the caller compares all vectors itself, and `degraded` says so.
 */
import type { DocumentVectors, Nearest, VectorQuery, VectorStore } from '../vector-store.ts'
import type { OutsideStore } from './outside-store.ts'
import { eachOnce, recordsOf, type OutsideRecord, type Place } from './records.ts'
import { wait, type Pause } from './retry.ts'
import { StoreError } from './store-error.ts'

/** Ends calls of what is out of order at once; streams/circuit.ts. */
export type Breaker = { run<T>(work: () => Promise<T>): Promise<T> }

export type Mirror = VectorStore & {
  /** Says that all documents that there were at the start have been put. Nothing is written before: older revisions would be too. */
  caughtUp(): void
  /** What the store is not used for at present, and why, in a sentence; null where all is well. */
  degraded(): string | null
  /** Settles when all that was put is written, or refused. */
  settled(): Promise<void>
}

const recordsPerRound = 2_000
/** After this long a service that did not take what was written, its retries included, is tried again. */
const pauseMs = 15_000

export const openMirror = (store: OutsideStore, breaker: Breaker, pause: Pause = wait): Mirror => {
  const stop = new AbortController()
  const { signal } = stop
  /** What the store holds, as far as we know; tenants by id. */
  const held = new Map<string, string>()
  /** What documents want there, once it was written. */
  const wanted = new Map<string, readonly Place[]>()
  const recordsOfTenant = new Map<string, number>()
  const waiting = new Map<string, DocumentVectors | null>()
  const refused = new Map<string, string>()
  const complete = Promise.withResolvers<void>()
  let inStep = false
  let behind: string | null = null
  let unanswered: string | null = null
  let changed = Promise.withResolvers<void>()
  let settled = Promise.withResolvers<void>()

  const offer = (document: string, vectors: DocumentVectors | null) => {
    if (waiting.size === 0 && inStep) settled = Promise.withResolvers()
    waiting.set(document, vectors)
    changed.resolve()
  }

  /** Tries for as long as it takes, or until we close. */
  const insist = async (work: () => Promise<void>): Promise<void> => {
    while (!signal.aborted) {
      try {
        await work()
        behind = null
        return
      } catch (error) {
        if (signal.aborted) return
        behind = messageOf(error)
        await pause(pauseMs, signal).catch(() => undefined)
      }
    }
  }

  const readHeld = async () => {
    await store.prepare(signal)
    held.clear()
    for await (const { id, tenant } of store.held(signal)) held.set(id, tenant)
  }

  const want = (document: string, places: readonly Place[]) => {
    const count = (tenant: string, change: number) => recordsOfTenant.set(tenant, (recordsOfTenant.get(tenant) ?? 0) + change)
    for (const { tenant } of wanted.get(document) ?? []) count(tenant, -1)
    for (const { tenant } of places) count(tenant, 1)
    if (places.length > 0) wanted.set(document, places)
    else wanted.delete(document)
  }

  /** Writes what is missing, then erases what was wanted before: in between a chunk is there twice, rather than not at all. */
  const apply = async (documents: ReadonlyMap<string, readonly OutsideRecord[]>) => {
    const missing = [...documents.values()].flat().filter(({ id }) => !held.has(id))
    await store.write(missing, signal)
    for (const { id, tenant } of missing) held.set(id, tenant)
    const extra = [...documents].flatMap(([document, records]) => {
      const ids = new Set(records.map(({ id }) => id))
      return (wanted.get(document) ?? []).filter(({ id }) => !ids.has(id))
    })
    await erase(extra)
    for (const [document, records] of documents) {
      want(document, records.map(({ id, tenant }) => ({ id, tenant }))) // prettier-ignore
      refused.delete(document)
    }
  }

  const erase = async (places: readonly Place[]) => {
    await store.erase(places, signal)
    for (const { id } of places) held.delete(id)
  }

  /** Where the service refuses what several documents want, each is tried alone. */
  const applyOrRefuse = async (documents: ReadonlyMap<string, readonly OutsideRecord[]>): Promise<void> => {
    try {
      await apply(documents)
    } catch (error) {
      if (!(error instanceof StoreError) || error.kind !== 'refused') throw error
      if (documents.size > 1) for (const one of documents) await applyOrRefuse(new Map([one]))
      else {
        for (const [document] of documents) {
          await erase(wanted.get(document) ?? [])
          want(document, [])
          refused.set(document, error.message)
        }
      }
    }
  }

  /** One round; what is put meanwhile waits for the next. */
  const round = async () => {
    const taken = new Map<string, DocumentVectors | null>()
    const documents = new Map<string, readonly OutsideRecord[]>()
    let count = 0
    for (const [document, vectors] of waiting) {
      if (count >= recordsPerRound) break
      const records = vectors ? recordsOf(vectors) : []
      taken.set(document, vectors)
      documents.set(document, records)
      count += records.length
    }
    await applyOrRefuse(documents)
    // A newer one may have come.
    for (const [document, vectors] of taken) if (waiting.get(document) === vectors) waiting.delete(document)
  }

  const eraseLeftOvers = async () => {
    const ids = new Set([...wanted.values()].flat().map(({ id }) => id))
    await erase([...held].filter(([id]) => !ids.has(id)).map(([id, tenant]) => ({ id, tenant })))
  }

  const work = async () => {
    await Promise.all([insist(readHeld), complete.promise])
    while (!signal.aborted) {
      changed = Promise.withResolvers()
      while (waiting.size > 0 && !signal.aborted) await insist(round)
      if (!inStep) {
        await insist(eraseLeftOvers)
        inStep = !signal.aborted
      }
      settled.resolve()
      if (waiting.size === 0) await changed.promise
    }
  }
  const working = work()

  const instead = 'Until it is again, all vectors are compared in this process.'

  return {
    put: async (document: DocumentVectors) => offer(document.document, document),
    remove: async (document: string) => offer(document, null),
    async query(query: VectorQuery, given?: AbortSignal): Promise<Nearest[] | null> {
      if (!inStep || behind !== null) return null
      // Services differ in what they say of a tenant that they never heard of.
      if (!recordsOfTenant.get(query.reader.tenant)) return []
      try {
        const found = await breaker.run(() => store.query(query, given ? AbortSignal.any([given, signal]) : signal))
        unanswered = null
        return eachOnce(found).slice(0, query.count)
      } catch (error) {
        // The breaker knows less of the reason than the error that opened it.
        if (!given?.aborted && (unanswered === null || error instanceof StoreError)) unanswered = messageOf(error)
        return null
      }
    },
    caughtUp: complete.resolve,
    degraded: () => {
      if (behind !== null) return `${behind} ${waiting.size} documents wait to be written there. ${instead}`
      if (!inStep) return `${store.name} is being brought in step; ${waiting.size} documents to go. ${instead}`
      if (unanswered !== null) return `${unanswered} ${instead}`
      const [first] = refused.values()
      return first === undefined ? null : `${refused.size} documents are not in ${store.name}, and are found by their words alone: ${first}`
    },
    settled: () => settled.promise,
    async close() {
      stop.abort()
      complete.resolve()
      changed.resolve()
      settled.resolve()
      await working
      await store.close()
    },
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
