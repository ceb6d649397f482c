/** A token bucket for each client. */
import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'
import { Problem } from './problem.ts'

/** What a request that appends to the log counts for, in reads. */
const writeCost = 10
/** The bucket holds what comes in this time, so that a page's first requests pass at once. */
const burstMs = 15_000
const mostClients = 10_000

/** @param perMinute tokens a minute and client */
export const rateLimit = (perMinute: number, now: () => number): MiddlewareHandler => {
  const perMs = perMinute / 60_000
  const full = Math.max(writeCost, perMs * burstMs)
  const buckets = new Map<string, { tokens: number; at: number }>()
  return async (c, next) => {
    const client = (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? 'local'
    const cost = c.req.method === 'GET' || c.req.method === 'HEAD' ? 1 : writeCost
    const time = now()
    const bucket = buckets.get(client)
    const tokens = bucket ? Math.min(full, bucket.tokens + Math.max(0, time - bucket.at) * perMs) : full
    // The client that came last is at the end of the map; who was away longest is forgotten first.
    buckets.delete(client)
    buckets.set(client, { tokens: tokens < cost ? tokens : tokens - cost, at: time })
    if (buckets.size > mostClients) buckets.delete(buckets.keys().next().value!)
    if (tokens < cost) {
      const seconds = Math.ceil((cost - tokens) / perMs / 1_000)
      throw new Problem(
        429,
        `More than ${perMinute} requests a minute came from here (HOPLINE_RATE_PER_MINUTE). Try again in ${seconds} s.`,
        { 'retry-after': String(seconds) },
      )
    }
    await next()
  }
}
