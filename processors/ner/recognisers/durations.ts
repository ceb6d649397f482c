import { rule, rules } from '../found.ts'
import { designatorOf, figures, numberPattern, unitPattern, type Designator } from './amounts.ts'
import { isReading } from './quantities.ts'

const order: readonly Designator[] = ['Y', 'Mo', 'W', 'D', 'H', 'M', 'S']

const half =
  '(?:(?<half>half an hour|half hour|halbe stunde|eine halbe stunde|einer halben stunde|media hora|(?:une )?demi-heure)|(?<quarter>(?:a )?quarter of an hour|viertelstunde|un cuarto de hora|un quart d.heure))'

/** One amount of time as a piece of a pattern; several in a row are one duration ('1h30m', '2 hours and 15 minutes'). */
const piece = `(?:${numberPattern})[\\s-]?${unitPattern}`
const compact = '(?:\\d{1,6}[dhms]){1,4}(?![\\p{L}\\p{N}_])'

export const durationPattern = `(?:${compact}|${piece}(?:(?:,?\\s(?:and\\s|und\\s|y\\s|et\\s)?)${piece}){0,3})`

/** The parts of a written duration, unit by unit. */
export const durationParts = (written: string): [amount: string, unit: Designator][] => {
  const parts = written.matchAll(new RegExp(`(${numberPattern})[\\s-]?(${oneUnit})`, 'giu'))
  return [...parts].map(([, number, unit]) => [figures(number!), designatorOf(unit!)])
}

// Inside '1h30m' a unit is followed by a figure, which `unitPattern` excludes.
const oneUnit = unitPattern.replace('(?![\\p{L}\\p{N}_])', '(?![\\p{L}_])')

/** ISO 8601, with the units as written; null where the parts do not fall from large to small. */
const iso = (written: string): string | null => {
  const parts = durationParts(written)
  const ranks = parts.map(([, unit]) => order.indexOf(unit))
  if (parts.length === 0 || ranks.some((rank, index) => index > 0 && rank <= ranks[index - 1]!)) return null
  const text = (clock: boolean): string =>
    parts
      .filter(([, unit]) => 'HMS'.includes(unit) === clock)
      .map(([amount, unit]) => amount + unit.replace('Mo', 'M'))
      .join('')
  return `P${text(false)}${text(true) && `T${text(true)}`}`
}

const pattern = new RegExp(`(?<![\\p{L}\\p{N}_.:#/-])${durationPattern}`, 'giu')

/** Lengths of time that say how long; measured readings are left to the quantities. */
export const durations = rules(
  rule('duration', pattern, (slice, { input, index }) =>
    isReading(input, index, slice) || noLength.test(slice) || isRate(input, index, slice) ? null : iso(slice),
  ),
  rule('duration', new RegExp(`(?<!\\p{L})${half}(?!\\p{L})`, 'giu'), (_, match) => (match.groups!.half ? 'PT30M' : 'PT15M')),
  rule('duration', /(?<![\w])P(?=\d|T\d)(?:\d{1,4}[YMWD]){0,4}(?:T(?:\d{1,5}[HMS]){1,3})?(?![\w])/g),
)

/** 'a d', and the plural of an HTTP status ('502s'). */
const noLength = /^(?:(?:a|an|un|une|una|ein)\s?(?:m|s|d|h|w|mon|y)|[45]\d\ds|\d+[.,]\d+m)$/i

/** '50 mails a day', 'twice a week', 'a second monitor': no length of time. */
const isRate = (text: string, start: number, slice: string): boolean => {
  if (!/^(?:an?|une?|un[ao]?|eine?[nrm]?)\s/i.test(slice)) return false
  const before = text.slice(Math.max(0, start - 24), start)
  if (/(?:(?<![\p{L}\p{N}-])\d+\s?\p{L}+|(?<!\p{L}i|a|u|e)s|once|twice|mal|fois|vez|what|many)\s$/iu.test(before)) return true
  return (
    /^an?\s(?:second|minute|day)$/i.test(slice) &&
    !/(?<!\p{L})(?:for|about|after|within|in|than|of|over|almost|nearly|around|is|takes?|took|lasts?|been|wait|give|half)\s$/iu.test(before)
  )
}
