import { z } from 'zod'
import { HoplineError } from '../errors.ts'

const answer = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(300) })

/** A token is renewed when this share of its life has passed, so that no login starts with one about to end. */
const renewAfter = 0.8
const timeoutMs = 10_000

/**
 * Gives bearer tokens for SASL/OAUTHBEARER (RFC 7628) by the client credentials grant (RFC 6749 section 4.4); one
 * request serves all logins until it is nearly over.
 *
 * @throws {HoplineError} `service-unavailable`, or `not-authorised` where the endpoint refuses
 */
export const clientCredentials = ({
  url,
  clientId,
  clientSecret,
  scope,
}: {
  url: string
  clientId: string
  clientSecret: string
  scope?: string | undefined
}) => {
  let current: Promise<{ value: string }> | null = null
  let renewAt = 0

  const request = async (): Promise<{ value: string }> => {
    const credentials = [clientId, clientSecret].map(encodeURIComponent).join(':')
    const body = new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) })
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause: unknown) => {
      throw new HoplineError('service-unavailable', `KAFKA_SASL_OAUTH_TOKEN_URL (${url}) does not answer: ${(cause as Error).message}`, {
        cause,
      })
    })
    if (!response.ok) {
      const code = response.status < 500 ? 'not-authorised' : 'service-unavailable'
      throw new HoplineError(code, `KAFKA_SASL_OAUTH_TOKEN_URL (${url}) answered ${response.status} to the client ${clientId}.`)
    }
    const token = answer.safeParse(await response.json().catch(() => null))
    if (!token.success) throw new HoplineError('not-authorised', `KAFKA_SASL_OAUTH_TOKEN_URL (${url}) answered without an access_token.`)
    renewAt = Date.now() + token.data.expires_in * 1000 * renewAfter
    return { value: token.data.access_token }
  }

  return (): Promise<{ value: string }> => {
    if (!current || Date.now() >= renewAt) {
      renewAt = Infinity
      current = request().catch((error: unknown) => {
        current = null
        throw error
      })
    }
    return current
  }
}
