/** Single points and whole periods of time in a text; `datetimes.ts` joins them with 'since', 'until' and 'between'. */
import * as chrono from 'chrono-node'
import { designatorOf, figures, numberPattern, shift, unitPattern } from './amounts.ts'
import { languageOf } from './languages.ts'

const day = 86_400_000

/** From `from` up to `to` (exclusive), both in ms since 1970; a point where they are equal. `looksBack`: the same, where the past is meant. */
export type Moment = { start: number; end: number; from: number; to: number; looksBack: { from: number; to: number } }

const startOfDay = (at: number): number => Math.floor(at / day) * day
const startOfWeek = (at: number): number => startOfDay(at) - ((new Date(at).getUTCDay() + 6) % 7) * day
const startOfMonth = (at: number, shiftBy = 0): number => {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + shiftBy, 1)
}

type Span = { from: number; to: number }
const span = (from: number, to: number): Span => ({ from, to })
const point = (at: number): Span => span(at, at)

const last = 'last|past|previous|letzten?|letztes|letzter|vergangenen?|vorige[nrs]?|pasad[oa]|últim[oa]s?|derni(?:er|ère)s?'
const next = 'next|coming|following|nächsten?|nächste[rs]|kommenden?|próxim[oa]|prochaine?'
const current = 'this|current|diese[nrsm]?|est[ea]|cet(?:te)?|ce'

const lastPattern = new RegExp(`(?<!\\p{L})(?:${last})(?!\\p{L})`, 'iu')
const nextPattern = new RegExp(`(?<!\\p{L})(?:${next})(?!\\p{L})`, 'iu')

/** A calendar period moved by `by` of its own lengths from the one that holds `at`. */
const period = (word: string, at: number, by: number): Span => {
  if (/^(?:month|monat|mes|mois)/i.test(word)) return span(startOfMonth(at, by), startOfMonth(at, by + 1))
  if (/^(?:quarter|quartal|trimestre)/i.test(word)) {
    const month = new Date(at).getUTCMonth() % 3
    return span(startOfMonth(at, 3 * by - month), startOfMonth(at, 3 * by - month + 3))
  }
  if (/^(?:weekend|wochenende|fin de semana|week-end)/i.test(word)) {
    const saturday = startOfWeek(at) + 5 * day + 7 * by * day
    return span(saturday, saturday + 2 * day)
  }
  if (/^(?:week|woche|semana|semaine)/i.test(word)) return span(startOfWeek(at) + 7 * by * day, startOfWeek(at) + 7 * (by + 1) * day)
  if (/^(?:year|jahr|año|an)/i.test(word)) {
    const year = new Date(at).getUTCFullYear() + by
    return span(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))
  }
  return span(startOfDay(at) + by * day, startOfDay(at) + (by + 1) * day)
}

const periodWords =
  'weekend|wochenende|fin de semana|week-end|week|woche|semana|semaine|month|monat|mes|mois|quarter|quartal|trimestre|year|jahr|año|année'
const edge = '(?<![\\p{L}\\p{N}_./#-])'
const end = '(?![\\p{L}\\p{N}_])'

type Rule = [pattern: RegExp, read: (match: RegExpExecArray, sentAt: number) => Span | null]

const amount = (match: RegExpExecArray, sentAt: number, sign: 1 | -1): number =>
  shift(sentAt, sign * Number(figures(match.groups!.n ?? '1')), designatorOf(match.groups!.u!))

const n = `(?<n>${numberPattern})\\s?(?<u>${unitPattern})`

