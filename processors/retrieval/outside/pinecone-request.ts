/** One request to Pinecone's data plane, by plain fetch: what is sent with it, how long it may take, and what its failures mean. */
import { failureOfStatus, retryAfterOf, StoreError, type StoreFailure } from './store-error.ts'

/** Stable versions live for a year at least (docs.pinecone.io/reference/api/versioning). */
export const pineconeVersion = '2026-07'

export type PineconeAddress = {
  /** Host of the index, with or without `https://`. */
  host: string
  apiKey: string
}

export type Request = {
  path: string
  /** Sent by POST; without one the request is a GET. */
  body?: string
  query?: Record<string, string>
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** A server's own words are shortened: they may be a page of HTML. */
const longestReason = 300

const advice: Partial<Record<StoreFailure, string>> = {
  unauthorised: 'Check PINECONE_API_KEY.',
  missing: 'Check PINECONE_HOST; it is the host of an index.',
  'no-credit': 'Its account is out of credit.',
}

export const urlOf = (host: string): string => (/^https?:\/\//.test(host) ? host : `https://${host}`).replace(/\/+$/, '')

export const pineconeRequester = ({ host, apiKey }: PineconeAddress) => {
  const base = urlOf(host)
  const name = `Pinecone at ${new URL(base).host}`
  const headers = { 'Api-Key': apiKey, 'X-Pinecone-Api-Version': pineconeVersion, 'Content-Type': 'application/json' }
  const sayOf = (text: string) => text.replaceAll(apiKey, '…').slice(0, longestReason)

  /** The answer's JSON. @throws StoreError */
  const request = async <T>({ path, body, query, timeoutMs, signal }: Request): Promise<T> => {
    const late = AbortSignal.timeout(timeoutMs)
    const url = `${base}${path}${query ? `?${new URLSearchParams(query).toString()}` : ''}`
    let response: Response
    let text: string
    try {
      response = await fetch(url, {
        ...(body === undefined ? { method: 'GET' } : { method: 'POST', body }),
        headers,
        // A redirect would take the key to another host.
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, late]) : late,
      })
      text = await response.text()
    } catch (cause) {
      if (signal?.aborted) throw new StoreError('aborted', `${name} was not waited for.`, { cause: signal.reason })
      if (late.aborted) throw new StoreError('timeout', `${name} did not answer ${path} within ${timeoutMs / 1_000} s.`)
      throw new StoreError('unreachable', `${name} can't be reached: ${sayOf(reasonOf(cause))}.`)
    }
    if (!response.ok) {
      const kind = failureOfStatus(response.status)
      throw new StoreError(
        kind,
        [`${name} answered ${path} with ${response.status}: ${sayOf(messageOf(text)) || response.statusText}.`, advice[kind]]
          .join(' ')
          .trim(),
        { retryAfterMs: retryAfterOf(response.headers.get('retry-after'), Date.now()) },
      )
    }
    try {
      return JSON.parse(text) as T
    } catch {
      throw new StoreError('malformed', `${name} answered ${path} with something that is not JSON. ${advice.missing}`)
    }
  }
  return { name, request }
}

/** undici hides what happened in the cause. */
const reasonOf = (cause: unknown): string => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return inner instanceof Error ? inner.message || inner.name : String(inner)
}

/** `rpcStatus` of a JSON body; what is refused before it reaches the index comes as plain text. */
const messageOf = (text: string): string => {
  try {
    const { message } = JSON.parse(text) as { message?: unknown }
    return typeof message === 'string' ? message.replace(/\.$/, '') : ''
  } catch {
    return text.trim().replace(/\.$/, '')
  }
}
