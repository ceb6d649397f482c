/** Makes the record of a document as it is ingested, by whatever way it came. */
import { createHash } from 'node:crypto'
import type { Revision } from '../../schemas/index.ts'
import { firstHeading, frontMatterOf } from './blocks.ts'

export type Ingested = {
  /** Path or address; also the key. */
  document: string
  text: string
  /** Where it was read from. */
  source: string
  /** Principals that may read it; empty means everyone of the tenant. */
  access: readonly string[]
  tenant: string
  /** When, in ms since 1970. */
  at: number
  /** By default text/plain for names that end in .txt, else text/markdown. */
  mediaType?: string
}

/**
 * The revision of a document: same text, same revision. The title is that of the front matter, else the first heading, else the file's name.
 */
export const revisionOf = (ingested: Ingested): Revision => {
  const { document, text, source, access, tenant, at } = ingested
  const mediaType = ingested.mediaType ?? (/\.(txt|log)$/i.test(document) ? 'text/plain' : 'text/markdown')
  const front = mediaType === 'text/plain' ? null : frontMatterOf(text)
  const heading = mediaType === 'text/plain' ? null : firstHeading(text)
  const title = field(front, 'title') ?? heading ?? document.replace(/^.*\/(?=.)/, '').replace(/\.\w+$/, '')
  const revision = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return {
    document,
    revision,
    title,
    mediaType,
    language: field(front, 'language') ?? '',
    source,
    access,
    tenant,
    text,
    removed: false,
    at,
  }
}

/** The record that says that a document is gone from `at` (ms since 1970) on. */
export const removalOf = ({ document, tenant, at }: Pick<Ingested, 'document' | 'tenant' | 'at'>): Revision => ({
  ...{ document, tenant, at, removed: true },
  ...{ revision: '', title: '', mediaType: '', language: '', source: '', access: [], text: '' },
})

const field = (front: string | null, name: string): string | null => {
  const value = front?.match(new RegExp(`^${name}:[ \\t]*(.+?)[ \\t]*$`, 'm'))?.[1]
  return value?.replace(/^(["'])(.*)\1$/, '$2') || null
}
