import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import { classOf, typeOf } from './errors.ts'
import { forgetCoordinators } from './patches/coordinator-cache.ts'

/** How long a coordinator may answer "not now" before that counts as a failure, in ms. */
const patienceMs = 10_000

/** Asks a coordinator again while it can't answer now: after 1 ms where a transaction's markers are being written, later where it moves. */
export const patiently = async <T>(connection: Connection, ask: () => Promise<T>): Promise<T> => {
  const until = Date.now() + patienceMs
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (classOf(error).class !== 'wait' || Date.now() > until) throw error
      if (typeOf(error) === 'CONCURRENT_TRANSACTIONS') await delay(1)
      else {
        forgetCoordinators(connection.cluster)
        await delay(50)
      }
    }
  }
}
