import { setTimeout as delay } from 'node:timers/promises'
import { failures, StoreError } from './store-error.ts'

export type RetryOptions = {
  attempts: number
  signal?: AbortSignal | undefined
  /** Waits; handed in by tests. */
  pause?: Pause
  random?: () => number
}

export type Pause = (ms: number, signal?: AbortSignal) => Promise<unknown>

const longestMs = 30_000

export const wait: Pause = (ms, signal) => delay(ms, undefined, { ...(signal ? { signal } : {}), ref: false })

/**
 * Tries again what the table of store-error.ts says may succeed, after the wait that the service names, else after a backoff with full jitter
 * between 100 ms and 30 s.
 * @throws StoreError the last one
 */
export const retrying = async <T>(
  call: () => Promise<T>,
  { attempts, signal, pause = wait, random = Math.random }: RetryOptions,
): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof StoreError) || !failures[error.kind].retry || attempt >= attempts || signal?.aborted) throw error
      const ms = error.retryAfterMs ?? 100 + random() * Math.min(longestMs, 200 * 2 ** (attempt - 1))
      // A service that asks for more than this is out of order for now; whoever called decides what is done meanwhile.
      if (ms > longestMs) throw error
      await pause(ms, signal).catch(() => undefined)
    }
  }
}
