import type { EntityType, Found, Recogniser } from '../found.ts'

/** Names that the organisation told us, by kind. */
export type Gazetteer = {
  readonly services?: readonly string[] | undefined
  readonly people?: readonly string[] | undefined
  readonly teams?: readonly string[] | undefined
  readonly customers?: readonly string[] | undefined
  readonly clusters?: readonly string[] | undefined
}

const types = {
  services: 'service',
  people: 'person',
  teams: 'team',
  customers: 'customer',
  clusters: 'cluster',
} as const satisfies Record<keyof Gazetteer, EntityType>

/** Finds the names of a gazetteer, in any letter case, where they stand as whole words. */
export const knownNames = (gazetteer: Gazetteer): Recogniser => {
  const typeOf = new Map<string, EntityType>()
  for (const [kind, type] of Object.entries(types)) {
    for (const name of gazetteer[kind as keyof Gazetteer] ?? []) if (name.trim()) typeOf.set(name.trim().toLowerCase(), type)
  }
  if (typeOf.size === 0) return () => []
  const names = [...typeOf.keys()].sort((a, b) => b.length - a.length).map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${names.join('|')})(?![\\p{L}\\p{N}_]|-[\\p{L}\\p{N}])`, 'giu')
  return (text) =>
    [...text.matchAll(pattern)].map((match): Found => {
      const type = typeOf.get(match[0].toLowerCase()) ?? 'service'
      const value = type === 'service' || type === 'cluster' ? match[0].toLowerCase() : match[0]
      return { type, start: match.index, end: match.index + match[0].length, value }
    })
}
