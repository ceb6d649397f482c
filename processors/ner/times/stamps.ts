/** Stamps that machines write: ISO 8601, RFC 3339, logs, `date`, seconds since 1970. */
import { dateOf, point } from './calendar.ts'
import { monthOf } from './days.ts'
import { firstOf, reader, type Reader, type When } from './reading.ts'

const always = (at: number | null): When | null => (at === null || Number.isNaN(at) ? null : () => point(at))

const instant = (date: string, time: string, zone = 'Z'): When | null => {
  const offset = /^(?:Z|UTC|GMT)$/i.test(zone)
    ? 'Z'
    : zone.replace(/^([+-]\d\d):?(\d\d)?$/, (_, hours: string, minutes?: string) => `${hours}:${minutes ?? '00'}`)
  return always(Date.parse(`${date}T${time.replace(',', '.').replace(/(\.\d{3})\d+$/, '$1')}${offset}`))
}
const two = (figures: string): string => figures.padStart(2, '0')

const clock = '\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?'
const zone = '(?:\\s?(?<zone>Z|UTC|GMT|[+-]\\d\\d:?\\d\\d))?'
const end = '(?![\\p{L}\\p{N}_:]|\\.\\d)'
const month = '(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)'

export const readStamp: Reader<When> = firstOf<When>(
  reader(`(?<y>\\d{4})(?<sep>[-/])(?<m>\\d\\d)\\k<sep>(?<d>\\d\\d)(?:T|\\s)(?<time>${clock})${zone}${end}`, ({ groups: g }) =>
    instant(`${g!.y}-${g!.m}-${g!.d}`, g!.time!, g!.zone),
  ),
  reader(`(?<y>\\d{4})(?<m>\\d\\d)(?<d>\\d\\d)T(?<time>\\d{4}(?:\\d\\d)?)Z${end}`, ({ groups: g }) =>
    instant(`${g!.y}-${g!.m}-${g!.d}`, g!.time!.replace(/(\d\d)(?=\d)/g, '$1:')),
  ),
  reader(`(?<d>\\d\\d)/${month}/(?<y>\\d{4}):(?<time>\\d\\d:\\d\\d:\\d\\d)${zone}${end}`, ({ groups: g }) =>
    instant(`${g!.y}-${two(String(monthOf(g!.month!)))}-${g!.d}`, g!.time!, g!.zone),
  ),
  // `date` writes the year at the end.
  reader(
    `(?:mon|tue|wed|thu|fri|sat|sun),?\\s${month}\\s{1,2}(?<d>\\d{1,2})\\s(?<time>\\d\\d:\\d\\d:\\d\\d)(?:\\s(?<zone>UTC|GMT))?\\s(?<y>20\\d\\d)${end}`,
    ({ groups: g }) => instant(`${g!.y}-${two(String(monthOf(g!.month!)))}-${two(g!.d!)}`, g!.time!),
  ),
  reader(`(?<d>\\d\\d)[/.](?<m>\\d\\d)[/.](?<y>(?:20)?\\d\\d)\\s(?<time>\\d\\d:\\d\\d:\\d\\d)${end}`, ({ groups: g }) =>
    instant(`${g!.y!.length === 2 ? `20${g!.y}` : g!.y}-${g!.m}-${g!.d}`, g!.time!),
  ),
  // syslog writes no year: what a machine has written is past.
  reader(`${month}\\s{1,2}(?<d>\\d{1,2})\\s(?<h>\\d\\d):(?<m>\\d\\d):(?<s>\\d\\d)${end}`, ({ groups: g }) => (sentAt) => {
    const ms = (Number(g!.h) * 3600 + Number(g!.m) * 60 + Number(g!.s)) * 1000
    const year = new Date(sentAt).getUTCFullYear()
    for (const one of [year, year - 1]) {
      const at = dateOf(one, monthOf(g!.month!), Number(g!.d))
      if (at !== null && at + ms <= sentAt + 86_400_000) return point(at + ms)
    }
    return null
  }),
)
