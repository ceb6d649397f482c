/** What the registry client leaves open on a request: a time limit, and telling an outage from an answer. */
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { HoplineError } from '../errors.ts'

type Middleware = NonNullable<ConstructorParameters<typeof SchemaRegistry>[0]['middlewares']>[number]

/** Without it a registry that accepts and says nothing would hold its caller for ever. */
export const timeLimit =
  (timeout: number): Middleware =>
  () => ({ prepareRequest: async (next) => (await next()).enhance({ timeout }) })

/** The HTTP status that an error of the client carries. */
export const statusOf = (error: unknown): number | undefined => {
  const status = (error as { status?: unknown } | null)?.status
  return typeof status === 'number' ? status : undefined
}

/** An error of the client as one of ours. `what`: what the request was about; `remedy`: what to do where the registry says no to it. */
export const registryError = (cause: unknown, url: string, what: string, remedy: string): HoplineError => {
  if (cause instanceof HoplineError) return cause
  const status = statusOf(cause)
  const says = cause instanceof Error ? cause.message.replace('hopline - ', '') : String(cause)
  // The client gives a request without an answer the status 400 and a text; an answer of the registry is JSON and has its own message.
  const silent = status === 400 && says.startsWith('Error, status 400')
  if (silent || status === 429 || status === 408 || (status ?? 0) >= 500) {
    return new HoplineError(
      'registry-unavailable',
      `The schema registry at ${url} does not serve ${what}: ${says.replace('Error, status 400: ', '')}.`,
      { cause },
    )
  }
  if (status === 401 || status === 403) {
    const check = 'check SCHEMA_REGISTRY_USERNAME, SCHEMA_REGISTRY_PASSWORD and what this user may do'
    return new HoplineError('settings-invalid', `The schema registry at ${url} refuses access to ${what} (${status}): ${check}.`, { cause })
  }
  return new HoplineError('log-unusable', `The schema registry at ${url} refuses ${what}: ${says.replace(/\.$/, '')}. ${remedy}`, { cause })
}
