/** The normalised form of a span, one function for each type, whoever found the span: a recogniser, the gazetteer or the token classifier. */
import { lowerCase, type EntityType, type Recogniser } from './found.ts'
import { addresses } from './recognisers/addresses.ts'
import { durations } from './recognisers/durations.ts'
import { environment } from './recognisers/environments.ts'
import { kubernetes } from './recognisers/kubernetes.ts'
import { quantities } from './recognisers/quantities.ts'
import { severity } from './recognisers/severities.ts'
import { upperCase } from './recognisers/tickets.ts'
import { withoutV } from './recognisers/versions.ts'
import { datetimes, writtenTime } from './times/datetimes.ts'
import { readOtherForm } from './times/other-forms.ts'

type Normalise = (slice: string, sentAt: number, text: string) => string | null

const asWritten = (slice: string): string => slice
const without =
  (mark: string): Normalise =>
  (slice) =>
    slice.startsWith(mark) ? slice.slice(mark.length) : slice

/** The value that recognisers give to the whole slice, read by itself. */
const readBy =
  (type: EntityType, recogniser: Recogniser): Normalise =>
  (slice, sentAt) => {
    for (const found of recogniser(slice, sentAt))
      if (found.type === type && found.start === 0 && found.end === slice.length) return found.value
    return null
  }

const normalise: Readonly<Record<EntityType, Normalise>> = {
  ticket: upperCase,
  service: lowerCase,
  host: lowerCase,
  kubernetes_object: readBy('kubernetes_object', kubernetes),
  namespace: asWritten,
  environment,
  cluster: lowerCase,
  version: withoutV,
  commit: lowerCase,
  alert: asWritten,
  error: asWritten,
  severity,
  ip_address: readBy('ip_address', addresses),
  url: asWritten,
  email: lowerCase,
  person: without('@'),
  team: (slice) => slice.replace(/^[#@]/, ''),
  customer: asWritten,
  duration: readBy('duration', durations),
  datetime: (slice, sentAt, text) => {
    const found = readBy('datetime', datetimes)(slice, sentAt, text)
    const other = found === null ? readOtherForm(slice, text, sentAt) : null
    return other ? writtenTime(other) : found
  },
  quantity: readBy('quantity', quantities),
}

/** The normalised form of `text.slice(start, end)`, read as `type`; as written where it can't be read so. */
export const valueOf = (type: EntityType, text: string, start: number, end: number, sentAt: number): string => {
  const slice = text.slice(start, end)
  return normalise[type](slice, sentAt, text) ?? slice
}
