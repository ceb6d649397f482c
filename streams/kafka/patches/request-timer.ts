/**
 * kafkajs 2.2.4, `network/requestQueue/index.js`: after every response each connection sets a timer of 1 ms (or less than
 * 0, which Node 24 warns of), for ever, also where nothing waits. Twenty idle connections cost 4 % of a core.
 * Here a timer is set only while a request waits. Reported as kafkajs#1751, #1755, #1704, #1556.
 */
import { RequestQueue, type QueueState } from '../kafkajs.ts'

const overloadedCheckMs = 10

export const scheduleCheck = function (this: QueueState): void {
  if (this.throttleCheckTimeoutId || this.pending.length === 0) return
  const throttled = this.throttledUntil - Date.now()
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null
      this.checkPendingRequests()
    },
    throttled > 0 ? throttled : overloadedCheckMs,
  )
}

export const patchRequestTimer = (): void => {
  RequestQueue.prototype.scheduleCheckPendingRequests = scheduleCheck
}
