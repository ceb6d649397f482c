import type { Entity, KnownName, Spotted } from '../../schemas/index.ts'
import { rules } from './found.ts'
import { knownNames } from './known-names.ts'
import { merge } from './merge.ts'
import { addresses } from './recognisers/addresses.ts'
import { alerts } from './recognisers/alerts.ts'
import { commits, versions } from './recognisers/versions.ts'
import { customers } from './recognisers/customers.ts'
import { people } from './recognisers/people.ts'
import { teams } from './recognisers/teams.ts'
import { datetimes } from './times/datetimes.ts'
import { durations } from './recognisers/durations.ts'
import { clusters, environments } from './recognisers/environments.ts'
import { errors } from './recognisers/errors.ts'
import { forms } from './recognisers/forms.ts'
import { hosts } from './recognisers/hosts.ts'
import { kubernetes, namespaces } from './recognisers/kubernetes.ts'
import { quantities } from './recognisers/quantities.ts'
import { services } from './recognisers/services.ts'
import { severities } from './recognisers/severities.ts'
import { tickets } from './recognisers/tickets.ts'

/** How much of a message is read, in UTF-16 code units: what a person asks stands at the start, pasted logs follow it. */
export const scanned = 8192

/** What the recognisers find: candidates that may overlap. */
export const candidates = rules(
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
  forms,
)

/**
 * The named things of a message, in order and not overlapping: what recognisers find, what the token classifier spotted, and known `names`,
 * merged by `merge`.
 * @param sentAt ms since 1970; relative times count from it
 */
export const recogniser = (names: readonly KnownName[] = []): Recognise => {
  const known = knownNames(names)
  return (whole, sentAt, spotted) => {
    const text = beginning(whole)
    return merge(text, sentAt, { known: [...known(text, sentAt)], recognised: [...candidates(text, sentAt)], spotted })
  }
}

/** `spotted` is undefined where no token classifier ran. */
export type Recognise = (text: string, sentAt: number, spotted?: readonly Spotted[]) => Entity[]

/** Makes the recogniser of a list of names once, however often it is asked for. */
export const recognisers = (): ((names: readonly KnownName[]) => Recognise) => {
  const made = new WeakMap<readonly KnownName[], Recognise>()
  return (names) => {
    let one = made.get(names)
    if (!one) made.set(names, (one = recogniser(names)))
    return one
  }
}

/** The part that is scanned, cut between words where there is a space near the end. */
const beginning = (text: string): string => {
  if (text.length <= scanned) return text
  const space = text.lastIndexOf(' ', scanned)
  return text.slice(0, space > scanned - 200 ? space : scanned)
}
