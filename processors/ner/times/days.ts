/** Days in English, German, Spanish and French: today, weekdays, and dates as people write them. */
import { dateOf, day, nearest, startOfDay, startOfMonth } from './calendar.ts'
import { firstOf, reader, wordEnd, type Reader } from './reading.ts'

/** The start of the day, in ms since 1970; `back` takes the latest past one where the text leaves it open. */
export type Day = (sentAt: number, back: boolean) => number | null

/** `weak` where the words are often no day: 'sat', 'sun', '12/12'. */
export type DayRead = { readonly day: Day; readonly weak: boolean }

const months: readonly string[] = [
  'january|jan|januar|jänner|enero|ene|janvier',
  'february|feb|februar|febrero|février|fevrier',
  'march|mar|märz|maerz|marzo|mars',
  'april|apr|abril|avril',
  'may|mai|mayo',
  'june|jun|juni|junio|juin',
  'july|jul|juli|julio|juillet',
  'august|aug|agosto|août|aout',
  'september|sept?|septiembre|septembre',
  'october|oct|oktober|okt|octubre|octobre',
  'november|nov|noviembre|novembre',
  'december|dec|dezember|dez|diciembre|décembre|decembre',
]
/** Names of months, one group; `monthOf` numbers them. */
export const monthNames = months.join('|')
const monthPattern = months.map((names) => new RegExp(`^(?:${names})$`, 'iu'))
/** 1 to 12; 0 where the word is no month. */
export const monthOf = (name: string): number => monthPattern.findIndex((pattern) => pattern.test(name)) + 1

const weekdays: readonly string[] = [
  'sunday|sonntag|domingo|dimanche|sun',
  'monday|montag|lunes|lundi|mon',
  'tuesday|dienstag|martes|mardi|tues?',
  'wednesday|mittwoch|miércoles|miercoles|mercredi|wed',
  'thursday|donnerstag|jueves|jeudi|thurs?|thu',
  'friday|freitag|viernes|vendredi|fri',
  'saturday|samstag|sonnabend|sábado|sabado|samedi|sat',
]
const weekdayNames = weekdays.join('|')
const weekdayPattern = weekdays.map((names) => new RegExp(`^(?:${names})$`, 'iu'))
const weekdayOf = (name: string): number => weekdayPattern.findIndex((pattern) => pattern.test(name))

/** Words for the past and the coming one, before or after a weekday or period. */
export const lastWords =
  'last|past|previous|letzten?|letztes|letzter|letztem|vergangenen?|vergangenes|vorigen?|voriges|pasad[oa]s?|últim[oa]s?|ultim[oa]s?|derni(?:er|ère)s?'
export const nextWords =
  'next|coming|upcoming|following|nächsten?|nächste[rs]|kommenden?|kommende[rs]|próxim[oa]|proxim[oa]|que viene|prochaine?|qui vient'

const relative =
  (by: number): Day =>
  (sentAt) =>
    startOfDay(sentAt) + by * day
const relativeDays: readonly [words: string, by: number][] = [
  ['the day before yesterday|day before yesterday|vorgestern|anteayer|antier|avant-hier', -2],
  ['the day after tomorrow|day after tomorrow|übermorgen|uebermorgen|pasado mañana|après-demain', 2],
  ['yesterdays?|yday|gestern|ayer|hier', -1],
  ["today|todays|2day|heute?|hoy|aujourd['’]hui", 0],
  ['tomorrow|tomorows?|tommorow|tmrw|tmr|morgen|mañana|demain', 1],
]

const yearPart = '(?:,?\\s(?:de\\s|del\\s)?(?<year>(?:19|20)\\d\\d)(?![\\p{L}\\p{N}_]|[.:-]\\p{N}))?'
const weekdayBefore = `(?:(?:${weekdayNames})\\.?,?\\s(?:the\\s|den\\s|el\\s|le\\s)?)?`

/** A date with the year that is written, or the nearest one. */
export const dated = (date: number, month: number, year: string | undefined): Day | null => {
  if (date < 1 || date > 31 || month < 1 || month > 12) return null
  if (year) {
    const at = dateOf(Number(year.length === 2 ? `20${year}` : year), month, date)
    return at === null ? null : () => at
  }
  return (sentAt, back) => nearest((one) => dateOf(one, month, date), sentAt, back)
}

const strong = (found: Day | null): DayRead | null => found && { day: found, weak: false }

/** Day and month by figures: of '3/4' the day comes first, unless only the second can be a day. */
const numeric = (first: string, second: string, year: string | undefined): Day | null =>
  Number(second) > 12 ? dated(Number(second), Number(first), year) : dated(Number(first), Number(second), year)

/** The nearest month that has the day: 'the 14th'. */
const ordinal = (date: number): Day | null =>
  date < 1 || date > 31
    ? null
    : (sentAt, back) => {
        for (let by = 0; by < 12; by++) {
          const first = new Date(startOfMonth(sentAt, back ? -by : by))
          const at = dateOf(first.getUTCFullYear(), first.getUTCMonth() + 1, date)
          if (at !== null && (back ? at <= startOfDay(sentAt) : at >= startOfDay(sentAt))) return at
        }
        return null
      }

const weekday = (name: string, last: boolean): Day => {
  const wanted = weekdayOf(name)
  return (sentAt, back) => {
    const ahead = (wanted - new Date(sentAt).getUTCDay() + 7) % 7 || 7
    return startOfDay(sentAt) + (last || back ? (ahead === 7 ? -7 : ahead - 7) : ahead) * day
  }
}

