/** The port of a service that keeps vectors outside of this process, as mirror.ts drives it. */
import type { Nearest, VectorQuery } from '../vector-store.ts'
import type { OutsideRecord, Place } from './records.ts'

export type OutsideStore = {
  /** For sentences: `Pinecone at my-index.svc…`. Without anything secret. */
  readonly name: string
  /**
   * That the service answers and can hold these vectors, in a sentence; makes nothing.
   * @throws StoreError
   */
  check(signal?: AbortSignal): Promise<string>
  /** Makes what is missing for records to be written, where the service lets us. @throws StoreError */
  prepare(signal?: AbortSignal): Promise<void>
  /** The places of all records that we ever wrote and did not erase, in no order. @throws StoreError */
  held(signal?: AbortSignal): AsyncIterable<Place>
  /** Writes records of any tenants. One that is there already stays as it is. @throws StoreError */
  write(records: readonly OutsideRecord[], signal?: AbortSignal): Promise<void>
  /** Erases records; what is not there is no mistake. @throws StoreError */
  erase(places: readonly Place[], signal?: AbortSignal): Promise<void>
  /** As `VectorStore.query`, but a chunk may come twice, under a former and its present access list. @throws StoreError, soon */
  query(query: VectorQuery, signal?: AbortSignal): Promise<Nearest[]>
  close(): Promise<void>
}