const rules: readonly Rule[] = [
  [
    new RegExp(
      `${edge}(?:the\\s|den\\s|der\\s|die\\s|las?\\s|los\\s|les\\s)?(?:${last})\\s(?:${n}|(?<u>hour|minute|24h|stunde|hora|heure)${end})`,
      'giu',
    ),
    (match, at) => span(amount(match, at, -1), at),
  ],
  [new RegExp(`${edge}(?:${n})\\s(?:ago|back|earlier|zuvor|atrás)${end}`, 'giu'), (match, at) => point(amount(match, at, -1))],
  [new RegExp(`${edge}(?:vor|hace|il y a)\\s${n}`, 'giu'), (match, at) => point(amount(match, at, -1))],
  [
    new RegExp(`${edge}(?:in|within the next|dans|en|dentro de)\\s${n}(?!\\s(?:ago|of))`, 'giu'),
    (match, at) => point(amount(match, at, 1)),
  ],
  [new RegExp(`${edge}${n}\\s(?:from now|later)${end}`, 'giu'), (match, at) => point(amount(match, at, 1))],
  [
    new RegExp(`${edge}(?:the\\s)?(?:next|nächsten|próxim[oa]s|prochaines?|prochains)\\s${n}`, 'giu'),
    (match, at) => span(at, amount(match, at, 1)),
  ],
  [
    new RegExp(
      `${edge}(?<which>${last}|${next}|${current}|the|am|el|le|ce)\\s(?<p>${periodWords})(?:\\s(?<after>${last}|${next}))?${end}`,
      'giu',
    ),
    ({ groups }, at) => {
      const which = `${groups!.which} ${groups!.after ?? ''}`
      if (lastPattern.test(which)) return period(groups!.p!, at, -1)
      if (nextPattern.test(which)) return /end/i.test(groups!.p!) ? period(groups!.p!, at, 0) : period(groups!.p!, at, 1)
      return /^(?:the|am|el|le)\s/i.test(which) && !/end|fin/i.test(groups!.p!) ? null : period(groups!.p!, at, 0)
    },
  ],
  [
    new RegExp(
      `${edge}(?:yesterday|gestern|ayer|hier)\\s(?<part>morning|afternoon|evening|night|früh|abend|nachmittag|por la tarde|por la noche|matin|soir|après-midi)${end}`,
      'giu',
    ),
    ({ groups }, at) => partOfDay(groups!.part!, at - day),
  ],
  [
    new RegExp(
      `${edge}(?:tomorrow|morgen|mañana|demain)\\s(?<part>morning|afternoon|evening|night|früh|abend|nachmittag|por la tarde|por la noche|matin|soir|après-midi)${end}`,
      'giu',
    ),
    ({ groups }, at) => partOfDay(groups!.part!, at + day),
  ],
  [
    new RegExp(
      `${edge}(?:this|heute|esta|ce|cet)\\s(?<part>morning|morgen|afternoon|evening|früh|abend|nachmittag|tarde|noche|matin|soir|après-midi)${end}`,
      'giu',
    ),
    ({ groups }, at) => partOfDay(groups!.part!, at),
  ],
  [new RegExp(`${edge}(?<part>tonight)${end}`, 'giu'), ({ groups }, at) => partOfDay(groups!.part!, at)],
  [
    new RegExp(`${edge}(?:last night|letzte nacht|anoche|la nuit dernière)${end}`, 'giu'),
    (_, at) => span(startOfDay(at) - 6 * 3_600_000, startOfDay(at) + 6 * 3_600_000),
  ],
  [
    new RegExp(`${edge}(?:(?<day>today|tomorrow|yesterday)(?:\\s(?:at))?\\s)?(?:midnight|mitternacht|medianoche|minuit)${end}`, 'giu'),
    ({ groups }, at) => point(startOfDay(at) + ({ tomorrow: day, yesterday: -day }[groups!.day?.toLowerCase() ?? ''] ?? 0)),
  ],
  [new RegExp(`${edge}(?:noon|midday|mittags?|mediodía|midi)${end}`, 'giu'), (_, at) => point(startOfDay(at) + day / 2)],
  // ISO 8601 and the stamps of logs, as machines write them.
  [
    /(?<![\w.-])(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?![\w:]|\.\d)/g,
    ([, date, time, zone]) => instant(date!, time!, zone),
  ],
  [
    /(?<![\w.-])(\d\d)\/(\p{Lu}\p{Ll}{2})\/(\d{4}):(\d\d:\d\d:\d\d)\s?([+-]\d{4})?(?![\w:])/gu,
    ([, d, month, year, time, zone]) => {
      const index = 'JanFebMarAprMayJunJulAugSepOctNovDec'.indexOf(month!) / 3
      return Number.isInteger(index) && index >= 0 ? instant(`${year}-${String(index + 1).padStart(2, '0')}-${d}`, time!, zone) : null
    },
  ],
]

