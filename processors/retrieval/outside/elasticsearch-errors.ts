/** What the client of Elasticsearch throws, as our errors. Its own are not kept: they hold the request with its headers, the key among them. */
import { errors } from '@elastic/elasticsearch'
import { failureOfStatus, retryAfterOf, StoreError, type StoreFailure } from './store-error.ts'

type Scrub = (text: string) => string

const longestReason = 300

const advice: Partial<Record<StoreFailure, string>> = {
  unauthorised: 'Check ELASTICSEARCH_API_KEY, and what it may do with the index.',
  missing: 'The index is gone; it is made again at the next start.',
}

/** Takes the secrets of the settings out of a text. */
export const withoutSecrets = (url: string, apiKey: string | undefined): Scrub => {
  const { username, password } = new URL(url)
  const plain = decodeURIComponent(password)
  const basic = password && Buffer.from(`${decodeURIComponent(username)}:${plain}`).toString('base64')
  const secrets = [apiKey ?? '', basic, password, plain].filter((one) => one !== '')
  return (text) => secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '…'), text).slice(0, longestReason)
}

export const storeErrorOf = (error: unknown, { name, scrub, timeoutMs }: { name: string; scrub: Scrub; timeoutMs: number }): StoreError => {
  if (error instanceof errors.ResponseError) {
    const kind = failureOfStatus(error.statusCode ?? 500)
    return new StoreError(kind, [`${name} answered with ${error.statusCode}: ${scrub(reasonOf(error))}.`, advice[kind]].join(' ').trim(), {
      retryAfterMs: retryAfterOf(error.headers?.['retry-after']?.toString(), Date.now()),
    })
  }
  if (error instanceof errors.RequestAbortedError) return new StoreError('aborted', `${name} was not waited for.`)
  if (error instanceof errors.TimeoutError) return new StoreError('timeout', `${name} did not answer within ${timeoutMs / 1_000} s.`)
  if (error instanceof errors.ConnectionError || error instanceof errors.NoLivingConnectionsError)
    return new StoreError('unreachable', `${name} can't be reached: ${scrub(error.message)}.`)
  if (error instanceof errors.ElasticsearchClientError)
    return new StoreError('malformed', `${name} is no Elasticsearch that the client understands: ${scrub(error.message)}`)
  throw error
}

/** Type and reason of the first cause, else the body. */
const reasonOf = ({ body }: errors.ResponseError): string => {
  const { error } = (body ?? {}) as {
    error?: { type?: string; reason?: string; root_cause?: { type?: string; reason?: string }[] } | string
  }
  if (typeof error === 'string') return error
  const { type, reason } = error?.root_cause?.[0] ?? error ?? {}
  return [type, reason].filter(Boolean).join(', ') || (typeof body === 'string' ? body : 'no reason is given')
}
