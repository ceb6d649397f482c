/** Fixed limits of Pinecone's data plane (docs.pinecone.io/reference/api/database-limits, operation limits; OpenAPI 2026-07). */
export const pineconeLimits = {
  /** Records of one upsert. */
  upsertRecords: 1_000,
  /** Bytes of one upsert. */
  upsertBytes: 2_000_000,
  /** Bytes of the metadata of one record, as JSON. */
  metadataBytes: 40_960,
  /** Ids of one delete. */
  deleteIds: 1_000,
  /** Ids of one page of a list. */
  listPage: 100,
  /** Results of one query. */
  topK: 10_000,
  /** Values of one `$in`. */
  filterValues: 10_000,
} as const
