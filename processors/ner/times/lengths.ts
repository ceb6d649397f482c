/** Points and ranges that a length of time gives: 2 hours ago, in 10 min, the last 30 minutes. */
import { durationParts, durationPattern } from '../recognisers/durations.ts'
import { designatorOf, shift } from '../recognisers/amounts.ts'
import { point, span } from './calendar.ts'
import { firstOf, reader, wordEnd, type Reader, type When } from './reading.ts'

const some = '(?:about |around |roughly |ca\\.? |etwa |ungefähr |environ |unos |unas |approx\\.? |a good )?'
const half = '(?:half an hour|(?:a )?quarter of an hour|(?:eine[rn]? )?halben? stunde|(?:une )?demi-heure|media hora)'
const length = `(?<length>${half}|${durationPattern})`

/** `at` moved by the written length; halves of hours have words of their own. */
const moved = (at: number, written: string, sign: 1 | -1): number => {
  if (/half an|halbe|demi-|media/i.test(written)) return at + sign * 30 * 60_000
  if (/quarter/i.test(written)) return at + sign * 15 * 60_000
  return durationParts(written).reduce((to, [amount, unit]) => shift(to, sign * Number(amount), unit), at)
}

const before =
  (written: string): When =>
  (sentAt) =>
    point(moved(sentAt, written, -1))

const units = 'hour|minute|min|day|week|month|quarter|year|fortnight|stunde|minute|hora|heure'
const past = '(?:last|past|previous|preceding)'

/** The unit of a rolling period without a number: 'the past year', 'last hour'. */
const rolling =
  (unit: string): When =>
  (sentAt) => {
    const word = unit.toLowerCase()
    if (word === 'fortnight') return span(shift(sentAt, -14, 'D'), sentAt)
    if (word === 'quarter') return span(shift(sentAt, -3, 'Mo'), sentAt)
    return span(shift(sentAt, -1, designatorOf(word)), sentAt)
  }

const lastOf =
  (written: string): When =>
  (sentAt) =>
    span(moved(sentAt, written, -1), sentAt)
const nextOf =
  (written: string): When =>
  (sentAt) =>
    span(sentAt, moved(sentAt, written, 1))

export const readLength: Reader<When> = firstOf<When>(
  reader(`${length}\\s(?:ago|back|earlier|zuvor|atrás)${wordEnd}`, ({ groups }) => before(groups!.length!)),
  reader(`(?:vor|hace|il y a)\\s${some}${length}`, ({ groups }) => before(groups!.length!)),
  reader(
    `(?:in|dans|en|dentro de)\\s${some}${length}(?!\\s(?:ago|of))`,
    ({ groups }) =>
      (sentAt) =>
        point(moved(sentAt, groups!.length!, 1)),
  ),
  reader(
    `${length}\\s(?:from now)${wordEnd}`,
    ({ groups }) =>
      (sentAt) =>
        point(moved(sentAt, groups!.length!, 1)),
  ),
  reader(`(?:the\\s)?${past}\\s(?:couple of\\s|few\\s)?${length}`, ({ groups }) => lastOf(groups!.length!)),
  reader(`(?:letzten?|vergangenen|últim[oa]s|ultim[oa]s|dernières|derniers)\\s${length}`, ({ groups }) => lastOf(groups!.length!)),
  reader(`les\\s(?<n>\\d{1,4})\\s(?:dernières|derniers)\\s(?<u>\\p{L}{1,9})${wordEnd}`, ({ groups }) => {
    const written = `${groups!.n} ${groups!.u}`
    return durationParts(written).length === 1 ? lastOf(written) : null
  }),
  reader(`(?:(?:the\\s)(?:last|past)|past)\\s(?<u>${units})${wordEnd}(?!\\s\\d)`, ({ groups }) => rolling(groups!.u!)),
  reader(`(?:last|letzten?|última|dernière)\\s(?<u>hour|minute|min|stunde|hora|heure)${wordEnd}`, ({ groups }) => rolling(groups!.u!)),
  reader(`(?:within\\s)?(?:the\\s)next\\s${length}`, ({ groups }) => nextOf(groups!.length!)),
  reader(`next\\s${length}`, ({ groups }) => nextOf(groups!.length!)),
  reader(`(?:nächsten|kommenden|próxim[oa]s|prochaines?|prochains)\\s${length}`, ({ groups }) => nextOf(groups!.length!)),
)

/** After 'since', 'seit', 'desde' and 'depuis' a length counts back from now: 'seit 2 Stunden'. */
export const readLengthSince: Reader<When> = reader(`(?:hace\\s)?${some}${length}(?:\\sago${wordEnd})?(?!\\s?uhr|:?\\d)`, ({ groups }) =>
  lastOf(groups!.length!),
)
