/** Ranges of two moments: between 10:00 and 11:30, 9 to 11, Sat 22:00 - Sun 04:00, 1 to 15 December. */
import { day, hour, span, startOfDay, type Span } from './calendar.ts'
import type { Clock } from './clocks.ts'
import { dated, monthNames, monthOf, type Day } from './days.ts'
import { bareHour, clockOn, readMoment, type Moment } from './moments.ts'
import { reader, type When } from './reading.ts'

export type Range = { readonly end: number; readonly when: When }

const to = /\s?(?:-|–|—)\s?|\s(?:to|until|till|til|bis|a|à|au|hasta|jusqu['’](?:à|au))\s(?:las?\s|the\s|zum\s|el\s|le\s)?/iuy
const and = /\s(?:and|und|y|et|&)\s(?:las?\s|the\s(?!\d+(?:st|nd|rd|th))|el\s|le\s)?/iuy
const article = /(?:the|las?|los|el|le|les|dem)\s/iuy

/** A number that is the first end of a range: an hour, or the day of a month that the second end names. */
const number = reader(`(?:the\\s)?(?<n>\\d{1,2})(?:st|nd|rd|th|\\.)?(?=\\s|-|–)`, ({ groups }) => Number(groups!.n))
const dayOfMonth = reader(
  `(?:the\\s)?(?<d>\\d{1,2})(?:st|nd|rd|th|er|\\.)?\\s(?:of\\s|de\\s)?(?<month>${monthNames})(?![\\p{L}\\p{N}])`,
  ({ groups }) => monthOf(groups!.month!),
)

/** `between` where a word before makes any two numbers hours, and 'and' joins them. */
export const readRange = (text: string, at: number, between: boolean): Range | null => {
  article.lastIndex = at
  const start = between && article.test(text) && !/^the\s\d+(?:st|nd|rd|th)/i.test(text.slice(at)) ? article.lastIndex : at
  return dates(text, start, between) ?? moments(text, start, between)
}

const joint = (text: string, at: number, between: boolean): number | null => {
  for (const pattern of between ? [and, to] : [to]) {
    pattern.lastIndex = at
    if (pattern.test(text)) return pattern.lastIndex
  }
  return null
}

/** '1 to 15 December': the month is named once. */
const dates = (text: string, at: number, between: boolean): Range | null => {
  const first = number(text, at)
  const next = first && joint(text, first.end, between)
  if (!first || !next) return null
  const month = dayOfMonth(text, next)
  if (!month) return null
  const last = readMoment(text, next)
  const from = dated(first.says, month.says, undefined)
  if (!last?.day || !from) return null
  const lastDay = last.day
  return {
    end: last.end,
    when: (sentAt, back) => {
      const end = lastDay(sentAt, back)
      if (end === null) return null
      const start = new Date(end)
      start.setUTCDate(first.says)
      return start.getTime() <= end ? span(start.getTime(), end + day) : null
    },
  }
}

const moments = (text: string, at: number, between: boolean): Range | null => {
  const first = readMoment(text, at) ?? bareHour(text, at)
  if (!first) return null
  const next = joint(text, first.end, between)
  if (next === null) return null
  const last = readMoment(text, next) ?? bareHour(text, next)
  if (!last) return null
  const bare = (one: Moment): boolean => one.clock !== undefined && !one.clock.sure && one.day === undefined
  // '3 to 5' may be anything; one end that is sure, or 'between', makes it a time.
  if (!between && bare(first) && bare(last)) return null
  if (between && bare(first) && bare(last) && followedByNoun.test(text.slice(last.end, last.end + 20))) return null
  if (!between && !first.clock && !first.day) return null
  return { end: last.end, when: rangeOf(first, last) }
}

const followedByNoun = /^\s?(?:%|\p{L}+s(?!\p{L}))/u

/** Of two ends the one without a day takes the other's, and the one without a half of the day too. */
const rangeOf = (first: Moment, last: Moment): When => {
  const lastClock = last.clock && first.clock ? matching(last.clock, first.clock, false) : last.clock
  const firstClock = last.clock && first.clock ? matching(first.clock, last.clock, true) : first.clock
  const shared: Day | undefined = first.day ?? last.day
  return (sentAt, back) => {
    const from = end(first, firstClock, shared, sentAt, back)
    const until = end(last, lastClock, last.day ?? first.day, sentAt, back)
    if (!from || !until) return null
    if (until.to > from.from) return span(from.from, until.to)
    // '22:00 - 02:00' ends on the next day.
    return last.day && last.day !== first.day ? null : span(from.from, until.to + day * Math.ceil((from.from - until.to + 1) / day))
  }
}

const end = (moment: Moment, clock: Clock | undefined, on: Day | undefined, sentAt: number, back: boolean): Span | null => {
  if (!clock) return moment.when(sentAt, back)
  const start = on ? on(sentAt, back) : startOfDay(sentAt)
  return start === null ? null : span(clockOn(start, clock), clockOn(start, clock))
}

/** '8 to 10 pm': the hour that says no half of the day takes the other's, unless the range would run backwards. */
const matching = (open: Clock, other: Clock, isFirst: boolean): Clock => {
  if (open.half || !other.half || other.ms < 12 * hour || open.ms >= 12 * hour) return open
  const ms = open.ms + 12 * hour
  return isFirst && ms >= other.ms ? open : { ...open, ms }
}
