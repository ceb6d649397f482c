/** Parts of days: this morning, tonight, last night, gestern Abend, esta tarde, cette nuit; and the part that follows a day: Friday evening. */
import { day, hour, span, startOfDay, type Span } from './calendar.ts'
import { firstOf, reader, wordEnd, type Reader } from './reading.ts'

/** Hours from the start of the day; past 24 into the next. */
type Part = readonly [from: number, to: number]

const morning: Part = [6, 12]
const afternoon: Part = [12, 18]
const evening: Part = [18, 24]

const words: readonly [words: string, part: Part][] = [
  ['morning|mornin|morgen|früh|vormittag|mañana|matin', morning],
  ['afternoon|nachmittag|tarde|après-midi', afternoon],
  ['evening|night|abend|nacht|noche|soir|nuit', evening],
]
const partOf = (word: string): Part => words.find(([pattern]) => new RegExp(`^(?:${pattern})$`, 'iu').test(word))![1]
const any = words.map(([pattern]) => pattern).join('|')

/** A part of a day that is `by` days from that of the message. */
export type PartOfDay = { readonly by: number; readonly part: Part }

export const spanOfPart = (start: number, [from, to]: Part): Span => span(start + from * hour, start + to * hour)
export const partOfDay =
  ({ by, part }: PartOfDay) =>
  (sentAt: number): Span =>
    spanOfPart(startOfDay(sentAt) + by * day, part)

/** An hour on the 12-hour clock, in ms, moved to where it falls within the part: 'tonight at 11' is 23:00, 'tonight at 1' the night's 01:00. */
export const hourWithin = (ms: number, [from]: Part): number => {
  if (ms >= 12 * hour) return ms
  if (from === 18) return ms < 6 * hour ? ms + day : ms + 12 * hour
  return from === 12 && ms < 8 * hour ? ms + 12 * hour : ms
}

export const readPart: Reader<PartOfDay> = firstOf(
  reader(`(?:tonight|2nite|tonite)${wordEnd}`, () => ({ by: 0, part: evening })),
  // The night that has just been: from 18:00 to 06:00.
  reader(`(?:last night|yesterday night|letzte nacht|gestern nacht|anoche|la nuit dernière|hier nuit)${wordEnd}`, () => ({
    by: -1,
    part: [18, 30] as const,
  })),
  reader(`(?:this|heute|este|ce)\\s(?:noon|midday|lunchtime|mittag|mediodía|midi)${wordEnd}`, () => ({ by: 0, part: [12, 12] as const })),
  reader(`(?:this|heute|esta|ce|cet|cette)\\s(?<part>${any})${wordEnd}`, ({ groups }) => ({ by: 0, part: partOf(groups!.part!) })),
)

/** What follows a day: ' evening', ' por la noche', ' früh'. */
export const readPartAfter: Reader<Part> = reader(`\\s(?:(?:in the|por la|a la|au)\\s)?(?<part>${any})${wordEnd}`, ({ groups }) =>
  partOf(groups!.part!),
)
