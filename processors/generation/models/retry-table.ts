/** One table: what went wrong with a call of a language model → what is done next. */
import type { FailureKind } from './language-model.ts'

type Rule = {
  /**
   * - `retry`: the same model once more, after a short pause.
   * - `retry-after`: the same, after the time the server names, where that leaves time for an answer; else the next model.
   * - `next-model`: this request will fare no better there.
   * - `give-up`: nobody waits for an answer any more.
   */
  readonly next: 'retry' | 'retry-after' | 'next-model' | 'give-up'
  /** Whether it says that the model's server is out of order for everybody, which opens its circuit. */
  readonly trips: boolean
  /** HTTP statuses that mean it. */
  readonly statuses: readonly number[]
}

export const failures: Readonly<Record<FailureKind, Rule>> = {
  aborted: { next: 'give-up', trips: false, statuses: [] },
  'bad-request': { next: 'next-model', trips: false, statuses: [400, 405, 415, 422] },
  busy: { next: 'retry-after', trips: false, statuses: [429] },
  conflict: { next: 'retry', trips: false, statuses: [409] },
  filtered: { next: 'next-model', trips: false, statuses: [] },
  interrupted: { next: 'retry', trips: true, statuses: [] },
  'no-credit': { next: 'next-model', trips: true, statuses: [402] },
  overloaded: { next: 'retry-after', trips: true, statuses: [503, 529] },
  'server-error': { next: 'retry', trips: true, statuses: [500, 501, 502] },
  timeout: { next: 'next-model', trips: true, statuses: [408, 504] },
  'too-long': { next: 'next-model', trips: false, statuses: [413] },
  unauthorised: { next: 'next-model', trips: true, statuses: [401, 403] },
  'unknown-model': { next: 'next-model', trips: true, statuses: [404] },
  unreachable: { next: 'retry', trips: true, statuses: [] },
}

const byStatus = new Map(
  Object.entries(failures).flatMap(([kind, { statuses }]) => statuses.map((status) => [status, kind as FailureKind] as const)),
)

/** A status that the table does not name counts by its class. */
export const kindOfStatus = (status: number): FailureKind => byStatus.get(status) ?? (status >= 500 ? 'server-error' : 'bad-request')

/**
 * The wait that a response asks for, in ms, or null: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110, 10.2.3).
 */
export const retryAfterOf = (headers: Headers | undefined, now: number): number | null => {
  const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '')
  if (ms >= 0) return ms
  const header = headers?.get('retry-after')
  if (!header) return null
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : null
}
