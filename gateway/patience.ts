/** How long a request waits for what is read from the log at the start. */
import { setTimeout as delay } from 'node:timers/promises'
import { Problem } from './problem.ts'

const patienceMs = 10_000

/** @throws Problem 503 where it takes longer */
export const within = async (caughtUp: Promise<void>): Promise<void> => {
  const over = new AbortController()
  const late = delay(patienceMs, 'late' as const, { signal: over.signal }).catch(() => undefined)
  const first = await Promise.race([caughtUp, late])
  over.abort()
  if (first === 'late') throw new Problem(503, 'What is in the log is still being read. Try again.', { 'retry-after': '5' })
}
