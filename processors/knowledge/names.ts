import { parse } from 'yaml'
import type { KnownName, Revision } from '../../schemas/index.ts'
import { frontMatterOf } from './blocks.ts'

const types = { services: 'service', people: 'person', teams: 'team', customers: 'customer', clusters: 'cluster' } as const

/** How many names of a document are taken, and how long one may be: each message is searched for them. */
const most = 2_000
const longest = 80

/** The names that a document's front matter lists under `services`, `people`, `teams`, `customers` and `clusters`; what is no text is left out. */
export const namesOf = ({ text, mediaType }: Pick<Revision, 'text' | 'mediaType'>): KnownName[] => {
  const front = mediaType === 'text/plain' ? null : frontMatterOf(text)
  if (front === null) return []
  let fields: unknown
  try {
    fields = parse(front)
  } catch {
    return []
  }
  if (typeof fields !== 'object' || fields === null) return []
  const lists = fields as Record<string, unknown>
  return Object.entries(types)
    .flatMap(([list, type]) => listed(lists[list]).map((name) => ({ type, name })))
    .slice(0, most)
}

const listed = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => {
    const name = typeof one === 'string' ? one.trim() : ''
    return name !== '' && name.length <= longest ? [name] : []
  })
