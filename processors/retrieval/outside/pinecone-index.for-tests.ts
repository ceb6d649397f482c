/** A dense index of Pinecone, as far as a client can tell: namespaces of records, limits, filters, and a search that compares all. */
import { matches, type Filter, type Metadata } from './pinecone-filter.for-tests.ts'
import { pineconeLimits as limits } from './pinecone-limits.ts'

export type Stored = { id: string; values: number[]; metadata?: Metadata }

/** A request that the service refuses; `code` is gRPC's. */
export class Refused extends Error {
  readonly status: number
  readonly code: number
  constructor(message: string, status = 400, code = 3) {
    super(message)
    this.status = status
    this.code = code
  }
}

type InNamespace = { namespace?: string }
type Query = InNamespace & { topK: number; vector: number[]; filter?: Filter; includeMetadata?: boolean }
type List = InNamespace & { prefix?: string; limit?: number; paginationToken?: string }

export const openPineconeIndex = ({ dimension, metric }: { dimension: number; metric: string }) => {
  const namespaces = new Map<string, Map<string, Stored>>()
  let visible: Map<string, Map<string, Stored>> | null = null
  const seen = (namespace = '') => [...((visible ?? namespaces).get(namespace)?.values() ?? [])]

  const demandFit = ({ id, values, metadata = {} }: Stored) => {
    if (values.length !== dimension) throw new Refused(`Vector dimension ${values.length} does not match the index's ${dimension}`)
    if (values.every((x) => Math.abs(x) < 1e-8)) throw new Refused('Dense vectors must contain at least one non-zero value')
    const size = Buffer.byteLength(JSON.stringify(metadata))
    if (size > limits.metadataBytes) throw new Refused(`Metadata of ${id} is ${size} bytes, more than ${limits.metadataBytes}`)
  }

  return {
    upsert({ namespace = '', vectors }: InNamespace & { vectors: Stored[] }, bytes: number) {
      if (bytes > limits.upsertBytes) throw new Refused(`Request of ${bytes} bytes is larger than ${limits.upsertBytes}`)
      vectors.forEach(demandFit)
      const own = namespaces.get(namespace) ?? new Map<string, Stored>()
      namespaces.set(namespace, own)
      for (const vector of vectors) own.set(vector.id, vector)
      return { upsertedCount: vectors.length }
    },

    erase({ namespace = '', ids }: InNamespace & { ids: string[] }) {
      const own = namespaces.get(namespace)
      if (!own) throw new Refused('Namespace not found', 404, 5)
      for (const id of ids) own.delete(id)
      return {}
    },

    query({ namespace = '', topK, vector, filter = {}, includeMetadata = false }: Query) {
      if (vector.length !== dimension) throw new Refused(`Query dimension ${vector.length} does not match the index's ${dimension}`)
      const found = seen(namespace)
        .filter(({ metadata }) => matches(metadata ?? {}, filter))
        .map(({ id, values, metadata }) => ({
          ...{ id, score: values.reduce((sum, x, i) => sum + x * vector[i]!, 0), values: [] },
          ...(includeMetadata && metadata ? { metadata } : {}),
        }))
        .sort((a, b) => b.score - a.score)
      return { matches: found.slice(0, topK), namespace, usage: { readUnits: 1 } }
    },

    list({ namespace = '', prefix = '', limit = limits.listPage, paginationToken = '' }: List) {
      const ids = seen(namespace)
        .map(({ id }) => id)
        .filter((id) => id.startsWith(prefix) && id > paginationToken)
        .sort()
      const page = ids.slice(0, limit)
      const next = ids.length > limit ? { pagination: { next: page.at(-1)! } } : {}
      return { vectors: page.map((id) => ({ id })), ...next, namespace, usage: { readUnits: 1 } }
    },

    stats() {
      const counts = [...(visible ?? namespaces)].map(([name, { size }]) => [name, { vectorCount: size }] as const)
      const totalVectorCount = counts.reduce((sum, [, { vectorCount }]) => sum + vectorCount, 0)
      return { namespaces: Object.fromEntries(counts), totalVectorCount, dimension, metric, vectorType: 'dense', indexFullness: 0 }
    },

    /** By namespace. */
    stored: (): Record<string, Stored[]> => Object.fromEntries([...namespaces].map(([name, own]) => [name, [...own.values()]])),
    /** What is written from now on shows only after `show`: the service is eventually consistent. */
    hide: () => void (visible = new Map([...namespaces].map(([name, own]) => [name, new Map(own)]))),
    show: () => void (visible = null),
  }
}
