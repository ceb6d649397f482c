import type { Found } from '../found.ts'
import { languageOf } from '../recognisers/languages.ts'
import { day, span, type Span } from './calendar.ts'
import { readLengthSince } from './lengths.ts'
import { bareHour, readMoment, type Moment } from './moments.ts'
import { readAnyMonth, readYear } from './periods.ts'
import { readRange } from './ranges.ts'
import { reader, type When } from './reading.ts'

const about = '(?:(?:like|about|around|approx\\.?|roughly|ca\\.?|circa|etwa|gegen|environ|vers|sobre|at)\\s)?'
const since = reader(
  `(?:(?:ever\\s)?since|seit|desde|depuis)\\s{1,2}${about}(?:(?:dem|der|den|el|la|las|los|le|les|um)\\s|l['’])?`,
  () => true,
)
const until = reader(
  `(?:until|untill|till|til|['’]til|bis|hasta|jusqu['’](?:à|au|a))\\s${about}(?:(?:zum|zur|el|la|las|los|le|les|um|am)\\s)?`,
  () => true,
)
const between = reader(`(?:between|zwischen|entre)\\s`, () => true)
const from = reader(`(?:from|von|vom|de|del|du|desde)\\s(?:(?:las?|el|le|the|um)\\s)?`, () => true)

/** Words before a number that make it an hour, and the number may end a sentence: 'at 8', 'um 9', 'a las 12'. */
const hourAfter =
  /(?<!\p{L})(?:(?:at|around|by|before|after|about|um|gegen|vor|nach|ab|kurz vor|a las|las|vers|avant|après|à)\s(?:about\s|etwa\s)?)$/iu
