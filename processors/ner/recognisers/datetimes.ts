import type { Found } from '../found.ts'
import { durationParts, durationPattern } from './durations.ts'
import { shift } from './amounts.ts'
import { moments, type Moment } from './moments.ts'

const edge = '(?<![\\p{L}\\p{N}_-])'
const since = new RegExp(
  `${edge}(?:(?:ever )?since|seit|desde|depuis)(?: about| around| ca\\.?| approx\\.?| the| dem| der| el| la| le| las| los| l['’])?(?: at| hace| um)?\\s{1,2}$`,
  'iu',
)
const until = new RegExp(
  `${edge}(?:until|till?|'til|bis|hasta|jusqu['’](?:à|au|a))(?: the| zum| el| la| le| las| los| um| am)?(?: at)?\\s{0,2}$`,
  'iu',
)
const between = new RegExp(`${edge}(?:between|zwischen|entre)(?: the)?\\s{1,2}$`, 'iu')
const joined = /^\s?(?:-|–|—|\bto\b|\band\b|\buntil\b|\btill\b|\bund\b|\bbis\b|\by\b|\ba\b|\bet\b|\bà\b|\bhasta\b)\s?(?:las\s|the\s)?$/iu

const iso = (at: number): string => new Date(at).toISOString().replace(/\.000Z$/, 'Z')
const written = (from: number, to: number): string => (from === to ? iso(from) : `${iso(from)}/${iso(to)}`)

/** Points and ranges in time, by the conventions of the catalogue: UTC, whole days as intervals, 'since' and 'until' up to and from `sentAt`. */
export function* datetimes(text: string, sentAt: number): Generator<Found> {
  const all = moments(text, sentAt)
  for (const [index, moment] of all.entries()) {
    yield* joinedWith(text, sentAt, moment)
    const next = all.slice(index + 1).find(({ start }) => start >= moment.end)
    if (next) yield* range(text, moment, next)
  }
  yield* sinceDuration(text, sentAt)
}

const connector = (text: string, pattern: RegExp, start: number): number | null => {
  const before = text.slice(Math.max(0, start - 30), start)
  const match = pattern.exec(before)
  return match ? start - (before.length - match.index) : null
}

function* joinedWith(text: string, sentAt: number, moment: Moment): Generator<Found> {
  const { from, to, start, end, looksBack } = moment
  const sinceStart = connector(text, since, start)
  const untilStart = connector(text, until, start)
  if (sinceStart !== null && looksBack.from <= sentAt)
    yield { type: 'datetime', start: sinceStart, end, value: written(looksBack.from, sentAt) }
  else if (untilStart !== null) {
    const later = from > sentAt ? from : from === to && from > sentAt - 86_400_000 ? from + 86_400_000 : Math.max(to, sentAt)
    yield { type: 'datetime', start: untilStart, end, value: written(sentAt, later) }
  } else yield { type: 'datetime', start, end, value: written(from, to) }
}

function* range(text: string, first: Moment, second: Moment): Generator<Found> {
  if (!joined.test(text.slice(first.end, second.start))) return
  const start = connector(text, between, first.start)
  const word = text.slice(first.end, second.start).trim()
  // 'Monday and Tuesday' are two days; only 'between' makes 'and' a range.
  if (start === null && /^(?:and|und|y|et)$/i.test(word)) return
  const [from, to] = ends(first, second)
  yield { type: 'datetime', start: start ?? first.start, end: second.end, value: written(from, to) }
}

const day = 86_400_000
const isBareClock = ({ start, end, from, to }: Moment): boolean => from === to && end - start <= 9

/** Of two clock times the one without a day takes the other's: 'tomorrow 9:00 to 11:00', 'between 9am and 10am yesterday'. */
const ends = (first: Moment, second: Moment): [from: number, to: number] => {
  const [from, to] = [first.from, second.to]
  if (first.from === first.to && isBareClock(second)) {
    const until = from - (from % day) + (to % day)
    return [from, until > from ? until : until + day]
  }
  if (isBareClock(first) && second.from === second.to && from % day < to % day) return [to - (to % day) + (from % day), to]
  return [from, to > from ? to : to + day * Math.ceil((from - to + 1) / day)]
}

const sincePattern = new RegExp(
  `${edge}(?:since|seit|desde hace|depuis)\\s(?:about |ca\\.? |etwa |environ )?(?<length>${durationPattern})(?!\\s(?:ago|uhr)|:?\\d)`,
  'giu',
)

/** 'seit 2 Stunden', 'depuis 20 min', 'since 2 hours': from that long ago up to now. */
function* sinceDuration(text: string, sentAt: number): Generator<Found> {
  for (const match of text.matchAll(sincePattern)) {
    const from = durationParts(match.groups!.length!).reduce((at, [amount, unit]) => shift(at, -Number(amount), unit), sentAt)
    yield { type: 'datetime', start: match.index, end: match.index + match[0].length, value: written(from, sentAt) }
  }
}
