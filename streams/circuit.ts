/**
 * A circuit breaker for one outside system (Nygard, Release It!): after some failures in a row it answers at once that the
 * system does not answer, and lets one call through now and then to see whether it does again. What waits is spared
 * time-outs, and the system a storm of retries.
 */
import { HoplineError, type ErrorCode } from './errors.ts'

export interface Circuit {
  /** @throws HoplineError with the circuit's code and the time of the next try while it is open; else what `work` throws */
  run<T>(work: () => Promise<T>): Promise<T>
  /** When the next call is let through, in ms since 1970; null while it is closed. */
  readonly openUntil: number | null
}

/**
 * @param options.trips whether an error means that the system is out of order, rather than that it refused this one call
 * @param options.failures in a row that open it
 * @param options.pauseMs before a call is let through again
 */
export const circuit = (options: {
  name: string
  code: ErrorCode
  trips: (error: unknown) => boolean
  failures?: number
  pauseMs?: number
  now?: () => number
}): Circuit => {
  const { name, code, trips, failures = 5, pauseMs = 2_000, now = Date.now } = options
  let inRow = 0
  let openUntil: number | null = null

  return {
    async run(work) {
      if (openUntil !== null) {
        if (now() < openUntil)
          throw new HoplineError(code, `calling ${name}: it failed ${inRow} times in a row and is tried again soon`, { retryAt: openUntil })
        // One call goes through; the others of the meantime wait for the next turn.
        openUntil = now() + pauseMs
      }
      try {
        const result = await work()
        inRow = 0
        openUntil = null
        return result
      } catch (error) {
        if (trips(error)) {
          if (++inRow >= failures) openUntil = now() + pauseMs
        } else {
          inRow = 0
          openUntil = null
        }
        throw error
      }
    },
    get openUntil() {
      return openUntil
    },
  }
}
