/**
 * The port of what keeps the vectors of chunks and finds the nearest: hnswlib in a thread of this process (hnsw.ts), or a service outside.
 * It brings candidates; the index of search.ts holds the texts, ranks them, and drops what it does not know or the reader may not see, so
 * that a store which is behind by a moment shows nothing that was removed or closed.
 */
import type { Audience, Reader } from './reader.ts'

/** All vectors of a document's current revision. */
export type DocumentVectors = Audience & {
  /** Id of the document, unique over all tenants. */
  document: string
  /** Name and digest of the encoder: vectors of different encoders are never compared. */
  encoder: string
  /** Unit vectors by chunk id; an id is unique over all documents, and the same id has the same text. */
  chunks: readonly { id: string; vector: Float32Array }[]
}

export type VectorQuery = {
  /** Unit vector. */
  vector: Float32Array
  encoder: string
  reader: Reader
  /** So many at most, from 1. */
  count: number
}

export type Nearest = { document: string; chunk: string; /** -1 to 1 */ cosine: number }

export type VectorStore = {
  /**
   * Puts the chunks of a document in the place of all that it had. Repeats do no harm: each instance of the processor puts all documents.
   * Calls for the same document are made one after the other, in the order of its revisions.
   */
  put(document: DocumentVectors): Promise<void>
  /** Removes all chunks of a document; of one that is not there, nothing. */
  remove(document: string): Promise<void>
  /**
   * The nearest chunks of the same encoder that the reader may see (`mayRead` of reader.ts says which), best first. The filter is part of the
   * search: what others may see takes no place among the `count`. null while the store can't answer: the caller then compares exactly.
   * @throws where the store does not answer in time
   */
  query(query: VectorQuery, signal?: AbortSignal): Promise<Nearest[] | null>
  close(): Promise<void>
}
