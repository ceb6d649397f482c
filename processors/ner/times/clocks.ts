/** Clock times in English, German, Spanish and French. */
import { hour } from './calendar.ts'
import { firstOf, reader, wordEnd, type Reader } from './reading.ts'

/**
 * `ms` into the day, in the zone that is `offset` ms ahead of UTC. `half`: whether it is known which half of the day is meant; 'at 11' leaves
 * it open. `sure` where it can't be anything but a clock time.
 */
export type Clock = { readonly ms: number; readonly offset: number; readonly half: boolean; readonly sure: boolean }

const zones: Readonly<Record<string, number>> = {
  ...{ Z: 0, UTC: 0, GMT: 0, WET: 0, BST: 1, WEST: 1, CET: 1, MEZ: 1, CEST: 2, MESZ: 2, EET: 2, EEST: 3, MSK: 3, IST: 5.5, SGT: 8, HKT: 8 },
  ...{ JST: 9, AEST: 10, AEDT: 11, BRT: -3, ART: -3, EDT: -4, EST: -5, CDT: -5, CST: -6, MDT: -6, MST: -7, PDT: -7, PST: -8 },
}
// 'ist' and 'est' are words of German and French, so those zones need capitals.
const zone = `(?<zone>\\s?(?:UTC|GMT|CET|CEST|MEZ|MESZ|WEST|EEST|JST|PDT|PST|EDT|CDT|BST|SGT|HKT|AEST|AEDT)${wordEnd}|\\s?(?-i:Z|IST|EST|WET|EET|MSK|CST|MDT|MST|BRT|ART)${wordEnd}|\\s?\\+\\d\\d:\\d\\d(?!\\d))?`

const offsetOf = (written: string | undefined): number => {
  if (!written) return 0
  // '21:00-23:00' is a range, so no offset west of UTC is read.
  const [, hours, minutes] = /\+(\d\d):(\d\d)/.exec(written) ?? []
  if (hours) return (Number(hours) + Number(minutes) / 60) * hour
  return (zones[written.trim().toUpperCase()] ?? 0) * hour
}

const clock = (h: number, m: number, s: number, rest: { offset?: number; half: boolean; sure?: boolean }): Clock | null =>
  h > 24 || m > 59 || s > 59 || (h === 24 && m + s > 0)
    ? null
    : { ms: h * hour + m * 60_000 + Math.round(s * 1000), offset: rest.offset ?? 0, half: rest.half, sure: rest.sure ?? true }

const meridiem = (h: number, mark: string): number | null => (h < 1 || h > 12 ? null : (h % 12) + (/^p/i.test(mark) ? 12 : 0))

const later =
  '(?:\\s(?:(?<early>in the (?:early )?morning|of the morning|at night|in the night|morgens|früh|nachts|de la mañana|de la madrugada|du matin)|(?<late>in the (?:afternoon|evening)|nachmittags|abends|de la tarde|de la noche|de l.après-midi|du soir))(?!\\p{L}))?'

/** The hour when what follows says which half of the day: 'at night' is before 6 or from 8 p.m. on. */
const within = (h: number, groups: Record<string, string | undefined>): number => {
  if (groups.late && h < 12) return h + 12
  return groups.early && /night|nacht/i.test(groups.early) && h >= 8 && h < 12 ? h + 12 : h
}
const saysHalf = (groups: Record<string, string | undefined>): boolean => Boolean(groups.late ?? groups.early)

const words = 'one two three four five six seven eight nine ten eleven twelve'.split(' ')
const numberOf = (written: string): number => words.indexOf(written.toLowerCase()) + 1 || Number(written)
const hourWord = `(?:\\d{1,2}|${words.join('|')})`

const meridiemMark = '(?:[ap]\\.?m(?:\\.|(?![\\p{L}\\p{N}_])))'

