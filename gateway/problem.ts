/** Refusals and failures as problem details (RFC 9457). */
import { z } from '@hono/zod-openapi'
import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { HoplineError } from '../streams/errors.ts'

export const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'One sentence: what is wrong and what to do.' }),
    errors: z
      .array(
        z.object({
          at: z.string().openapi({ description: 'Where in the request, as a JSON pointer below body, query, path or headers.' }),
          says: z.string(),
        }),
      )
      .optional(),
  })
  .openapi('Problem')

type Detail = { at: string; says: string }

const titles = {
  400: 'Bad request',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Unprocessable content',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Service unavailable',
} as const

export type ProblemStatus = keyof typeof titles

/** A request that ends here. The sentence is shown to the client. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: ProblemStatus
  readonly headers: Readonly<Record<string, string>>
  constructor(status: ProblemStatus, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(detail)
    this.status = status
    this.headers = headers
  }
}

export const problem = (
  status: ProblemStatus,
  detail: string,
  more: { headers?: Readonly<Record<string, string>>; errors?: Detail[] } = {},
): Response =>
  new Response(
    JSON.stringify({ type: 'about:blank', title: titles[status], status, detail, ...(more.errors ? { errors: more.errors } : {}) }),
    {
      status,
      headers: { ...more.headers, 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    },
  )

/** What a thrown error becomes. Only the text of a `Problem` reaches the client: other messages may hold internals. */
export const onError =
  (report: (error: unknown) => void): ErrorHandler =>
  (error) => {
    if (error instanceof Problem) return problem(error.status, error.message, { headers: error.headers })
    // The validator of the framework throws these for bodies that are not JSON and for media types.
    if (error instanceof HTTPException && error.status === 415) return problem(415, wrongMediaType)
    if (error instanceof HTTPException && error.status < 500) return problem(400, 'The body is not valid JSON.')
    report(error)
    const unavailable =
      error instanceof HoplineError && ['service-unavailable', 'service-busy', 'registry-unavailable', 'log-unusable'].includes(error.code)
    if (unavailable)
      return problem(503, 'The log does not answer. Try again; under an Idempotency-Key a message is taken in once.', {
        headers: { 'retry-after': '5' },
      })
    return problem(500, 'The gateway failed on this request. Its log says why.')
  }

/** Browsers send other content types across sites without asking first. */
const wrongMediaType = 'A request with a body must have the content type application/json.'

/** What the validators found wrong: 422 for a body, 400 for the rest of the request. */
export const onInvalid = (
  result: { target: string } & ({ success: true } | { success: false; error: z.ZodError }),
  _context: Context,
): Response | undefined => {
  if (result.success) return undefined
  const place =
    result.target === 'json' ? 'body' : result.target === 'param' ? 'path' : result.target === 'header' ? 'headers' : result.target
  const errors = result.error.issues.map(({ path, message }) => ({ at: [place, ...path.map(String)].join('/'), says: message }))
  const detail = errors.map(({ at, says }) => `${at}: ${says}`).join(' ')
  return problem(result.target === 'json' ? 422 : 400, detail, { errors })
}

const content = { 'application/problem+json': { schema: problemSchema } }
const always = [400, 403, 405, 429, 500, 503] as const
const withBody = [413, 415, 422] as const

/**
 * The refusals of a route, for its description. Their type is empty, so that handlers answer with what the route is for
 * and throw a `Problem` otherwise.
 */
export const refusals = (...more: ('body' | ProblemStatus)[]): Record<never, never> =>
  Object.fromEntries(
    [...always, ...more.flatMap((one) => (one === 'body' ? withBody : [one]))].map((status) => [
      status,
      { description: titles[status], content },
    ]),
  )