const hourWordAfter = /(?<!\p{L})(?:at|around|about)\s$/iu
const hourEnds =
  /^\s*(?:$|[.,!?;:)"”\n]|(?:on|in|for|pls|please|today|tomorrow|sharp|and|or|with|because|but|so|uhr|bitte|por|s'il|svp)(?!\p{L}))/iu
/** A number after these is no hour: what is set, scaled or stuck at a number. */
const noHour =
  /(?<!\p{L})(?:set|count|replicas?|pods?|stuck|running|scale[ds]?|capp?(?:ed)?|limit|max|min|cpu|load|level|line|port|step|stays?|currently|stands?)\s(?:\S+\s){0,4}at\s$/iu
const monthAfter =
  /(?<!\p{L})(?:in|for|since|until|till|by|of|from|during|before|after|last|next|im|für|von|vom|seit|bis|ab|en|de|para|desde|hasta|pour|depuis|à partir de)\s$/iu
const yearAfter = /(?<!\p{L})(?:in|since|from|of|seit|en|de|depuis|desde|until|before|after|im jahr|von|aus)\s$/iu
/** Words before a weekday's short name, or day and month by figures, that make it one. */
const dayAfter = /(?<!\p{L})(?:on|last|next|since|until|till?|by|from|this|before|after|due|for|am|bis|el|le|hasta|and|or)\s$/iu

const iso = (at: number): string => new Date(at).toISOString().replace(/\.000Z$/, 'Z')
/** ISO 8601: an instant, or an interval of two. */
export const writtenTime = ({ from: start, to: end }: Span): string => (start === end ? iso(start) : `${iso(start)}/${iso(end)}`)

/** Where a time may start: at a word or number that continues no name, number or address. */
const starts = /(?<![\p{L}\p{N}_.:#@/\\-]|['’](?=\p{L}))['’]?[\p{L}\p{N}]/gu

type FoundTime = { start: number; end: number; when: (sentAt: number) => Span | null }

/** Points and ranges in time, by the conventions of the catalogue: UTC, whole days as intervals, 'since' and 'until' up to and from `sentAt`. */
export function* datetimes(text: string, sentAt: number): Generator<Found> {
  let done = 0
  for (const match of text.matchAll(starts)) {
    const at = match.index
    if (at < done) continue
    const found = timeAt(text, at)
    const value = found?.when(sentAt)
    if (!found || !value) continue
    done = found.end
    yield { type: 'datetime', start: found.start, end: found.end, value: writtenTime(value) }
  }
}

const always = (when: When) => (sentAt: number) => when(sentAt, false)
const range = (when: When, start: number, end: number): FoundTime => ({ start, end, when: always(when) })

const timeAt = (text: string, at: number): FoundTime | null =>
  sinceAt(text, at) ?? untilAt(text, at) ?? betweenAt(text, at) ?? fromAt(text, at) ?? plainAt(text, at)

const upToNow =
  (when: When) =>
  (sentAt: number): Span | null => {
    const start = when(sentAt, true)
    return start && start.from <= sentAt ? span(start.from, sentAt) : null
  }

/** What may follow 'since' and 'until': a moment, a bare hour, a month, a year, the day of a month. */
const anyMoment = (text: string, at: number): Moment | null => {
  const options = [readMoment(text, at), ...[readAnyMonth, readYear].map((read) => asMoment(read(text, at))), bareHour(text, at)]
  return options.reduce((best, one) => (one && (!best || one.end > best.end) ? one : best), null)
}
const asMoment = (read: { end: number; says: When } | null): Moment | null => read && { end: read.end, when: read.says }

const sinceAt = (text: string, at: number): FoundTime | null => {
  const word = since(text, at)
  if (!word) return null
  const moment = anyMoment(text, word.end)
  const length = readLengthSince(text, word.end)
  // '14h' is a clock time, unless that time is still to come: then it is a length. '2h' is a length.
  if (length && (!moment || length.end > moment.end || (length.end === moment.end && moment.weak))) {
    const clock = moment?.end === length.end ? moment : null
    return {
      start: at,
      end: length.end,
      when: (sentAt) => {
        const asClock = clock?.clock && clock.clock.ms >= 5 * 3_600_000 ? clock.when(sentAt, false) : null
        return asClock && asClock.from <= sentAt ? span(asClock.from, sentAt) : upToNow(length.says)(sentAt)
      },
    }
  }
  return moment && { start: at, end: moment.end, when: upToNow(moment.when) }
}

const untilAt = (text: string, at: number): FoundTime | null => {
  const word = until(text, at)
  const moment = word && anyMoment(text, word.end)
  if (!moment) return null
  const alone = moment.clock !== undefined && moment.day === undefined
  return {
    start: at,
    end: moment.end,
    when: (sentAt) => {
      const to = moment.when(sentAt, false)
      if (!to) return null
      // Until a day is until it starts; until a moment that has passed today is until tomorrow's; what has begun ends.
      if (to.from > sentAt) return span(sentAt, endsLate.test(text.slice(word.end, moment.end)) ? to.to : to.from)
      return to.to > sentAt ? span(sentAt, to.to) : alone ? span(sentAt, to.from + day) : null
    },
  }
}
/** 'Until the end of August' is until August is over. */
const endsLate = /^(?:(?:the\s)?end|ende|fin|finales|month[ -]end|monatsende|year[ -]end|eom|eow|eoy)/iu

const betweenAt = (text: string, at: number): FoundTime | null => {
  const word = between(text, at)
  const found = word && readRange(text, word.end, true)
  return found && range(found.when, at, found.end)
}

const fromAt = (text: string, at: number): FoundTime | null => {
  const word = from(text, at)
  const found = word && readRange(text, word.end, false)
  return found && range(found.when, word.end, found.end)
}

const dayThenRange = /\s(?:(?<between>between|zwischen|entre)\s|(?<from>(?:from|von|de|desde)\s(?:las?\s)?))/iuy

const plainAt = (text: string, at: number): FoundTime | null => {
  const moment = readMoment(text, at)
  const before = text.slice(Math.max(0, at - 48), at)
  if (!moment) return afterWord(text, at, before)
  if (moment.day && !moment.clock) {
    const word = ((dayThenRange.lastIndex = moment.end), dayThenRange.exec(text))
    const found = word && readRange(text, dayThenRange.lastIndex, true)
    if (found) return range(onDay(moment, found.when), at, found.end)
  }
  const ranged = readRange(text, at, false)
  if (ranged && ranged.end > moment.end) return range(ranged.when, at, ranged.end)
  if (moment.weak && !(moment.clock ? hourAfter : dayAfter).test(before)) return null
  if (notTime(text, at, moment, before)) return null
  return range(moment.when, at, moment.end)
}

/** A range of clock times moved to the day that is named before it. */
const onDay =
  (moment: Moment, when: When): When =>
  (sentAt, back) => {
    const start = moment.day!(sentAt, back)
    const found = when(sentAt, back)
    if (start === null || !found) return null
    const shift = start - Math.floor(found.from / day) * day
    return span(found.from + shift, found.to + shift)
  }

const afterWord = (text: string, at: number, before: string): FoundTime | null => {
  const month = monthAfter.test(before) ? readAnyMonth(text, at) : null
  if (month) return range(month.says, at, month.end)
  const year = yearAfter.test(before) ? readYear(text, at) : null
  if (year) return range(year.says, at, year.end)
  const ranged = /^\d/.test(text.slice(at, at + 1)) ? readRange(text, at, false) : null
  if (ranged) return range(ranged.when, at, ranged.end)
  const hour = /^\d/.test(text.slice(at, at + 1)) ? hourAfter.test(before) : hourWordAfter.test(before)
  const bare = hour && !noHour.test(before) ? bareHour(text, at) : null
  return bare && (bare.clock!.half || hourEnds.test(text.slice(bare.end))) ? range(bare.when, at, bare.end) : null
}

const greeting = /(?<!\p{L})(?:guten?|good|bon|buenas?|buen|nice|great|lovely|merry|frohe|feliz|joyeux)\s(?:\p{L}+\s)?$/iu

/** Words of time that name none: a greeting, German 'hier', Spanish 'por la mañana', what is part of a larger name. */
const notTime = (text: string, at: number, { end }: Moment, before: string): boolean => {
  const slice = text.slice(at, end).toLowerCase()
  if (greeting.test(before) && !/\d/.test(slice)) return true
  if (slice === 'hier' && languageOf(text) !== 'fr') return true
  if (/^(?:mañana|morgen)$/.test(slice) && /(?:por la|la|de la|jeden|am)\s$/iu.test(before)) return true
  return false
}
