/**
 * Vectors in a dense index of Pinecone, by its REST API. A namespace for each tenant; the filter by tenant, encoder and access list is part of
 * the query. Pinecone is eventually consistent: what is written or erased shows in searches and lists some seconds later.
 */
import type { Nearest, VectorQuery } from '../vector-store.ts'
import { batchesOf } from './batches.ts'
import type { OutsideStore } from './outside-store.ts'
import { pineconeLimits as limits } from './pinecone-limits.ts'
import { pineconeRequester, type PineconeAddress, type Request } from './pinecone-request.ts'
import { marksOf, numbersOf, type OutsideRecord, type Place } from './records.ts'
import { retrying, wait, type Pause } from './retry.ts'
import { StoreError } from './store-error.ts'

export type PineconeOptions = PineconeAddress & {
  /** First part of the namespaces: the rest of the service's index may be somebody else's. */
  index: string
  dimensions: number
  /** For a query, which a person waits for. */
  queryMs?: number
  /** For everything else. */
  requestMs?: number
  pause?: Pause
}

type Stats = { namespaces?: Record<string, unknown>; dimension?: number; metric?: string; totalVectorCount?: number }
type Listed = { vectors?: { id: string }[]; pagination?: { next?: string } }
type Found = { matches?: { score?: number; metadata?: { document?: unknown; chunk?: unknown } }[] }

const attempts = 5
const checkMs = 3_000

/** Unit vectors: their dot product is their cosine. */
const metrics = new Set(['cosine', 'dotproduct'])

export const openPinecone = ({
  index,
  dimensions,
  queryMs = 1_500,
  requestMs = 20_000,
  pause = wait,
  ...address
}: PineconeOptions): OutsideStore => {
  const { name, request } = pineconeRequester(address)
  const namespaceOf = (tenant: string): string => `${index}/${encodeURIComponent(tenant)}`
  const tenantOf = (namespace: string): string | null =>
    namespace.startsWith(`${index}/`) ? decodeURIComponent(namespace.slice(index.length + 1)) : null
  const patiently = <T>(asked: Omit<Request, 'timeoutMs'>): Promise<T> =>
    retrying(() => request<T>({ ...asked, timeoutMs: requestMs }), { attempts, signal: asked.signal, pause })
  const stats = { path: '/describe_index_stats', body: '{}' }

  const demandFit = ({ dimension, metric }: Stats): void => {
    if (dimension !== dimensions || (metric !== undefined && !metrics.has(metric))) {
      throw new StoreError(
        'missing',
        `${name} holds vectors of ${dimension ?? 'no'} dimensions by the metric ${metric ?? 'unknown'}; Hopline needs a dense index of ${dimensions} dimensions by dotproduct or cosine.`,
      )
    }
  }

  return {
    name,
    async check(signal) {
      const found = await request<Stats>({ ...stats, timeoutMs: checkMs, signal })
      demandFit(found)
      const count = found.totalVectorCount ?? 0
      return `${name} answers, with ${count} vectors; what is written there can be found some seconds later`
    },

    prepare: async (signal) => demandFit(await patiently<Stats>({ ...stats, signal })),

    async *held(signal) {
      const { namespaces = {} } = await patiently<Stats>({ ...stats, signal })
      for (const namespace of Object.keys(namespaces)) {
        const tenant = tenantOf(namespace)
        if (tenant === null) continue
        for (let next: string | undefined = ''; next !== undefined;) {
          const query = { namespace, limit: String(limits.listPage), ...(next ? { paginationToken: next } : {}) }
          const page: Listed = await patiently({ path: '/vectors/list', query, signal })
          for (const { id } of page.vectors ?? []) yield { tenant, id }
          next = page.pagination?.next
        }
      }
    },

    async write(records, signal) {
      for (const [tenant, own] of Map.groupBy(records, ({ tenant }) => tenant)) {
        const head = `{"namespace":${JSON.stringify(namespaceOf(tenant))},"vectors":[`
        const parts = own.map(writtenOf)
        for (const batch of batchesOf(parts, { count: limits.upsertRecords, bytes: limits.upsertBytes - head.length - 2 }))
          await patiently({ path: '/vectors/upsert', body: `${head}${batch.join(',')}]}`, signal })
      }
    },

    async erase(places: readonly Place[], signal) {
      for (const [tenant, own] of Map.groupBy(places, ({ tenant }) => tenant)) {
        for (let at = 0; at < own.length; at += limits.deleteIds) {
          const ids = own.slice(at, at + limits.deleteIds).map(({ id }) => id)
          const body = JSON.stringify({ namespace: namespaceOf(tenant), ids })
          // A namespace that was never written to, or that went with its last record, holds none of them.
          await patiently({ path: '/vectors/delete', body, signal }).catch((error: unknown) => {
            if (!(error instanceof StoreError) || error.kind !== 'missing') throw error
          })
        }
      }
    },

    async query({ vector, encoder, reader, count }: VectorQuery, signal) {
      const readers = marksOf(reader)
      if (readers.length > limits.filterValues)
        throw new StoreError('refused', `${name} filters by ${limits.filterValues} groups at most; this reader has ${readers.length}.`)
      const body = JSON.stringify({
        namespace: namespaceOf(reader.tenant),
        topK: Math.min(count, limits.topK),
        vector: numbersOf(vector),
        filter: { $and: [{ tenant: { $eq: reader.tenant } }, { encoder: { $eq: encoder } }, { readers: { $in: readers } }] },
        includeMetadata: true,
      })
      const { matches } = await request<Found>({ path: '/query', body, timeoutMs: queryMs, signal })
      if (!Array.isArray(matches)) throw new StoreError('malformed', `${name} answered a query without matches.`)
      return matches.map(({ score, metadata }): Nearest => {
        const { document, chunk } = metadata ?? {}
        if (typeof document !== 'string' || typeof chunk !== 'string' || typeof score !== 'number')
          throw new StoreError('malformed', `${name} answered a query with a match that lacks its score or metadata.`)
        return { document, chunk, cosine: score }
      })
    },

    close: async () => {},
  }
}

/** @throws StoreError refused, where the access list is longer than Pinecone takes */
const writtenOf = ({ id, tenant, document, chunk, encoder, readers, vector }: OutsideRecord): string => {
  const metadata = JSON.stringify({ tenant, document, chunk, encoder, readers })
  const bytes = Buffer.byteLength(metadata)
  if (bytes > limits.metadataBytes)
    throw new StoreError(
      'refused',
      `${document}: its access list of ${readers.length} names makes ${bytes} bytes of metadata, and Pinecone takes ${limits.metadataBytes}. Name groups in place of people.`,
    )
  return `{"id":${JSON.stringify(id)},"values":${JSON.stringify(numbersOf(vector))},"metadata":${metadata}}`
}
