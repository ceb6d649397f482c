/** Weeks, weekends, months, quarters and years, and their beginnings and ends. */
import { day, periodOf, span, startOfDay, type Period } from './calendar.ts'
import { lastWords, monthNames, monthOf, nextWords, readDay } from './days.ts'
import { firstOf, reader, wordEnd, type Reader, type When } from './reading.ts'

const words: readonly [Period, string][] = [
  ['weekend', 'weekend|week-end|wochenende|fin de semana|finde'],
  ['week', 'week|wk|woche|semana|semaine'],
  ['month', 'month|monat|monats|mes|mois'],
  ['quarter', 'quarter|quartal|trimestre'],
  ['year', 'year|jahr|jahres|año|année'],
]
const any = words.map(([, pattern]) => pattern).join('|')
const periodNamed = (word: string): Period => words.find(([, pattern]) => new RegExp(`^(?:${pattern})$`, 'iu').test(word))![0]

const isLast = new RegExp(`(?<!\\p{L})(?:${lastWords})(?!\\p{L})`, 'iu')
const isNext = new RegExp(`(?<!\\p{L})(?:${nextWords})(?!\\p{L})`, 'iu')

const moved =
  (period: Period, by: number): When =>
  (sentAt) =>
    periodOf(period, sentAt, by)

/** The period that the words around its name choose: the last, the next (of weekends the coming one), or the present. */
const chosen = (which: string, word: string): When => {
  const period = periodNamed(word)
  if (isLast.test(which)) return moved(period, -1)
  if (isNext.test(which)) return moved(period, period === 'weekend' && !/next|nächst|próxim|prochain/i.test(which) ? 0 : 1)
  return moved(period, 0)
}

const month =
  (number: number, year: string | undefined, last: boolean): When =>
  (sentAt, back) => {
    const now = new Date(sentAt)
    const ahead = number - 1 >= now.getUTCMonth()
    const past = number - 1 < now.getUTCMonth()
    const chosenYear = year ? Number(year) : now.getUTCFullYear() + (last || back ? (past ? 0 : -1) : ahead ? 0 : 1)
    return span(Date.UTC(chosenYear, number - 1, 1), Date.UTC(chosenYear, number, 1))
  }

const quarter =
  (number: number, year: string | undefined): When =>
  (sentAt, back) => {
    const now = new Date(sentAt)
    const present = Math.floor(now.getUTCMonth() / 3) + 1
    const chosenYear = year ? Number(year) : now.getUTCFullYear() + (back ? (number > present ? -1 : 0) : number < present ? 1 : 0)
    return span(Date.UTC(chosenYear, 3 * number - 3, 1), Date.UTC(chosenYear, 3 * number, 1))
  }

// 'May' and 'March' are words, 'Jan', 'April' and 'June' are people: short names and verbs need a word of time before them.
const sureMonth = monthNames
  .split('|')
  .filter((name) => name.length > 4 && !/^(?:march|sept)$/.test(name))
  .join('|')

const year = '(?:\\s(?:de\\s|del\\s)?(?<year>(?:19|20)\\d\\d)(?![\\p{L}\\p{N}_]|[.:-]\\p{N}))?'

const readMonth: Reader<When> = reader(
  `(?:(?<last>${lastWords})\\s)?(?<name>${sureMonth}|märz|mars|juin|juil|août|mayo|july|june|juni|juli)${wordEnd}${year}(?!\\s\\d|-)`,
  ({ groups: g }) => month(monthOf(g!.name!), g!.year, Boolean(g!.last)),
)
/** Any name of a month, where a word of time stands before it. */
export const readAnyMonth: Reader<When> = reader(`(?<name>${monthNames})${wordEnd}${year}(?!\\s\\d|-)`, ({ groups: g }) =>
  month(monthOf(g!.name!), g!.year, false),
)

const readNamed: Reader<When> = firstOf<When>(
  reader(
    `(?:(?:the|le|la|el)\\s)?(?<which>${lastWords}|${nextWords}|this|current|diese[nrsm]?|est[ea]|cet(?:te)?|ce)\\s(?<p>${any})${wordEnd}`,
    ({ groups: g }) => chosen(g!.which!, g!.p!),
  ),
  reader(`(?:el|la|le|der|die|das)\\s(?<p>${any})\\s(?<which>${lastWords}|${nextWords})${wordEnd}`, ({ groups: g }) =>
    chosen(g!.which!, g!.p!),
  ),
  reader(`(?:the\\s|el\\s|le\\s)(?<p>weekend|fin de semana|week-end)${wordEnd}`, () => moved('weekend', 0)),
  reader(`(?<p>wochenende)${wordEnd}`, () => moved('weekend', 0)),
  reader(`q(?<n>[1-4])(?:[\\s/-]?(?<year>20\\d\\d))?${wordEnd}(?![-.])`, ({ groups: g }) => quarter(Number(g!.n), g!.year)),
  readMonth,
)

