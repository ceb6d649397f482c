/** A moment as people write it: a stamp, a day with its clock time or part, a clock time with its day, a period, a length from now. */
import { day, hour, point, startOfDay, wholeDay } from './calendar.ts'
import { readClock, readHour, type Clock } from './clocks.ts'
import { readDay, type Day } from './days.ts'
import { readLength } from './lengths.ts'
import { hourWithin, partOfDay, readPart, readPartAfter, spanOfPart } from './parts.ts'
import { readPeriod } from './periods.ts'
import { skip, type When } from './reading.ts'
import { readStamp } from './stamps.ts'

/** `day` and `clock` where the moment has them, so that the ends of a range can share them. */
export type Moment = { readonly end: number; readonly when: When; readonly day?: Day; readonly clock?: Clock; readonly weak?: boolean }

const separator = /,?\s(?:(?:at|um|gegen|a las?|à|by|around|about|ab|vers|sobre las)\s)?(?:,\s)?/iuy
const beforeDay = /,?\s(?:(?:on|am|el|le)\s)?/iuy

export const clockOn = (start: number, { ms, offset }: Clock): number => start + ms - offset

/** A clock time by itself is that of the day on which the message was sent; of the past, the latest one. */
export const clockAlone =
  (clock: Clock): When =>
  (sentAt, back) => {
    const at = clockOn(startOfDay(sentAt), clock)
    return point(back && at > sentAt ? at - day : at)
  }

const dayAlone =
  (day: Day): When =>
  (sentAt, back) => {
    const start = day(sentAt, back)
    return start === null ? null : wholeDay(start)
  }

export const dayWithClock =
  (day: Day, clock: Clock): When =>
  (sentAt, back) => {
    const start = day(sentAt, back)
    return start === null ? null : point(clockOn(start, clock))
  }

/** A clock time, or an hour that a day or a word before it makes one. */
const clockAfter = (text: string, at: number) => readClock(text, at) ?? readHour(text, at)

const withPart = (text: string, at: number): Moment | null => {
  const found = readPart(text, at)
  if (!found) return null
  const { by, part } = found.says
  const rest = skip(separator, text, found.end)
  const clock = rest > found.end ? clockAfter(text, rest) : null
  if (!clock) return { end: found.end, when: partOfDay(found.says) }
  const ms = clock.says.half ? clock.says.ms : hourWithin(clock.says.ms, part)
  // 'last night at 3' is this morning's.
  const night = part[1] > 24 || part[0] === 18
  const next = night && clock.says.half && clock.says.ms < 6 * hour ? day : 0
  const on = (sentAt: number): number => startOfDay(sentAt) + by * day + next
  return { end: clock.end, when: (sentAt) => point(clockOn(on(sentAt), { ...clock.says, ms })), day: on, clock: { ...clock.says, ms } }
}

const partWords = /(?:the\s)?(?<part>morning|afternoon|evening|night)\sof\s/iuy

const withDay = (text: string, at: number): Moment | null => {
  partWords.lastIndex = at
  const ofDay = partWords.exec(text)
  const read = readDay(text, ofDay ? partWords.lastIndex : at)
  if (!read) return null
  const { day: on, weak } = read.says
  const part = ofDay ? readPartAfter(` ${ofDay.groups!.part}`, 0) : readPartAfter(text, read.end)
  const end = ofDay || !part ? read.end : part.end
  const rest = skip(separator, text, end)
  const clock = rest > end ? clockAfter(text, rest) : null
  // 'Friday 5 pods' is no clock time: a bare hour needs a word before it, or the text's end behind.
  const sure =
    clock &&
    (clock.says.sure ||
      /\p{L}\s$/u.test(text.slice(end, rest)) ||
      /^\s*(?:$|[.,!?)\n]|-|–|(?:to|till?|until|bis|a|à)\s\d)/u.test(text.slice(clock.end)))
  if (clock && sure) {
    const ms = part && !clock.says.half ? hourWithin(clock.says.ms, part.says) : clock.says.ms
    const moved = { ...clock.says, ms }
    return { end: clock.end, when: dayWithClock(on, moved), day: on, clock: moved }
  }
  if (part) {
    return {
      end,
      when: (sentAt, back) => {
        const start = on(sentAt, back)
        return start === null ? null : spanOfPart(start, part.says)
      },
    }
  }
  return { end, when: dayAlone(on), day: on, weak }
}

const withClock = (text: string, at: number): Moment | null => {
  const read = readClock(text, at)
  if (!read) return null
  const clock = read.says
  const rest = skip(beforeDay, text, read.end)
  if (rest > read.end) {
    const on = readDay(text, rest)
    if (on && !(on.says.weak && /^\d/.test(text.slice(rest))))
      return { end: on.end, when: dayWithClock(on.says.day, clock), day: on.says.day, clock }
    const part = readPart(text, rest)
    if (part) {
      const ms = clock.half ? clock.ms : hourWithin(clock.ms, part.says.part)
      const start = (sentAt: number): number => startOfDay(sentAt) + part.says.by * day
      return { end: part.end, when: (sentAt) => point(clockOn(start(sentAt), { ...clock, ms })), day: start, clock: { ...clock, ms } }
    }
  }
  return { end: read.end, when: clockAlone(clock), clock, weak: !clock.sure }
}

const plain =
  (read: (text: string, at: number) => { end: number; says: When } | null) =>
  (text: string, at: number): Moment | null => {
    const found = read(text, at)
    return found && { end: found.end, when: found.says }
  }

const readers = [plain(readStamp), plain(readLength), withPart, withDay, withClock, plain(readPeriod)]

/** The longest moment that starts at the place. */
export const readMoment = (text: string, at: number): Moment | null => {
  let best: Moment | null = null
  for (const read of readers) {
    const found = read(text, at)
    if (found && (!best || found.end > best.end)) best = found
  }
  return best
}

export const bareHour = (text: string, at: number): Moment | null => {
  const read = readHour(text, at)
  return read && { end: read.end, when: clockAlone(read.says), clock: read.says }
}
