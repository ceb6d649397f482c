/**
 * A server in place of Pinecone, which can't run here. It holds requests, and its own answers, to the published contract (contracts/), really
 * stores, filters and searches (pinecone-index.for-tests.ts), and fails in the ways that a test asks for.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { openPineconeIndex, Refused } from './pinecone-index.for-tests.ts'

/** What comes in place of the next answer, once. */
export type Fault =
  | { status: number; body?: string | object; headers?: Record<string, string> }
  /** The connection breaks. */
  | 'reset'
  /** Nothing comes. */
  | 'silent'
  /** An answer that is no JSON. */
  | 'malformed'

export type FakePinecone = Pick<ReturnType<typeof openPineconeIndex>, 'stored' | 'hide' | 'show'> & {
  readonly url: string
  /** In the order they came, those that were answered by a fault too. */
  readonly requests: { path: string; body: string }[]
  /** Where a request, or an answer of this server, is not as the contract says. */
  readonly violations: string[]
  fail(...faults: readonly Fault[]): void
  close(): Promise<void>
}

const contract = JSON.parse(readFileSync(new URL('contracts/pinecone-data.json', import.meta.url), 'utf8')) as { $id: string }

export const startFakePinecone = async ({
  apiKey,
  dimension = 384,
  metric = 'dotproduct',
}: {
  apiKey: string
  dimension?: number
  metric?: string
}): Promise<FakePinecone> => {
  const ajv = new Ajv2020({ strict: false, schemas: [contract] })
  const index = openPineconeIndex({ dimension, metric })
  const violations: string[] = []
  const requests: { path: string; body: string }[] = []
  let faults: Fault[] = []

  /** What is wrong with a value by the contract, or null. */
  const hold = (definition: string, value: unknown): string | null => {
    const validate = ajv.getSchema(`${contract.$id}#/$defs/${definition}`)!
    if (validate(value)) return null
    const found = `${definition}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 300)}`
    violations.push(found)
    return found
  }

  type Route = { request: string; response: string; handle: (body: never, bytes: number) => object }
  const routes: Record<string, Route> = {
    'POST /vectors/upsert': { request: 'UpsertRequest', response: 'UpsertResponse', handle: index.upsert },
    'POST /vectors/delete': { request: 'DeleteRequest', response: 'DeleteResponse', handle: index.erase },
    'POST /query': { request: 'QueryRequest', response: 'QueryResponse', handle: index.query },
    'GET /vectors/list': { request: 'ListQuery', response: 'ListResponse', handle: index.list },
    'POST /describe_index_stats': { request: 'StatsRequest', response: 'StatsResponse', handle: index.stats },
  }

  const send = (response: ServerResponse, status: number, body: string | object, headers: Record<string, string> = {}) => {
    const isText = typeof body === 'string'
    if (!isText && status >= 400) hold('Status', body)
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers })
    response.end(isText ? body : JSON.stringify(body))
  }

  const fail = (fault: Fault, request: IncomingMessage, response: ServerResponse) => {
    if (fault === 'reset') request.socket.resetAndDestroy()
    else if (fault === 'malformed') response.writeHead(200).end('<html>gateway</html>')
    else if (fault !== 'silent') send(response, fault.status, fault.body ?? { code: 13, message: 'an error', details: [] }, fault.headers)
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url!, 'http://fake')
    const raw = await text(request)
    requests.push({ path: url.pathname, body: raw })
    const fault = faults.shift()
    if (fault) return fail(fault, request, response)
    // What is refused before it reaches the index comes as plain text.
    if (request.headers['api-key'] !== apiKey) return send(response, 401, 'Unauthorized')
    if (request.headers['x-pinecone-api-version'] !== '2026-07') return send(response, 400, 'The API version is missing or unknown')
    try {
      const route = routes[`${request.method} ${url.pathname}`]
      if (!route) throw new Refused(`There is no ${url.pathname}`, 404, 5)
      const { limit, ...rest } = Object.fromEntries(url.searchParams)
      const body: unknown = request.method === 'POST' ? JSON.parse(raw) : { ...rest, ...(limit ? { limit: Number(limit) } : {}) }
      const wrong = hold(route.request, body)
      if (wrong) throw new Refused(wrong)
      const result = route.handle(body as never, Buffer.byteLength(raw))
      hold(route.response, result)
      send(response, 200, result)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      send(response, error.status, { code: error.code, message: error.message, details: [] })
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      violations.push(String(error))
      response.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    ...index,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    violations,
    fail: (...next) => void (faults = [...next]),
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