/** The last day of what ends, or its last moment where only that is asked for ('until the end of August'). */
const lastDayOf =
  (when: When): When =>
  (sentAt, back) => {
    const whole = when(sentAt, back)
    return whole && span(whole.to - day, whole.to)
  }
const partOf =
  (when: When, from: number, to: number): When =>
  (sentAt, back) => {
    const whole = when(sentAt, back)
    if (!whole) return null
    const at = (share: number): number => startOfDay(whole.from + share * (whole.to - whole.from))
    return span(at(from), at(to))
  }

const bare = `(?:the\\s|des\\s|del\\s|du\\s|de la\\s|de l['’])?(?<p>${any})${wordEnd}`
const readBare: Reader<When> = firstOf<When>(
  readAnyMonth,
  readNamed,
  reader(bare, ({ groups: g }) => moved(periodNamed(g!.p!), 0)),
)

/** 'end of', 'mid', 'early', and what follows. */
const readEdge: Reader<When> = (text, at) => {
  const edge = edges(text, at)
  if (!edge) return null
  const whole = readBare(text, edge.end)
  return whole && { end: whole.end, says: edge.says(whole.says) }
}
const edges = reader<(when: When) => When>(
  `(?<edge>(?:the )?end of|ende|finales? de|fin de|fin|(?:the )?(?:start|beginning) of|anfang|early|principios de|début(?: de)?|mid|mitte|mediados de|(?:the )?first week of|(?:the )?last week of)[\\s-]`,
  ({ groups: g }) => {
    const edge = g!.edge!.toLowerCase()
    if (/first week/.test(edge)) return (when) => (sentAt, back) => firstWeek(when(sentAt, back)?.from)
    if (/last week/.test(edge)) return (when) => (sentAt, back) => firstWeek((when(sentAt, back)?.to ?? 0) - 7 * day)
    if (/start|begin|anfang|early|principios|début/.test(edge)) return (when) => partOf(when, 0, 1 / 3)
    return /mid|mitte|mediados/.test(edge) ? (when) => partOf(when, 1 / 3, 2 / 3) : lastDayOf
  },
)
const firstWeek = (from: number | undefined) => (from === undefined ? null : span(from, from + 7 * day))

const present = (period: Period): When => lastDayOf(moved(period, 0))

/** The end of a day is its last moment, the close of business 17:00. */
const endOfDay =
  (hours: number) =>
  (text: string, at: number): { end: number; says: When } => {
    const of = /\s(?:of\s|on\s)?/iuy
    of.lastIndex = at
    const which = of.test(text) ? readDay(text, of.lastIndex) : null
    const start: When = (sentAt, back) => {
      const from = which ? which.says.day(sentAt, back) : startOfDay(sentAt)
      return from === null ? null : span(from + hours * 3_600_000, from + hours * 3_600_000)
    }
    return { end: which ? which.end : at, says: start }
  }
const eod = reader(`(?:eod|end of (?:the )?day)${wordEnd}`, () => 24)
const cob = reader(`(?:cob|close of business|eob|end of business)${wordEnd}`, () => 17)
const readEndOfDay: Reader<When> = (text, at) => {
  const found = eod(text, at) ?? cob(text, at)
  return found && endOfDay(found.says)(text, found.end)
}

/** A period, at the place where its words start. */
export const readPeriod: Reader<When> = firstOf<When>(
  readEndOfDay,
  reader(`(?:(?<=\\b(?:by|until|till?|before|after|since|bis|zum|am)\\s)month[ -]end|monatsende|eom)${wordEnd}`, () => present('month')),
  reader(`(?:year[ -]end|jahresende|eoy)${wordEnd}`, () => present('year')),
  reader(`(?:eow)${wordEnd}`, () => moved('weekend', 0)),
  readEdge,
  reader(`the weekend of the (?<d>\\d{1,2})(?:st|nd|rd|th)${wordEnd}`, (match) => (sentAt, back) => {
    const start = readDay(`the ${match.groups!.d}th`, 0)?.says.day(sentAt, back)
    return start === null || start === undefined ? null : periodOf('weekend', start, 0)
  }),
  readNamed,
)

/** A year by itself, where a word of time stands before it: 'in 2024'. */
export const readYear: Reader<When> = reader(
  `(?<year>(?:19[89]|20[0-4])\\d)(?![\\p{L}\\p{N}_%]|[.,:/-]\\p{N}|\\s?(?:%|\\p{L}+s${wordEnd}))`,
  ({ groups: g }) =>
    () =>
      span(Date.UTC(Number(g!.year), 0, 1), Date.UTC(Number(g!.year) + 1, 0, 1)),
)
