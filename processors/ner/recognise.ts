import type { Entity } from '../../schemas/index.ts'
import { entityTypes, rules, type Found } from './found.ts'
import { addresses } from './recognisers/addresses.ts'
import { alerts } from './recognisers/alerts.ts'
import { commits, versions } from './recognisers/versions.ts'
import { customers } from './recognisers/customers.ts'
import { people } from './recognisers/people.ts'
import { teams } from './recognisers/teams.ts'
import { datetimes } from './recognisers/datetimes.ts'
import { durations } from './recognisers/durations.ts'
import { clusters, environments } from './recognisers/environments.ts'
import { errors } from './recognisers/errors.ts'
import { hosts } from './recognisers/hosts.ts'
import { knownNames, type Gazetteer } from './recognisers/known-names.ts'
import { kubernetes, namespaces } from './recognisers/kubernetes.ts'
import { quantities } from './recognisers/quantities.ts'
import { services } from './recognisers/services.ts'
import { severities } from './recognisers/severities.ts'
import { tickets } from './recognisers/tickets.ts'

/** How much of a message is read, in UTF-16 code units: what a person asks stands at the start, pasted logs follow it. */
export const scanned = 8192

const recognise = rules(
  addresses,
  tickets,
  kubernetes,
  namespaces,
  errors,
  alerts,
  severities,
  environments,
  clusters,
  hosts,
  versions,
  commits,
  datetimes,
  durations,
  quantities,
  teams,
  customers,
  people,
  services,
)

/**
 * The named things of a message, in order and not overlapping. Of candidates that overlap the longest stands;
 * of equally long ones a name of the gazetteer, then the type that comes first in `entityTypes`.
 * @param sentAt ms since 1970; relative times count from it
 */
export const recogniser = (gazetteer: Gazetteer = {}): ((text: string, sentAt: number) => Entity[]) => {
  const known = knownNames(gazetteer)
  return (whole, sentAt) => {
    const text = beginning(whole)
    const first = [...known(text, sentAt)]
    const candidates = [...first, ...recognise(text, sentAt)]
    return withoutOverlaps(candidates, new Set(first)).map(({ type, start, end, value }) => ({
      type,
      text: text.slice(start, end),
      start,
      end,
      value,
    }))
  }
}

/** The part that is scanned, cut between words where there is a space near the end. */
const beginning = (text: string): string => {
  if (text.length <= scanned) return text
  const space = text.lastIndexOf(' ', scanned)
  return text.slice(0, space > scanned - 200 ? space : scanned)
}

const rank = new Map(entityTypes.map((type, index) => [type, index]))

const withoutOverlaps = (candidates: readonly Found[], known: ReadonlySet<Found>): Found[] => {
  const order = (found: Found): number => (known.has(found) ? -1 : rank.get(found.type)!)
  const best = candidates.toSorted((a, b) => b.end - b.start - (a.end - a.start) || order(a) - order(b) || a.start - b.start)
  const taken = new Uint8Array(scanned)
  const chosen = best.filter(({ start, end }) => {
    if (taken.subarray(start, end).includes(1)) return false
    taken.fill(1, start, end)
    return true
  })
  return chosen.sort((a, b) => a.start - b.start)
}
