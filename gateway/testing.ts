/** A gateway on a log in memory, and a hand that plays the pipeline with real records. */
import type { Message, ReplyEvent } from '../schemas/index.ts'
import { listDeadLetters, redrive, showDeadLetter } from '../streams/dead-letter.ts'
import { openEmbedded } from '../streams/embedded/embedded.ts'
import { headerNames } from '../streams/ingress.ts'
import type { Log } from '../streams/log.ts'
import { bundledCodec } from '../streams/registry/bundled.ts'
import { conversationKey, specOf, topics, type RecordOf, type Topic } from '../streams/topics.ts'
import { createHash } from 'node:crypto'
import { buildApp, type Gateway } from './app.ts'
import type { Ports } from './ports.ts'
import { gatewaySettings } from './settings.ts'

export const codec = bundledCodec()

export const openLog = async (now: () => number = Date.now): Promise<Log> => {
  const log = await openEmbedded({ file: ':memory:', durability: 'os', now })
  await log.ensureTopics(Object.values(topics).map((topic) => specOf(topic, 3)))
  return log
}

export const portsOf = (log: Log, over: Partial<Ports> = {}): Ports => ({
  log,
  codec,
  now: Date.now,
  author: { id: 'local', name: 'Ada', groups: [] },
  revise: async ({ document, source, access, tenant, at, ...rest }) => {
    const text = 'text' in rest ? rest.text : Buffer.from(rest.content).toString()
    if (text === 'unreadable') return { unreadable: `${document} can't be read.` }
    return {
      ...{ document, text, source, access, tenant, at, title: document, mediaType: 'text/markdown', language: '', removed: false },
      ...{ sourceType: rest.mediaType ?? '', hidden: text.split('<!--').length - 1 },
      revision: createHash('sha256').update(text).digest('hex').slice(0, 16),
    }
  },
  deadLetters: {
    list: () => listDeadLetters(log, codec),
    show: (id) => showDeadLetter(log, codec, id),
    redrive: (ids) => redrive(log, codec, ids, { actor: 'local', now: Date.now() }),
  },
  metrics: async () => '# HELP up Whether it is up.\n# TYPE up gauge\nup 1\n',
  readiness: () => ({ ready: true, parts: [{ name: 'log', ready: true, detail: 'Ready.' }] }),
  version: '0.0.0',
  processors: [{ name: 'intent', summary: 'Says what a message asks for.', from: ['chat.messages'], to: ['chat.intents'] }],
  doctor: async () => [{ name: 'log', ready: true, detail: 'In memory.' }],
  onError: (error) => {
    throw error
  },
  ...over,
})

export const openGateway = async (options: { log?: Log; ports?: Partial<Ports>; settings?: Record<string, unknown> } = {}) => {
  const log = options.log ?? (await openLog())
  const failed: unknown[] = []
  const ports = portsOf(log, { onError: (error) => void failed.push(error), ...options.ports })
  const app = buildApp(ports, gatewaySettings.parse(options.settings ?? {}))
  await app.caughtUp
  return {
    app,
    log,
    failed,
    get: (path: string) => answer(app, path),
    post: (path: string, body: unknown, headers = {}) => answer(app, path, 'POST', body, headers),
  }
}

export type Answer = { status: number; headers: Headers; body: any } // eslint-disable-line @typescript-eslint/no-explicit-any

export const answer = async (
  app: Gateway,
  path: string,
  method = 'GET',
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => {
  const response = await app.request(path, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
  }
}

/** Appends what a hop would have made of a message. */
export const append = <T extends Topic>(
  log: Log,
  topic: T,
  message: Pick<Message, 'messageId' | 'tenant' | 'conversationId'>,
  value: RecordOf<T>,
  timestamp?: number,
) =>
  log.append([
    {
      topic: topic.name,
      key: Buffer.from(conversationKey(message.tenant, message.conversationId)),
      value: codec.encode(topic, value),
      headers: [[headerNames.messageId, Buffer.from(message.messageId)]],
      ...(timestamp === undefined ? {} : { timestamp }),
    },
  ])

export const messageOf = (messageId: string, conversationId: string, text = 'Hello'): Message => ({
  ...{ messageId, conversationId, text, tenant: 'default', channel: 'web', place: 'direct' },
  author: { id: 'local', name: 'Ada', groups: [] },
  sentAt: 0,
  receivedAt: 0,
})

export const replyOf = (message: Message, text = 'Read the limits.', failure: ReplyEvent['failure'] = null): ReplyEvent => ({
  message,
  failure,
  at: 0,
  reply: {
    ...{ text, kind: failure ? 'failure' : 'answer', model: 'extractive', action: null },
    citations: [{ document: 'a/b.md', revision: 'r1', start: 0, end: 4, quote: 'Read', title: 'B', headings: ['B'] }],
  },
})

/** Plays intent, ner and reply. */
export const play = async (log: Log, message: Message, text?: string): Promise<void> => {
  const skeleton = { message, failure: null, turns: [], question: '', vector: Buffer.alloc(0), encoder: '', intent: null }
  await append(log, topics.intents, message, { ...skeleton, spotted: [] })
  await append(log, topics.entities, message, { ...skeleton, entities: [] })
  await append(log, topics.replies, message, replyOf(message, text))
}

/** Reads events until `enough` says so; closes the stream. */
export const readEvents = async (response: Response, enough: (events: Event[]) => boolean): Promise<Event[]> => {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  const events: Event[] = []
  let rest = ''
  while (!enough(events)) {
    const { value, done } = await reader.read()
    if (done) break
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop()!
    for (const block of blocks) {
      const field = (name: string) =>
        block
          .split('\n')
          .find((one) => one.startsWith(`${name}: `))
          ?.slice(name.length + 2)
      const [name, data, id] = [field('event'), field('data'), field('id')]
      if (data !== undefined) events.push({ name: name ?? '', id: id ?? null, data: data === '[DONE]' ? data : JSON.parse(data) })
    }
  }
  await reader.cancel()
  return events
}

export type Event = { name: string; id: string | null; data: any } // eslint-disable-line @typescript-eslint/no-explicit-any
