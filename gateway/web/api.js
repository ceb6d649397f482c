/** The gateway's HTTP interface, as the page uses it. */

/** What went wrong with a request, as one sentence; `retryAfterMs` is set where trying again can help. */
export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {{ status: number | null, retryAfterMs: number | null }} how status null: no answer came
   */
  constructor(message, { status, retryAfterMs }) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

/** @param {unknown} error */
export const mayRetry = (error) => !(error instanceof ApiError) || error.retryAfterMs !== null

/** @param {unknown} error */
export const sentenceOf = (error) => (error instanceof Error ? error.message : String(error))

const patienceMs = 20_000

/**
 * @param {string} path
 * @param {{ method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal }} [init]
 * @returns {Promise<Response>} one with a status of 200 to 299
 * @throws {ApiError}
 */
export const request = async (path, { method = 'GET', body, headers = {}, signal = AbortSignal.timeout(patienceMs) } = {}) => {
  let response
  try {
    response = await fetch(path, {
      method,
      signal,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  } catch {
    throw new ApiError('The server does not answer.', { status: null, retryAfterMs: 0 })
  }
  if (response.ok) return response
  const { status } = response
  const problem = await response.json().catch(() => null)
  const canHelp = status === 429 || status === 408 || status >= 500
  const wait = Number(response.headers.get('retry-after') ?? 0) * 1_000
  throw new ApiError(typeof problem?.detail === 'string' ? problem.detail : `The server answered ${status}.`, {
    status,
    retryAfterMs: canHelp ? (Number.isFinite(wait) ? wait : 0) : null,
  })
}

/** @param {string} path @returns {Promise<any>} */
const getJson = async (path) => (await request(path)).json()

/** @typedef {{ id: string, title: string, at: number, status: 'accepted' | 'working' | 'done' | 'failed' }} Listed */

/** @returns {Promise<Listed[]>} */
export const listConversations = async () => (await getJson('/v1/conversations')).conversations

/** @param {string} conversationId */
export const eventsPath = (conversationId) => `/v1/conversations/${encodeURIComponent(conversationId)}/events`

/** @returns {Promise<{ documents: number, chunks: number, pending: number }>} */
export const knowledgeStatus = () => getJson('/v1/knowledge/status')

/**
 * What each hop of a message found, by the hop's name.
 *
 * @param {string} messageId
 * @returns {Promise<Map<string, string>>}
 */
export const summariesOf = async (messageId) => {
  const { steps } = await getJson(`/v1/ops/explain/${encodeURIComponent(messageId)}`)
  return new Map(steps.map((/** @type {{ name: string, summary: string }} */ { name, summary }) => [name, summary]))
}

/**
 * A document as it was in a revision.
 *
 * @param {string} document
 * @param {string} revision
 * @returns {Promise<{ text: string, title: string, revision: string, at: number, current: boolean }>}
 */
export const readDocument = (document, revision) =>
  getJson(`/v1/knowledge/${encodeURIComponent(document)}?revision=${encodeURIComponent(revision)}`)

/**
 * Whether every part runs. A part that does not is no error here: `null` means that no answer came.
 *
 * @returns {Promise<{ ready: boolean, parts: { name: string, ready: boolean, detail: string }[] } | null>}
 */
export const readiness = async () => {
  try {
    const response = await fetch('/readyz', { signal: AbortSignal.timeout(patienceMs) })
    return response.ok || response.status === 503 ? await response.json() : null
  } catch {
    return null
  }
}
