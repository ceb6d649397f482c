/**
 * Vectors in an index of Elasticsearch: the only import of its client. Dense vectors by dot product in an HNSW graph of int8, and the filter by
 * tenant, encoder and access list is part of the search in that graph. What is written can be found after the next refresh, within a second.
 */
import { Client } from '@elastic/elasticsearch'
import type { Nearest, VectorQuery } from '../vector-store.ts'
import { storeErrorOf, withoutSecrets } from './elasticsearch-errors.ts'
import { documentOf, mappingsOf } from './elasticsearch-mapping.ts'
import type { OutsideStore } from './outside-store.ts'
import { marksOf, numbersOf, type Place } from './records.ts'
import { retrying, wait, type Pause } from './retry.ts'
import { failureOfStatus, StoreError } from './store-error.ts'

export type ElasticsearchOptions = {
  /** May hold a name and a password. */
  url: string
  apiKey?: string | undefined
  index: string
  dimensions: number
  /** For a query, which a person waits for. */
  queryMs?: number
  /** For everything else. */
  requestMs?: number
  pause?: Pause
}

const attempts = 5
const checkMs = 3_000
const recordsPerBulk = 500
const recordsPerPage = 5_000
/** Quantised vectors only choose so many times the candidates that are asked for; their order is by the exact ones. */
const oversample = 2

type Fields = { tenant?: string[]; document?: string[]; chunk?: string[] }
type Item = { status: number; error?: { type?: string; reason?: string | null } }

export const openElasticsearch = ({
  url,
  apiKey,
  index,
  dimensions,
  queryMs = 1_500,
  requestMs = 20_000,
  pause = wait,
}: ElasticsearchOptions): OutsideStore => {
  // Retries are ours, so that both services are treated alike.
  const client = new Client({ node: url, maxRetries: 0, enableMetaHeader: false, ...(apiKey ? { auth: { apiKey } } : {}) })
  const name = `Elasticsearch at ${new URL(url).host}, index ${index}`
  const scrub = withoutSecrets(url, apiKey)

  type Options = { signal?: AbortSignal; requestTimeout: number }
  const once = async <T>(timeoutMs: number, signal: AbortSignal | undefined, call: (options: Options) => Promise<T>): Promise<T> => {
    try {
      return await call({ requestTimeout: timeoutMs, ...(signal ? { signal } : {}) })
    } catch (error) {
      throw storeErrorOf(error, { name, scrub, timeoutMs })
    }
  }
  const patiently = <T>(signal: AbortSignal | undefined, call: (options: Options) => Promise<T>): Promise<T> =>
    retrying(() => once(requestMs, signal, call), { attempts, signal, pause })

  /** Dimensions of the vectors of the index; null where there is no index, undefined where it has no such vectors. */
  const dimensionsThere = async (options: Options): Promise<number | null | undefined> => {
    const mappings = await client.indices.getMapping({ index, ignore_unavailable: true }, options)
    const [found] = Object.values(mappings)
    const field = found?.mappings.properties?.['vector'] as { type?: string; dims?: number } | undefined
    return found ? (field?.type === 'dense_vector' ? field.dims : undefined) : null
  }
  const demandFit = (there: number | null | undefined): void => {
    if (there !== null && there !== dimensions)
      throw new StoreError(
        'missing',
        `${name} holds ${there === undefined ? 'no field of vectors' : `vectors of ${there} dimensions`}, and Hopline's have ${dimensions}. Set HOPLINE_VECTOR_INDEX to another name.`,
      )
  }

  /** Requests of one bulk, all tried again where one was not taken for now. `done` are the statuses of what is there, or gone, already. */
  const bulk = (operations: object[], done: number, signal?: AbortSignal) =>
    retrying(
      async () => {
        const { errors, items } = await once(requestMs, signal, (options) => client.bulk({ index, operations }, options))
        if (!errors) return
        for (const item of items.flatMap((one) => Object.values(one) as Item[])) {
          if (!item.error || item.status === done) continue
          const kind = failureOfStatus(item.status)
          throw new StoreError(kind, `${name} did not take a record: ${item.status}, ${scrub(item.error.reason ?? item.error.type ?? '')}.`)
        }
      },
      { attempts, signal, pause },
    )

  return {
    name,
    async check(signal) {
      const there = await once(checkMs, signal, dimensionsThere)
      demandFit(there)
      if (there === null) return `${name} answers; the index is made at the start`
      const { count } = await once(checkMs, signal, (options) => client.count({ index }, options))
      return `${name} answers, with ${count} vectors; what is written there can be found within a second`
    },

    async prepare(signal) {
      const there = await patiently(signal, dimensionsThere)
      demandFit(there)
      if (there !== null) return
      await patiently(signal, (options) => client.indices.create({ index, mappings: mappingsOf(dimensions) }, options)).catch(
        (error: unknown) => {
          // Another instance was quicker.
          if (!(error instanceof StoreError) || !error.message.includes('resource_already_exists_exception')) throw error
        },
      )
    },

    async *held(signal) {
      const { id } = await patiently(signal, (options) => client.openPointInTime({ index, keep_alive: '2m' }, options))
      try {
        for (let after: (string | number)[] | null = []; after !== null;) {
          const page: (string | number)[] = after
          const { hits } = await patiently(signal, (options) =>
            client.search(
              {
                pit: { id, keep_alive: '2m' },
                ...{ size: recordsPerPage, sort: ['_shard_doc'], track_total_hits: false, _source: false, docvalue_fields: ['tenant'] },
                ...(page.length > 0 ? { search_after: page } : {}),
              },
              options,
            ),
          )
          for (const { _id, fields } of hits.hits) yield { tenant: (fields as Fields).tenant![0]!, id: _id! }
          after = hits.hits.length === recordsPerPage ? (hits.hits.at(-1)!.sort as (string | number)[]) : null
        }
      } finally {
        await client.closePointInTime({ id }).catch(() => undefined)
      }
    },

    async write(records, signal) {
      for (const batch of slices(records, recordsPerBulk))
        await bulk(
          batch.flatMap((record) => [{ create: { _id: record.id } }, documentOf(record)]),
          409,
          signal,
        )
    },

    async erase(places: readonly Place[], signal) {
      for (const batch of slices(places, recordsPerPage)) await bulk(batch.map(({ id }) => ({ delete: { _id: id } })), 404, signal) // prettier-ignore
    },

    async query({ vector, encoder, reader, count }: VectorQuery, signal) {
      const k = Math.min(count, 10_000)
      const filter = [{ term: { tenant: reader.tenant } }, { term: { encoder } }, { terms: { readers: marksOf(reader) } }]
      const { hits } = await once(queryMs, signal, (options) =>
        client.search(
          {
            index,
            knn: {
              ...{ field: 'vector', query_vector: numbersOf(vector), filter, k },
              ...{ num_candidates: Math.min(10_000, Math.max(100, 3 * k)), rescore_vector: { oversample } },
            },
            ...{ size: k, track_total_hits: false, _source: false, docvalue_fields: ['document', 'chunk'] },
            // A part of the shards would be a part of the answer.
            allow_partial_search_results: false,
          },
          options,
        ),
      )
      return hits.hits.map(({ _score, fields }): Nearest => {
        const { document, chunk } = (fields ?? {}) as Fields
        if (!document?.[0] || !chunk?.[0] || typeof _score !== 'number')
          throw new StoreError('malformed', `${name} answered a query with a hit that lacks its score or fields.`)
        return { document: document[0], chunk: chunk[0], cosine: 2 * _score - 1 }
      })
    },

    close: () => client.close(),
  }
}

const slices = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
