import { afterEach, expect, it, vi } from 'vitest'
import { RequestQueue, type QueueState } from '../kafkajs.ts'
import { scheduleCheck } from './request-timer.ts'

const original = RequestQueue.prototype.scheduleCheckPendingRequests

const queue = (pending: number, throttledForMs = -1): QueueState => ({
  pending: Array.from({ length: pending }),
  throttledUntil: Date.now() + throttledForMs,
  throttleCheckTimeoutId: null,
  checkPendingRequests: vi.fn(),
})

afterEach(() => vi.useRealTimers())

it('sets no timer on an idle connection, where kafkajs sets one', () => {
  vi.useFakeTimers()
  original.call(queue(0))
  expect(vi.getTimerCount()).toBe(1)
  vi.clearAllTimers()
  scheduleCheck.call(queue(0))
  expect(vi.getTimerCount()).toBe(0)
})

it('looks after waiting requests, once, when the throttling is over', () => {
  vi.useFakeTimers()
  const waiting = queue(2, 500)
  scheduleCheck.call(waiting)
  scheduleCheck.call(waiting)
  vi.advanceTimersByTime(499)
  expect(waiting.checkPendingRequests).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(waiting.checkPendingRequests).toHaveBeenCalledOnce()
})
