/** What can go wrong with a service that keeps vectors, and one table of what is done about it. */

type Rule = {
  /** Whether the same request may succeed in a moment. */
  readonly retry: boolean
  /** Whether it says that the service is out of order for everybody, so that nobody need wait for it. */
  readonly trips: boolean
  /** HTTP statuses that mean it. */
  readonly statuses: readonly number[]
}

export const failures = {
  /** We were told to stop. */
  aborted: { retry: false, trips: false, statuses: [] },
  busy: { retry: true, trips: true, statuses: [429] },
  conflict: { retry: true, trips: false, statuses: [409, 412] },
  /** It answered with something that its contract does not allow. */
  malformed: { retry: false, trips: true, statuses: [] },
  /** No such index. */
  missing: { retry: false, trips: true, statuses: [404] },
  'no-credit': { retry: false, trips: true, statuses: [402] },
  /** This one request is not as the service wants it. */
  refused: { retry: false, trips: false, statuses: [400, 405, 406, 413, 415, 422] },
  'server-error': { retry: true, trips: true, statuses: [500, 502, 503] },
  timeout: { retry: true, trips: true, statuses: [408, 504] },
  unauthorised: { retry: false, trips: true, statuses: [401, 403] },
  unreachable: { retry: true, trips: true, statuses: [] },
} as const satisfies Record<string, Rule>

export type StoreFailure = keyof typeof failures

/** Its message names the service and the remedy, and never holds a key. */
export class StoreError extends Error {
  override name = 'StoreError'
  readonly kind: StoreFailure
  /** The wait that the service asked for, in ms. */
  readonly retryAfterMs: number | null

  constructor(kind: StoreFailure, message: string, options: { cause?: unknown; retryAfterMs?: number | null } = {}) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

const byStatus = new Map<number, StoreFailure>(
  Object.entries(failures).flatMap(([kind, { statuses }]) => statuses.map((status) => [status, kind as StoreFailure] as const)),
)

/** A status that the table does not name counts by its class. */
export const failureOfStatus = (status: number): StoreFailure => byStatus.get(status) ?? (status >= 500 ? 'server-error' : 'refused')

/** The wait that `Retry-After` asks for, in ms: seconds or a date (RFC 9110, 10.2.3); null without one. */
export const retryAfterOf = (header: string | null | undefined, now: number): number | null => {
  if (!header) return null
  const seconds = Number(header)
  const wait = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now
  return Number.isFinite(wait) ? Math.max(0, wait) : null
}
