import type { Entity } from '../../schemas/index.ts'

export type Row = { readonly expected: readonly Entity[]; readonly predicted: readonly Entity[] }

/** Shares are 0 to 1; a share of nothing is 0. */
export type Scores = { precision: number; recall: number; f1: number }

export type EntityReport = {
  /** Messages. */
  n: number
  span: Scores
  value: { accuracy: number }
  perType: Record<string, { expected: number; predicted: number; span: Scores; value: { accuracy: number } }>
}

type Tally = { expected: number; predicted: number; found: number; right: number }

/**
 * Micro-averaged scores over spans: one counts where type, start and end are the same. Values are compared over exactly
 * found spans: datetimes as instants or intervals, durations as lengths, the rest as strings.
 */
export const evaluateEntities = (rows: readonly Row[]): EntityReport => {
  const tallies = new Map<string, Tally>()
  const tally = (type: string): Tally => {
    const known = tallies.get(type) ?? { expected: 0, predicted: 0, found: 0, right: 0 }
    tallies.set(type, known)
    return known
  }
  for (const { expected, predicted } of rows) {
    for (const { type } of expected) tally(type).expected++
    const open = new Map<string, Entity[]>()
    for (const entity of expected) open.set(place(entity), [...(open.get(place(entity)) ?? []), entity])
    for (const entity of predicted) {
      const count = tally(entity.type)
      count.predicted++
      const match = open.get(place(entity))?.shift()
      if (!match) continue
      count.found++
      if (sameValue(entity.type, entity.value, match.value)) count.right++
    }
  }
  const total: Tally = { expected: 0, predicted: 0, found: 0, right: 0 }
  for (const one of tallies.values()) for (const key of Object.keys(total) as (keyof Tally)[]) total[key] += one[key]
  const perType = [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, one]) => [type, { expected: one.expected, predicted: one.predicted, ...scores(one) }])
  return { n: rows.length, ...scores(total), perType: Object.fromEntries(perType) as EntityReport['perType'] }
}

const place = ({ type, start, end }: Entity): string => `${type} ${start} ${end}`

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

const scores = ({ expected, predicted, found, right }: Tally): Pick<EntityReport, 'span' | 'value'> => ({
  span: { precision: share(found, predicted), recall: share(found, expected), f1: share(2 * found, predicted + expected) },
  value: { accuracy: share(right, found) },
})

const sameValue = (type: string, a: string, b: string): boolean => {
  if (a === b) return true
  if (type === 'datetime') return instants(a) !== null && instants(a) === instants(b)
  if (type === 'duration') return lengthOf(a) !== null && lengthOf(a) === lengthOf(b)
  return false
}

/** The instants of an ISO 8601 instant or interval, in ms since 1970; null where the text is neither. */
const instants = (value: string): string | null => {
  const parts = value.split('/').map((part) => Date.parse(part))
  return parts.some(Number.isNaN) ? null : parts.join('/')
}

/** The length of an ISO 8601 duration in seconds, with months of 30 days and years of 365; null where the text is none. */
const lengthOf = (value: string): number | null => {
  const number = '(\\d+(?:[.,]\\d+)?)'
  const parts = new RegExp(
    `^P(?:${number}Y)?(?:${number}M)?(?:${number}W)?(?:${number}D)?(?:T(?:${number}H)?(?:${number}M)?(?:${number}S)?)?$`,
  ).exec(value)
  if (!parts || value === 'P') return null
  const seconds = [31_536_000, 2_592_000, 604_800, 86_400, 3600, 60, 1]
  return seconds.reduce((sum, length, index) => sum + length * Number((parts[index + 1] ?? '0').replace(',', '.')), 0)
}
