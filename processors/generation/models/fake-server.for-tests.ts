/**
 * A server in place of OpenAI, Anthropic or one like them, which can't run here. It holds requests, and its own answers, to the published
 * contract (contracts/), and does what the test tells it, faults included.
 */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export type Body = { model: string; stream?: boolean; [field: string]: unknown }

export type Behaviour =
  | {
      readonly kind: 'say'
      readonly text: string | ((prompt: string) => string)
      readonly finish?: 'stop' | 'length' | 'filtered'
      readonly input?: number
      readonly cachedInput?: number
      readonly output?: number
      /** Ends the connection after so many pieces of text. */
      readonly cutAfter?: number
      /** Before the first piece. */
      readonly silentMs?: number
      /** Writes something that is no event after the first piece. */
      readonly malformed?: boolean
    }
  | { readonly kind: 'fail'; readonly status: number; readonly word?: string; readonly headers?: Readonly<Record<string, string>> }
  /** An error within a stream that began well. */
  | { readonly kind: 'fail-within'; readonly word: string }
  | { readonly kind: 'reset' }

export type Dialect = {
  readonly contract: string
  readonly path: string
  readonly requestOf: string
  readonly answerOf: string
  readonly eventOf: string
  readonly errorOf: string
  /** The whole prompt, as one text. */
  prompt(body: Body): string
  /** What the headers lack, or null. */
  refuses(headers: IncomingMessage['headers']): string | null
  answer(body: Body, text: string, say: Behaviour & { kind: 'say' }): object
  events(body: Body, pieces: readonly string[], say: Behaviour & { kind: 'say' }): { before: object[]; pieces: object[]; after: object[] }
  error(status: number, word: string): object
  /** How one event is written. */
  write(event: object): string
  readonly end: string
  models(model: string): { path: string; body: object; of: string }
}

export type Fake = {
  readonly url: string
  /** Prompts in the order they came. */
  readonly prompts: string[]
  readonly bodies: Body[]
  /** Where a request, or an answer of this server, is not as the contract says. */
  readonly violations: string[]
  /** What it does next, once each; after that it says the last again. */
  plan(...behaviours: readonly Behaviour[]): void
  close(): Promise<void>
}

const contracts = new Ajv2020({
  ...{ strict: false, validateFormats: false },
  schemas: ['openai-chat.json', 'anthropic-messages.json'].map(
    (file) => JSON.parse(readFileSync(new URL(`contracts/${file}`, import.meta.url), 'utf8')) as object,
  ),
})

export const startFake = async (dialect: Dialect, known = 'test-model'): Promise<Fake> => {
  const violations: string[] = []
  const hold = (definition: string, value: unknown) => {
    const validate = contracts.getSchema(`${dialect.contract}#/$defs/${definition}`)!
    if (!validate(value))
      violations.push(`${definition}: ${contracts.errorsText(validate.errors)} in ${JSON.stringify(value).slice(0, 300)}`)
    return value as object
  }
  const prompts: string[] = []
  const bodies: Body[] = []
  let queue: Behaviour[] = [{ kind: 'say', text: 'NOT_FOUND' }]

  const fail = (response: ServerResponse, status: number, word: string, headers: Readonly<Record<string, string>> = {}) =>
    response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(hold(dialect.errorOf, dialect.error(status, word))))

  const stream = async (response: ServerResponse, body: Body, behaviour: Behaviour & { kind: 'say' }, text: string) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const pieces = text.match(/[^]{1,9}/g) ?? []
    const events = dialect.events(body, pieces, behaviour)
    const write = (event: object) => response.write(dialect.write(hold(dialect.eventOf, event)))
    events.before.forEach(write)
    if (behaviour.silentMs) await delay(behaviour.silentMs)
    for (const [i, event] of events.pieces.entries()) {
      if (behaviour.cutAfter === i) return void response.destroy()
      if (behaviour.malformed && i === 1) response.write('event: content_block_delta\ndata: {"choices": [{"delta\n\n')
      write(event)
      await delay(0)
    }
    events.after.forEach(write)
    response.end(dialect.end)
  }

  const server = createServer((request, response) => {
    void (async () => {
      const lacks = dialect.refuses(request.headers)
      if (lacks) return fail(response, 401, lacks)
      const listed = dialect.models(known)
      if (request.method === 'GET' && request.url?.split('?')[0] === listed.path)
        return response.setHeader('content-type', 'application/json').end(JSON.stringify(hold(listed.of, listed.body)))
      if (request.method !== 'POST' || request.url?.split('?')[0] !== dialect.path) return fail(response, 404, 'not_found_error')
      let raw = ''
      for await (const chunk of request) raw += String(chunk)
      const body = JSON.parse(raw) as Body
      const before = violations.length
      hold(dialect.requestOf, body)
      bodies.push(body)
      prompts.push(dialect.prompt(body))
      if (violations.length > before) return fail(response, 400, 'invalid_request_error')
      const behaviour = queue.length > 1 ? queue.shift()! : queue[0]!
      if (behaviour.kind === 'reset') return void request.socket.resetAndDestroy()
      if (behaviour.kind === 'fail') return fail(response, behaviour.status, behaviour.word ?? 'error', behaviour.headers)
      if (behaviour.kind === 'fail-within') {
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        return response.end(`event: error\ndata: ${JSON.stringify(dialect.error(500, behaviour.word))}\n\n`)
      }
      const text = typeof behaviour.text === 'string' ? behaviour.text : behaviour.text(prompts.at(-1)!)
      if (body.stream) return stream(response, body, behaviour, text)
      if (behaviour.silentMs) await delay(behaviour.silentMs)
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify(hold(dialect.answerOf, dialect.answer(body, text, behaviour))))
    })().catch((error: unknown) => {
      violations.push(String(error))
      response.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    prompts,
    bodies,
    violations,
    plan: (...behaviours) => void (queue = [...behaviours]),
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
