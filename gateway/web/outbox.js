/**
 * What this browser still has to send. Each item stays in storage until the server took it in, and goes out under one
 * Idempotency-Key however often it is tried: nothing is lost by a closed tab, nothing is sent twice.
 */
import { ApiError, mayRetry, request, sentenceOf } from './api.js'

/**
 * @typedef {{ key: string, kind: 'message', conversationId: string, at: number, body: { text: string, conversationId: string } }} MessageItem
 * @typedef {{ key: string, kind: 'feedback', conversationId: string, at: number, body: { messageId: string, rating: 'up' | 'down', reason?: string, correction?: string } }} FeedbackItem
 * @typedef {MessageItem | FeedbackItem} Item
 *
 * @typedef {object} Tell
 * @property {(item: Item, answer: any) => void} onSent
 * @property {(item: Item, why: string) => void} onKept tried without success, and kept
 * @property {(item: Item, why: string) => void} onRefused the server does not want it; it is kept no longer
 */

const storageKey = 'hopline.outbox'
const paths = { message: '/v1/messages', feedback: '/v1/feedback' }
const longestWaitMs = 15_000

/**
 * @param {{ read(name: string): any, write(name: string, value: unknown): void }} storage
 * @param {Tell} tell
 */
export const openOutbox = (storage, { onSent, onKept, onRefused }) => {
  let failures = 0
  let isSending = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer

  // Storage is the truth: other tabs add to it and take from it.
  /** @returns {Item[]} */
  const items = () => storage.read(storageKey) ?? []
  /** @param {string} key */
  const remove = (key) =>
    storage.write(
      storageKey,
      items().filter((item) => item.key !== key),
    )

  const flush = async () => {
    clearTimeout(timer)
    if (isSending) return
    isSending = true
    try {
      for (let item = items()[0]; item; item = items()[0]) {
        const { key, kind, body } = item
        try {
          const response = await request(paths[kind], {
            method: 'POST',
            body,
            headers: kind === 'message' ? { 'idempotency-key': key } : {},
          })
          const answer = response.status === 204 ? null : await response.json().catch(() => null)
          remove(key)
          failures = 0
          onSent(item, answer)
        } catch (error) {
          if (mayRetry(error)) {
            const wait = Math.max(error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0, Math.min(longestWaitMs, 500 * 2 ** ++failures))
            timer = setTimeout(() => void flush(), wait)
            for (const waiting of items()) onKept(waiting, sentenceOf(error))
            return
          }
          remove(key)
          onRefused(item, sentenceOf(error))
        }
      }
    } finally {
      isSending = false
    }
  }

  return {
    items,
    /** @param {Item} item */
    send: (item) => {
      storage.write(storageKey, [...items(), item])
      void flush()
    },
    /** Tries at once what waits. */
    flush,
    remove,
    /** Tries nothing more; what waits stays in storage. */
    close: () => clearTimeout(timer),
  }
}
