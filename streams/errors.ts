/**
 * One table: error code → what the loop does, and a sentence for the person who waits.
 *
 * - `retry`: again, with backoff and jitter, until the message's deadline (side streams: for as long as it takes);
 *   past the deadline it counts as `dead-letter`.
 * - `retry-after`: the same, not before the time the other side named.
 * - `dead-letter`: the record goes to `chat.dead-letters`; its conversation goes on with `failure` set.
 * - `stop`: the process cannot go on; it says why and exits.
 */
export type Disposition = 'retry' | 'retry-after' | 'dead-letter' | 'stop'

export const errors = {
  'record-undecodable': { disposition: 'dead-letter', say: 'The message was stored in a form that could not be read.' },
  'schema-unknown': { disposition: 'dead-letter', say: 'The message was stored in a form that is not known here.' },
  'record-too-large': { disposition: 'dead-letter', say: 'The result was larger than the log takes.' },
  'handler-failed': { disposition: 'dead-letter', say: 'This step failed on this message.' },
  'handler-timeout': { disposition: 'dead-letter', say: 'This step did not finish in time.' },
  'process-killer': { disposition: 'dead-letter', say: 'This step ended twice while it worked on this message.' },
  'deadline-passed': { disposition: 'dead-letter', say: 'A service that this step needs did not answer in time.' },
  'service-unavailable': { disposition: 'retry', say: 'A service that this step needs does not answer.' },
  'service-busy': { disposition: 'retry-after', say: 'A service that this step needs is busy.' },
  'service-refused': { disposition: 'dead-letter', say: 'A service that this step needs refused this message.' },
  'registry-unavailable': { disposition: 'retry', say: 'The schema registry does not answer.' },
  'settings-invalid': { disposition: 'stop', say: 'A setting is wrong.' },
  'not-authorised': { disposition: 'stop', say: 'Hopline may not use the log as it is set up.' },
  'log-unusable': { disposition: 'stop', say: 'The log can not be used as it is set up.' },
} as const satisfies Record<string, { disposition: Disposition; say: string }>

export type ErrorCode = keyof typeof errors

/** An error with a code of the table. Anything thrown without one counts as `handler-failed` in the loop. */
export class HoplineError extends Error {
  override name = 'HoplineError'
  readonly code: ErrorCode
  /** When to try again, in ms since 1970; for `retry-after`. */
  readonly retryAt?: number

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; retryAt?: number } = {}) {
    super(message, { cause: options.cause })
    this.code = code
    if (options.retryAt !== undefined) this.retryAt = options.retryAt
  }
}

/** The code and disposition of anything thrown. */
export const classify = (error: unknown): { code: ErrorCode; disposition: Disposition; retryAt: number } => {
  const code = error instanceof HoplineError ? error.code : 'handler-failed'
  return { code, disposition: errors[code].disposition, retryAt: (error instanceof HoplineError && error.retryAt) || 0 }
}
