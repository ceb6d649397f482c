/** What a real Elasticsearch does not do on demand: refuse, be busy, fall silent. The rest is elasticsearch.integration.test.ts. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openElasticsearch } from './elasticsearch.ts'
import { recordsOf } from './records.ts'
import { StoreError, type StoreFailure } from './store-error.ts'
import { at, dimensions } from '../store-rules.for-tests.ts'

const apiKey = 'VuaCfGcBCdbkQm-e5aOx:ui2lp2axTNmsyakw9tvNnw'
const password = 'pass word'

describe('Elasticsearch, where it fails', () => {
  type Answer = (response: ServerResponse, request: IncomingMessage) => unknown
  let answers: Answer[]
  let asked: string[]
  let server: Server
  let pauses: number[]
  beforeEach(async () => {
    ;[answers, asked, pauses] = [[], [], []]
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`)
      request.resume()
      answers.shift()?.(response, request)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })

  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`
  const open = (options: Partial<Parameters<typeof openElasticsearch>[0]> = {}) =>
    openElasticsearch({
      ...{ url: `http://${host()}`, apiKey, index: 'vectors', dimensions, pause: async (ms) => void pauses.push(ms) },
      ...options,
    })
  /** Its shape of errors: elastic.co/guide/en/elasticsearch/reference/8.19/common-options.html */
  const say =
    (status: number, body: object | string, headers: Record<string, string> = {}): Answer =>
    (response) => {
      response.writeHead(status, { 'x-elastic-product': 'Elasticsearch', 'content-type': 'application/vnd.elasticsearch+json; compatible-with=8', ...headers }) // prettier-ignore
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
  const error = (status: number, type: string, reason: string, headers: Record<string, string> = {}) =>
    say(status, { error: { root_cause: [{ type, reason }], type, reason }, status }, headers)
  const bulk = (...items: { status: number; error?: object }[]) =>
    say(200, { took: 1, errors: items.some((item) => item.error), items: items.map((create) => ({ create: { _id: 'x', ...create } })) })

  const query = (store: ReturnType<typeof open>, signal?: AbortSignal) =>
    store.query({ vector: at(0), encoder: 'e', reader: { tenant: 'acme', principals: [], openOnly: true }, count: 3 }, signal)
  const one = recordsOf({ document: 'd', tenant: 'acme', access: [], encoder: 'e', chunks: [{ id: 'c', vector: at(0) }] })
  const failing = async (work: () => Promise<unknown>): Promise<StoreError> => {
    const caught: unknown = await work().catch((thrown: unknown) => thrown)
    expect(caught).toBeInstanceOf(StoreError)
    const { message, stack, cause } = caught as StoreError
    const all = `${message} ${stack} ${JSON.stringify(caught)} ${String(cause)}`
    for (const secret of [apiKey, password, encodeURIComponent(password), btoa(`ann:${password}`)]) expect(all).not.toContain(secret)
    expect(message).toContain(`Elasticsearch at ${host()}`)
    return caught as StoreError
  }

  const meanings: [string, () => Answer, StoreFailure][] = [
    ['401', () => (response, request) => void error(401, 'security_exception', `can't use ${request.headers.authorization}`)(response, request), 'unauthorised'], // prettier-ignore
    ['403', () => error(403, 'security_exception', 'action is unauthorized'), 'unauthorised'],
    ['404', () => error(404, 'index_not_found_exception', 'no such index [vectors]'), 'missing'],
    ['429', () => error(429, 'es_rejected_execution_exception', 'queue is full'), 'busy'],
    ['503', () => error(503, 'no_shard_available_action_exception', 'no shards'), 'server-error'],
    ['a proxy', () => (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<html>'), 'server-error'],
    ['a broken connection', () => (_, request) => request.socket.resetAndDestroy(), 'unreachable'],
    ['no JSON', () => say(200, '{"hits":', {}), 'malformed'],
    ['another product', () => (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'), 'malformed'],
  ]
  it.each(meanings)('a query is asked once, and %s is said without a secret', async (_, answer, kind) => {
    for (const options of [{}, { apiKey: undefined, url: `http://ann:${encodeURIComponent(password)}@${host()}` }]) {
      answers = [answer()]
      const store = open(options)
      expect((await failing(() => query(store))).kind).toBe(kind)
      await store.close()
    }
    expect(asked).toHaveLength(2)
  })

  it('a query ends when it takes too long, and when nobody waits for it any more', async () => {
    const store = open({ queryMs: 50 })
    expect((await failing(() => query(store))).kind).toBe('timeout')
    const stop = new AbortController()
    const abandoned = failing(() => query(store, stop.signal))
    stop.abort()
    expect((await abandoned).kind).toBe('aborted')
  })

  it('a write waits as long as it is asked to, also where only some of its records were not taken, and is tried again', async () => {
    const rejected = { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'queue is full' } }
    answers = [error(429, 'circuit_breaking_exception', 'too large', { 'retry-after': '7' }), bulk(rejected), error(503, 'x', 'y'), bulk({ status: 201 })] // prettier-ignore
    await open().write(one)
    expect(asked).toEqual(Array.from({ length: 4 }, () => 'POST /vectors/_bulk'))
    expect(pauses).toHaveLength(3)
    expect(pauses[0]).toBe(7_000)
  })

  it('a record that is there already is no mistake; one that is not taken is', async () => {
    answers = [bulk({ status: 409, error: { type: 'version_conflict_engine_exception', reason: 'document already exists' } })]
    await open().write(one)
    answers = [bulk({ status: 400, error: { type: 'document_parsing_exception', reason: 'not unit-length' } })]
    expect(await failing(() => open().write(one))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('not unit-length') as string,
    })
    expect(pauses).toEqual([])
  })
})