const instant = (date: string, time: string, zone?: string): Span | null => {
  const offset = !zone || /^(?:Z|UTC|GMT)$/.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')
  const at = Date.parse(`${date}T${time.replace(',', '.').replace(/(\.\d{3})\d+$/, '$1')}${offset}`)
  return Number.isNaN(at) ? null : point(at)
}

const partOfDay = (word: string, at: number): Span => {
  const hours = /morning|morgen|früh|matin/i.test(word) ? [6, 12] : /afternoon|nachmittag|tarde|après/i.test(word) ? [12, 18] : [18, 24]
  return span(startOfDay(at) + hours[0]! * 3_600_000, startOfDay(at) + hours[1]! * 3_600_000)
}

/** All moments of a text, in order; overlapping ones may be among them. */
export const moments = (text: string, sentAt: number): Moment[] => {
  const own = rules.flatMap(([pattern, read]) =>
    [...text.matchAll(pattern)].flatMap((match): Moment[] => {
      const read_ = read(match, sentAt)
      return read_ ? [{ start: match.index, end: match.index + match[0].length, ...read_, looksBack: read_ }] : []
    }),
  )
  const theirs = parsed(text, sentAt).filter(
    ({ start, end }) => !own.some((other) => start < other.end && other.start < end && other.end - other.start >= end - start),
  )
  const kept = own.filter(({ start, end }) => !theirs.some((other) => start < other.end && other.start < end))
  return [...kept, ...theirs].sort((a, b) => a.start - b.start || b.end - a.end)
}

const languages = { en: chrono.en, de: chrono.de, es: chrono.es, fr: chrono.fr }

const lengthPattern = new RegExp(`${numberPattern}\\s?(?!(?:[smhdwy]|heures?|horas?)(?!\\p{L}))${unitPattern}`, 'iu')
// 'march' and 'may' are verbs too: in small letters they are months only after a word of time.
const bareMonth =
  /(?<!\b(?:in|since|until|by|of|last|next|this|early|late|mid|\d(?:st|nd|rd|th)?)[\s-])(?<![\p{L}])(?:march|may|mar|dec|sat|sun|mon|wed)$/u

