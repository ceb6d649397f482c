/** How a record is kept in Elasticsearch. */
import { numbersOf, type OutsideRecord } from './records.ts'

/** Only what the search needs is kept: with no source there is nothing to read back, and the log has it all. */
export const mappingsOf = (dims: number) => ({
  dynamic: 'strict' as const,
  _source: { enabled: false },
  properties: {
    tenant: { type: 'keyword' as const },
    encoder: { type: 'keyword' as const },
    readers: { type: 'keyword' as const },
    document: { type: 'keyword' as const, index: false },
    chunk: { type: 'keyword' as const, index: false },
    vector: {
      ...{ type: 'dense_vector' as const, dims, index: true, similarity: 'dot_product' as const },
      index_options: { type: 'int8_hnsw' as const, m: 16, ef_construction: 200 },
    },
  },
})

export const documentOf = ({ tenant, document, chunk, encoder, readers, vector }: OutsideRecord) => ({
  ...{ tenant, document, chunk, encoder, readers },
  vector: numbersOf(vector),
})