/** 25 December, Easter (Meeus, Jones and Butcher's algorithm) and their like. */
const easter = (year: number): number => {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1)
}
const feasts: readonly [words: string, inYear: (year: number) => number][] = [
  ['christmas eve|xmas eve|heiligabend|nochebuena|réveillon', (year) => Date.UTC(year, 11, 24)],
  ['christmas(?: day)?|xmas|weihnachten|navidad|noël', (year) => Date.UTC(year, 11, 25)],
  ["new year['’]?s eve|silvester|nochevieja", (year) => Date.UTC(year, 11, 31)],
  ["new year(?:['’]?s day)?|neujahr|año nuevo|nouvel an", (year) => Date.UTC(year, 0, 1)],
  ['good friday|karfreitag', (year) => easter(year) - 2 * day],
  ['easter(?: sunday)?|ostern|pâques', easter],
  ['easter monday|ostermontag', (year) => easter(year) + day],
  // The day after the fourth Thursday of November.
  ['black friday', (year) => Date.UTC(year, 10, 23 + ((11 - new Date(Date.UTC(year, 10, 1)).getUTCDay()) % 7))],
]

const full = (name: string): boolean => name.length > 4

/** A day, at the place where its words start. */
export const readDay: Reader<DayRead> = firstOf(
  ...relativeDays.map(([words, by]) => reader<DayRead>(`(?:${words})${wordEnd}(?!-)`, () => strong(relative(by)))),
  reader(
    `${weekdayBefore}(?:the\\s)?(?<d>\\d{1,2})(?:st|nd|rd|th|er|\\.|º)?\\s(?:of\\s|de\\s)?(?<month>${monthNames})${wordEnd}(?:\\.(?=\\s\\d))?${yearPart}`,
    ({ groups: g }) => strong(dated(Number(g!.d), monthOf(g!.month!), g!.year)),
  ),
  reader(
    `${weekdayBefore}(?<month>${monthNames})\\.?\\s(?<d>\\d{1,2})(?:st|nd|rd|th)?(?![\\p{L}\\p{N}_%]|[.:/]\\p{N}|\\s?(?:%|[ap]m))${yearPart}`,
    ({ groups: g }) => strong(dated(Number(g!.d), monthOf(g!.month!), g!.year)),
  ),
  reader(
    `${weekdayBefore}(?<year>(?:19|20)\\d\\d)(?<sep>[-/])(?<m>\\d\\d)\\k<sep>(?<d>\\d\\d)(?![\\p{L}\\p{N}_]|[-/.]\\p{N})`,
    ({ groups: g }) => strong(dated(Number(g!.d), Number(g!.m), g!.year)),
  ),
  reader(
    `${weekdayBefore}(?<d>\\d{1,2})(?<sep>[./-])(?<m>\\d{1,2})\\k<sep>(?<year>(?:19|20)\\d\\d|2\\d)(?![\\p{L}\\p{N}_]|[-/.]\\p{N})`,
    ({ groups: g }) => strong(numeric(g!.d!, g!.m!, g!.year)),
  ),
  reader(`${weekdayBefore}(?<d>\\d{1,2})\\.(?<m>0[1-9]|1[0-2]|[1-9])\\.(?!\\p{N})`, ({ groups: g }) =>
    strong(numeric(g!.d!, g!.m!, undefined)),
  ),
  reader(`${weekdayBefore}(?<d>\\d{1,2})/(?<m>\\d{1,2})(?![\\p{L}\\p{N}_/.-])`, ({ groups: g, 0: slice }) => {
    const found = numeric(g!.d!, g!.m!, undefined)
    return found && { day: found, weak: /^\d/.test(slice) }
  }),
  ...feasts.map(([words, inYear]) =>
    reader<DayRead>(`(?:${words})${wordEnd}(?:\\s(?<year>20\\d\\d)${wordEnd})?`, ({ groups: g }) => {
      const year = g?.year
      return strong(year ? () => inYear(Number(year)) : (sentAt, back) => nearest(inYear, sentAt, back))
    }),
  ),
  reader(
    `(?:(?<last>${lastWords})|(?<next>${nextWords}|this|diesen|este|ce))\\s(?<name>${weekdayNames})${wordEnd}(?!-\\p{L})`,
    ({ groups: g }) => strong(weekday(g!.name!, Boolean(g!.last))),
  ),
  reader(
    `(?<name>${weekdayNames})(?:\\s(?:(?<last>pasado|dernier)|(?<next>próximo|que viene|prochain|qui vient)))?${wordEnd}(?!-\\p{L})`,
    ({ groups: g }) => ({
      day: weekday(g!.name!, Boolean(g!.last)),
      weak: !full(g!.name!) && !g!.last && !g!.next,
    }),
  ),
  reader(
    `the\\s(?<d>\\d{1,2})(?:st|nd|rd|th)${wordEnd}(?!-|\\s(?:time|replica|node|pod|attempt|try|one|floor|server|of\\s(?!the month)))`,
    ({ groups: g }) => strong(ordinal(Number(g!.d))),
  ),
  reader(`(?<d>\\d{1,2})(?:\\.(?!\\p{N})|er${wordEnd})(?=\\s(?:um|ab|früh|abends|morgens)${wordEnd})`, ({ groups: g }) =>
    strong(ordinal(Number(g!.d))),
  ),
)
