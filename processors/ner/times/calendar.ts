/** Days, weeks and months in UTC, in ms since 1970. Periods run from `from` up to `to`, exclusive; they are a point where the two are equal. */
export type Span = { readonly from: number; readonly to: number }

export const hour = 3_600_000
export const day = 24 * hour

export const span = (from: number, to: number): Span => ({ from, to })
export const point = (at: number): Span => span(at, at)

export const startOfDay = (at: number): number => Math.floor(at / day) * day
export const wholeDay = (start: number): Span => span(start, start + day)

/** Weeks start on Monday. */
export const startOfWeek = (at: number): number => startOfDay(at) - ((new Date(at).getUTCDay() + 6) % 7) * day

/** The first of the month that is `by` months after that of `at`. */
export const startOfMonth = (at: number, by = 0): number => {
  const date = new Date(at)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + by, 1)
}

export type Period = 'day' | 'week' | 'weekend' | 'month' | 'quarter' | 'year'

/** The calendar period moved by `by` of its own lengths from the one that holds `at`. */
export const periodOf = (period: Period, at: number, by: number): Span => {
  const year = new Date(at).getUTCFullYear() + by
  const quarter = new Date(at).getUTCMonth() % 3
  const week = startOfWeek(at) + 7 * by * day
  switch (period) {
    case 'day':
      return wholeDay(startOfDay(at) + by * day)
    case 'week':
      return span(week, week + 7 * day)
    case 'weekend':
      return span(week + 5 * day, week + 7 * day)
    case 'month':
      return span(startOfMonth(at, by), startOfMonth(at, by + 1))
    case 'quarter':
      return span(startOfMonth(at, 3 * by - quarter), startOfMonth(at, 3 * by - quarter + 3))
    case 'year':
      return span(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))
  }
}

/** The date as ms since 1970; null where the month has no such day. */
export const dateOf = (year: number, month: number, date: number): number | null => {
  const at = Date.UTC(year, month - 1, date)
  return new Date(at).getUTCDate() === date && new Date(at).getUTCMonth() === month - 1 ? at : null
}

/** The nearest day on which `inYear` falls: today or later, or where the past is meant today or earlier. */
export const nearest = (inYear: (year: number) => number | null, sentAt: number, back: boolean): number | null => {
  const today = startOfDay(sentAt)
  const year = new Date(sentAt).getUTCFullYear()
  const years = back ? [year, year - 1, year - 2, year - 3, year - 4] : [year, year + 1, year + 2, year + 3, year + 4]
  // A leap day is up to four years away.
  for (const one of years) {
    const at = inYear(one)
    if (at !== null && (back ? at <= today : at >= today)) return at
  }
  return null
}
