/** Makes the record of a document as it is ingested, by whatever way it came. */
import { createHash } from 'node:crypto'
import { parse } from 'yaml'
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

/** Nobody's name: who can't say who may read a document lets nobody read it. */
const nobody = ['nobody']

/**
 * The revision of a document: same text, same revision. The title is that of the front matter, else the first heading, else
 * the file's name. Where whoever ingests names no readers, the front matter's `access` does; one that can't be read lets nobody read.
 */
export const revisionOf = (ingested: Ingested): Revision => {
  const { document, text, source, tenant, at } = ingested
  const mediaType = ingested.mediaType ?? (/\.(txt|log)$/i.test(document) ? 'text/plain' : 'text/markdown')
  const front = mediaType === 'text/plain' ? null : frontMatterOf(text)
  const heading = mediaType === 'text/plain' ? null : firstHeading(text)
  const { title: named, language, access: readers } = fieldsOf(front)
  const access = ingested.access.length > 0 ? ingested.access : readers
  const title = named || heading || document.replace(/^.*\/(?=.)/, '').replace(/\.\w+$/, '')
  const revision = createHash('sha256').update(text).digest('hex').slice(0, 16)
  return {
    document,
    revision,
    title,
    mediaType,
    language,
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

const fieldsOf = (front: string | null): { title: string; language: string; access: readonly string[] } => {
  if (front === null) return { title: '', language: '', access: [] }
  let fields: Record<string, unknown>
  try {
    fields = (parse(front) as Record<string, unknown> | null) ?? {}
  } catch {
    return { title: '', language: '', access: /^access\s*:/m.test(front) ? nobody : [] }
  }
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].trim() : '')
  const { access } = fields
  const listed = Array.isArray(access) ? access : access === undefined ? [] : [access]
  const named = listed.filter((one): one is string => typeof one === 'string' && one !== '')
  return { title: text('title'), language: text('language'), access: access !== undefined && named.length === 0 ? nobody : named }
}
