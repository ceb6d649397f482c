/** How pieces of a time are read from a text: at a place, by a pattern that starts there. */
import type { Span } from './calendar.ts'

/** What a piece of text says, and where it ends. */
export type Read<T> = { readonly end: number; readonly says: T }

/** Reads at `at`, null where nothing of the kind starts there. */
export type Reader<T> = (text: string, at: number) => Read<T> | null

/** A period or point that depends on when the message was sent; `back` where the past is meant ('since Monday'). Null where there is none. */
export type When = (sentAt: number, back: boolean) => Span | null

/** No letter or figure may follow a word. */
export const wordEnd = '(?![\\p{L}\\p{N}_])'

/** Whatever `source` matches at the place; `says` makes what it means, or null to reject it. */
export const reader = <T>(source: string, says: (match: RegExpExecArray) => T | null): Reader<T> => {
  const pattern = new RegExp(source, 'iuy')
  return (text, at) => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    const meaning = match && says(match)
    return meaning === null ? null : { end: at + match![0].length, says: meaning }
  }
}

/** The first of the readers that reads something. */
export const firstOf =
  <T>(...readers: readonly Reader<T>[]): Reader<T> =>
  (text, at) => {
    for (const read of readers) {
      const found = read(text, at)
      if (found) return found
    }
    return null
  }

/** The end of what `pattern` (sticky) matches at the place; the place itself where it does not match. */
export const skip = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
