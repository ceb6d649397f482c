/** What is kept outside for each chunk: its vector, and what the search filters by. No text leaves. */
import { createHash } from 'node:crypto'
import type { Reader } from '../reader.ts'
import type { DocumentVectors, Nearest } from '../vector-store.ts'

/** Where a record is: services keep tenants apart. */
export type Place = { readonly tenant: string; readonly id: string }

export type OutsideRecord = Place & {
  readonly document: string
  readonly chunk: string
  readonly encoder: string
  /** Marks of those who may see it, of which one is enough. */
  readonly readers: readonly string[]
  readonly vector: Float32Array
}

const everyone = 'everyone'
/** A prefix, because a person could be called `everyone`. */
const markOf = (principal: string): string => `=${principal}`

/** The marks that a record needs one of for the reader to see it; the tenant is compared apart. Says what `mayRead` of reader.ts says. */
export const marksOf = ({ principals, openOnly }: Reader): string[] => [everyone, ...(openOnly ? [] : [...new Set(principals)].map(markOf))]

/**
 * The records of a document. An id is a digest of all that the record holds: whoever writes it writes the same, a repeat changes nothing,
 * and a record never changes, but is erased when another takes its place.
 */
export const recordsOf = ({ tenant, access, document, encoder, chunks }: DocumentVectors): OutsideRecord[] => {
  const readers = access.length === 0 ? [everyone] : [...new Set(access)].sort().map(markOf)
  const head = JSON.stringify([tenant, document, encoder, readers])
  return chunks.map(({ id: chunk, vector }) => ({
    id: createHash('sha256')
      .update(`${head}${JSON.stringify(chunk)}`)
      .update(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength))
      .digest('base64url'),
    ...{ tenant, document, chunk, encoder, readers, vector },
  }))
}

/** The numbers of a vector with as many digits as float32 holds: all digits of the doubles would make requests twice as long. */
export const numbersOf = (vector: Float32Array): number[] => Array.from(vector, (x) => Number(x.toPrecision(9)))

/** Each chunk once, by its best cosine, best first: it is there twice while a record takes the place of another. */
export const eachOnce = (found: readonly Nearest[]): Nearest[] =>
  [...new Map(found.toReversed().map((one) => [JSON.stringify([one.document, one.chunk]), one] as const)).values()].sort(
    (a, b) => b.cosine - a.cosine,
  )