/** 14:05, 9.30 Uhr, 3:15pm, 9 am, 14h20, 10 Uhr, half past 4, halb neun, noon. */
export const readClock: Reader<Clock> = firstOf(
  reader(
    `(?<h>\\d{1,2}):(?<m>\\d\\d)(?::(?<s>\\d\\d(?:[.,]\\d{1,9})?))?(?!:?\\d|\\.\\d)(?:\\s?(?:(?<mark>${meridiemMark})|(?:uhr|hrs?|h|horas)${wordEnd}))?(?:${later})${zone}(?![\\p{N}_%]|\\p{L})`,
    ({ groups: g }) => {
      const h = g!.mark ? meridiem(Number(g!.h), g!.mark) : within(Number(g!.h), g!)
      // What has minutes is written on the 24-hour clock, unless it says otherwise.
      return h === null ? null : clock(h, Number(g!.m), Number((g!.s ?? '0').replace(',', '.')), { offset: offsetOf(g!.zone), half: true })
    },
  ),
  reader(`(?<h>\\d{1,2})(?:[.:h](?<m>\\d\\d))?\\s?(?<mark>${meridiemMark})${zone}`, ({ groups: g }) => {
    const h = meridiem(Number(g!.h), g!.mark!)
    return h === null ? null : clock(h, Number(g!.m ?? 0), 0, { offset: offsetOf(g!.zone), half: true })
  }),
  reader(`(?<h>\\d{1,2})(?:[.:](?<m>\\d\\d))?\\suhr(?:\\s(?<more>\\d\\d))?${wordEnd}${later}`, ({ groups: g }) =>
    clock(within(Number(g!.h), g!), Number(g!.m ?? g!.more ?? 0), 0, { half: true }),
  ),
  reader(`(?<h>\\d{1,2})\\s?h(?:\\s?(?<m>\\d\\d))?${wordEnd}${later}`, ({ groups: g }) =>
    // '2h' and '1h30' are lengths of time as well: not sure, unless the half of the day is said.
    clock(within(Number(g!.h), g!), Number(g!.m ?? 0), 0, { half: true, sure: saysHalf(g!) || (g!.m !== undefined && Number(g!.h) > 5) }),
  ),
  reader(`(?<side>half past|quarter past|quarter to|halb|viertel nach|viertel vor) (?<h>${hourWord})${wordEnd}`, ({ groups: g }) => {
    const minutes = { 'half past': 30, 'quarter past': 15, 'viertel nach': 15, halb: -30 }[g!.side!.toLowerCase()] ?? -15
    const at = numberOf(g!.h!) * 60 + minutes
    return at < 0 ? null : clock(Math.floor(at / 60), at % 60, 0, { half: false })
  }),
  reader(`(?<h>${hourWord}) o['’]?\\s?clock${wordEnd}${later}`, ({ groups: g }) =>
    clock(within(numberOf(g!.h!), g!), 0, 0, { half: saysHalf(g!) }),
  ),
  reader(`(?:midnight|mitternacht|medianoche|minuit)${wordEnd}`, () => clock(0, 0, 0, { half: true })),
  reader(`(?:noon|midday|mittags?|mediodía|mediodia|midi|lunchtime)${wordEnd}`, () => clock(12, 0, 0, { half: true })),
  reader(`(?<h>\\d{1,2})(?=\\s)${later.slice(0, -1)}`, ({ groups: g }) => clock(within(Number(g!.h), g!), 0, 0, { half: true })),
)

/** A bare number that a word before it makes a clock time: 'since 9', 'tomorrow at 11', 'at eight'. */
export const readHour: Reader<Clock> = reader(
  `(?<h>\\d{1,2}|${words.join('|')})(?:ish)?${zone}(?![\\p{L}\\p{N}_%°]|[.,:/-][\\p{L}\\p{N}]|\\s?(?:%|st|nd|rd|th)${wordEnd})`,
  ({ groups: g }) =>
    clock(numberOf(g!.h!), 0, 0, { offset: offsetOf(g!.zone), half: numberOf(g!.h!) > 12 || Boolean(g!.zone), sure: false }),
)
