/** Times that the readers of this folder do not know and somebody else took for one: read by chrono-node, which knows many more forms. */
import * as chrono from 'chrono-node'
import { languageOf } from '../recognisers/languages.ts'
import { day, point, span, type Span } from './calendar.ts'

/** A time is short; chrono-node costs up to 0.1 ms a character on hostile text. */
const longest = 80

const pointOrDay = (parts: chrono.ParsedComponents): Span => {
  const at = parts.date().getTime()
  if (parts.isCertain('hour')) return point(at)
  const start = Date.UTC(parts.get('year')!, parts.get('month')! - 1, parts.get('day')!)
  return span(start, start + day)
}

/** What `slice`, part of `text`, says; null where chrono-node finds no time that fills most of it. */
export const readOtherForm = (slice: string, text: string, sentAt: number): Span | null => {
  if (slice.length > longest) return null
  const [found] = chrono[languageOf(text)].parse(slice, { instant: new Date(sentAt), timezone: 0 }, { forwardDate: true })
  if (!found || found.text.length * 2 < slice.length) return null
  const start = pointOrDay(found.start)
  return found.end ? span(start.from, pointOrDay(found.end).to) : start
}
