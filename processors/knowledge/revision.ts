/** Makes the record of a document as it is ingested, by whatever way it came. */
import { createHash } from 'node:crypto'
import { parse } from 'yaml'
import type { Revision } from '../../schemas/index.ts'
import { frontMatterOf } from './blocks.ts'
import { languageOf } from './language.ts'
import { visible } from './visible.ts'

export type Ingested = {
  /** Path or address: what it is known by within its tenant. */
  document: string
  text: string
  /** Where it was read from. */
  source: string
  /** Principals that may read it; empty means everyone of the tenant. */
  access: readonly string[]
  tenant: string
  /** When, in ms since 1970. */
  at: number
  /** Of the text. By default text/plain for names that end in .txt or .log, else text/markdown. */
  mediaType?: string
  /** Of what the text was made from; the text itself where left out. */
  sourceType?: string
  /** Passages that were left out when the text was made. */
  hidden?: number
}

/** Nobody's name: who can't say who may read a document lets nobody read it. */
export const nobody: readonly string[] = ['nobody']

/**
 * The revision of a document: same text, same revision. The title is that of the front matter, else the first heading, else
 * the file's name. Where whoever ingests names no readers, the front matter's `access` does; one that can't be read lets nobody read.
 * The language is that of the front matter, else what the text looks like.
 */
export const revisionOf = (ingested: Ingested): Revision => {
  const { document, text, source, tenant, at, sourceType = '' } = ingested
  const mediaType = ingested.mediaType ?? mediaTypeOf(document)
  const front = fieldsOf(mediaType === 'text/plain' ? null : frontMatterOf(text))
  const { blocks, hidden } = visible(text, mediaType)
  const heading = blocks.find(({ headings }) => headings.length > 0)?.headings[0]
  return {
    ...{ document, mediaType, sourceType, source, tenant, text, at },
    revision: createHash('sha256').update(text).digest('hex').slice(0, 16),
    title: front.title || heading || document.replace(/^.*\/(?=.)/, '').replace(/\.\w+$/, ''),
    language: front.language || languageOf(text),
    access: ingested.access.length > 0 ? ingested.access : front.access,
    hidden: hidden + (ingested.hidden ?? 0),
    removed: false,
  }
}

/** What a text is by its id, where nobody says. */
export const mediaTypeOf = (document: string): string => (/\.(txt|log)$/i.test(document) ? 'text/plain' : 'text/markdown')

/** The record that says that a document is gone from `at` (ms since 1970) on. `revision` is what was removed. */
export const removalOf = (
  removed: Pick<Revision, 'document' | 'tenant' | 'at' | 'revision' | 'title' | 'source' | 'access'>,
): Revision => ({
  ...removed,
  ...{ removed: true, mediaType: '', sourceType: '', language: '', text: '', hidden: 0 },
})

/** The readers that a Markdown text names in its front matter, or null where it names none. */
export const statedReaders = (text: string): readonly string[] | null => {
  const { access } = fieldsOf(frontMatterOf(text))
  return access.length > 0 ? access : null
}

type Front = { title: string; language: string; access: readonly string[] }

const fieldsOf = (front: string | null): Front => {
  if (front === null) return { title: '', language: '', access: [] }
  let fields: Record<string, unknown>
  try {
    fields = (parse(front) as Record<string, unknown> | null) ?? {}
  } catch {
    return { title: '', language: '', access: /^access\s*:/m.test(front) ? nobody : [] }
  }
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name].trim() : '')
  return { title: text('title'), language: text('language'), access: fields['access'] === undefined ? [] : principalsOf(fields['access']) }
}

/** The principals that a value of a YAML file names: one, or a list of them; nobody where it names none. */
export const principalsOf = (value: unknown): readonly string[] => {
  const named = (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '')
  return named.length === 0 ? nobody : named
}
