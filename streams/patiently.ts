/** Waiting for what can't be had now. */
import { setTimeout as delay } from 'node:timers/promises'
import { classify } from './errors.ts'

/** Exponential backoff with full jitter between 50 ms and 5 s; `random` is 0 to 1. */
export const backoff = (attempt: number, random: number): number => 50 + random * Math.min(5_000, 100 * 2 ** (attempt - 1))

/**
 * Asks again for as long as `ask` fails with a code whose disposition is `retry` or `retry-after`, and `isOver` does not hold.
 * @throws what `ask` threw last
 */
export const patiently = async <T>(ask: () => Promise<T>, isOver: () => boolean, random: () => number = Math.random): Promise<T> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (isOver() || !classify(error).disposition.startsWith('retry')) throw error
      await delay(backoff(attempt, random()))
    }
  }
}