const compound =
  /(?<![\w.\/-])(?!(?:jan|feb|m[aä]r|apr|may|mai|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]{0,7}[-./])[a-z]\w{0,40}(?:[-_.\/@#]\w{1,40}){1,8}/gi

/** chrono-node costs up to 0.1 ms a character on hostile text; past this length our own rules alone find stamps. */
const parsedLength = 2048

/** What chrono-node finds, read by our conventions: directions and whole days are ours, since it fills in hours and years by guess. */
const parsed = (text: string, sentAt: number): Moment[] => {
  // Names such as web-12 would be read as hours.
  const readable = text.slice(0, parsedLength).replaceAll(compound, (token) => 'x'.repeat(token.length))
  const language = languageOf(readable)
  const results = languages[language].parse(readable, { instant: new Date(sentAt), timezone: 0 })
  return results.flatMap((result): Moment[] => {
    if (
      /^(?:now|right now|jetzt|ahora|maintenant|\d{1,2}h?|\d+[.,]\d+|\d{4}\.\d\S*|(?:from\s|von\s|de\s)?\d{1,2}\s?(?:to|a|à|bis|y|et|-|–|until)\s?\d{1,2})$/i.test(
        result.text,
      )
    )
      return []
    // '2/5 replicas' is a share; a date of that form needs a word of time before it.
    if (
      /^\d{1,2}\/\d{1,2}$/.test(result.text) &&
      !/\b(?:on|by|until|since|from|at|am|el|le)\s$/i.test(text.slice(0, result.index).slice(-8))
    )
      return []
    // Lengths of time are read by our own rules, with the units as written.
    if (lengthPattern.test(result.text) || bareMonth.test(text.slice(0, result.index + result.text.length).slice(-24))) return []
    if ([...result.tags()].some((tag) => /TimeUnit|relativeDateAndTime/i.test(tag))) return []
    const lead = /^(?:(?:at|on|from|for|um|am|a las?|à|ab|von|vom|de|el|le|the|den|por)\s+)+/i.exec(result.text)?.[0].length ?? 0
    const start = result.index + lead
    const finish = result.index + result.text.replace(/[\s,(]+$/, '').length
    if (/[\w.\-/:#@]/.test(text[start - 1] ?? ' ') || /^(?:[\w%]|[./:-]\w|\s?(?:%|ms|[kmgt]i?b)\b)/i.test(text.slice(finish))) return []
    const before = text.slice(Math.max(0, start - 30), start) + text.slice(start, finish)
    const forward = spanOf(result.start, before, sentAt, false)
    const backward = spanOf(result.start, before, sentAt, true)
    if (!forward || !backward) return []
    if (!result.end) return [{ start, end: finish, ...forward, looksBack: backward }]
    const [to, toBack] = [spanOf(result.end, before, sentAt, false), spanOf(result.end, before, sentAt, true)]
    if (!to || !toBack) return []
    const close = (from: number, until: number): Span => span(from, until > from ? until : until + day)
    return [{ start, end: finish, ...close(forward.from, to.to), looksBack: close(backward.from, toBack.to) }]
  })
}

/** The point or period that parsed components name. `back`: take the nearest past reading of a weekday, a clock time or a date without a year. */
const spanOf = (parts: chrono.ParsedComponents, written: string, sentAt: number, back: boolean): Span | null => {
  const known = (component: chrono.Component): boolean => parts.isCertain(component)
  const today = startOfDay(sentAt)
  const clock = known('hour')
    ? (((parts.get('hour') ?? 0) * 60 + (parts.get('minute') ?? 0) - (parts.get('timezoneOffset') ?? 0)) * 60 +
        (parts.get('second') ?? 0)) *
        1000 +
      (known('millisecond') ? (parts.get('millisecond') ?? 0) : 0)
    : null
  let date = today
  if (known('day') && known('month')) {
    const year = parts.get('year')!
    const at = (y: number): number => Date.UTC(y, parts.get('month')! - 1, parts.get('day')!)
    date = at(year)
    if (!known('year')) {
      const thisYear = new Date(sentAt).getUTCFullYear()
      date = at(thisYear)
      // A stamp with seconds was written by a machine, about what has been.
      if (back || known('second')) date = date > today ? at(thisYear - 1) : date
      else if (date < today) date = at(thisYear + 1)
    }
  } else if (known('weekday')) {
    const ahead = (parts.get('weekday')! - new Date(sentAt).getUTCDay() + 7) % 7 || 7
    date = today + (lastPattern.test(written) || back ? ahead - 7 - (ahead === 7 ? 7 : 0) : ahead) * day
  } else if (known('month')) {
    const thisYear = new Date(sentAt).getUTCFullYear()
    const month = parts.get('month')! - 1
    const ahead = month >= new Date(sentAt).getUTCMonth()
    const year = known('year')
      ? parts.get('year')!
      : lastPattern.test(written) || back
        ? month < new Date(sentAt).getUTCMonth()
          ? thisYear
          : thisYear - 1
        : ahead
          ? thisYear
          : thisYear + 1
    return span(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1))
  } else if (clock === null) return null
  else if (back && date + clock > sentAt) date -= day
  return clock === null ? span(date, date + day) : point(date + clock)
}
