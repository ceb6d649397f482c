import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectAnthropic } from './anthropic.ts'
import { anthropicDialect } from './fake-anthropic.for-tests.ts'
import { openAiDialect } from './fake-openai.for-tests.ts'
import { startFake, type Behaviour, type Fake } from './fake-server.for-tests.ts'
import { ModelError, type FailureKind, type LanguageModel } from './language-model.ts'
import { connectOpenAi } from './openai.ts'

const model = 'test-model'
const apiKey = 'a-test-key'
const adapters = [
  {
    name: 'openai',
    dialect: openAiDialect,
    connect: (url: string) => connectOpenAi({ model, apiKey, baseUrl: `${url}/v1`, dialect: { kind: 'openai', effort: 'low' } }),
    words: { busy: 'rate_limit_exceeded', credit: 'insufficient_quota', within: 'server_error' },
  },
  {
    name: 'openai-compatible',
    dialect: openAiDialect,
    connect: (url: string) => connectOpenAi({ model, apiKey, baseUrl: `${url}/v1`, dialect: { kind: 'compatible' } }),
    words: { busy: 'rate_limit_exceeded', credit: 'insufficient_quota', within: 'server_error' },
  },
  {
    name: 'anthropic',
    dialect: anthropicDialect,
    connect: (url: string) => connectAnthropic({ model, apiKey, baseUrl: url, effort: 'low' }),
    words: { busy: 'rate_limit_error', credit: 'billing_error', within: 'overloaded_error' },
  },
]

describe.each(adapters)('$name, by the published contract', ({ dialect, connect, words }) => {
  let fake: Fake
  let language: LanguageModel
  beforeEach(async () => {
    fake = await startFake(dialect, model)
    language = connect(fake.url)
  })
  afterEach(async () => {
    await fake.close()
    expect(fake.violations).toEqual([])
  })
  const prompt = { system: 'Be exact.', user: 'Why?' }
  const text = 'Raise the limit. [1]\n\nThen wait — for „ten“ minutes. [2]'
  const ask = (options: { stream?: boolean; signal?: AbortSignal; onText?: (text: string) => void } = {}) =>
    language.answer(prompt, {
      signal: options.signal ?? new AbortController().signal,
      maxTokens: 300,
      ...(options.stream === false ? {} : { onText: options.onText ?? (() => {}) }),
    })
  const failing = async (behaviour: Behaviour, stream = true): Promise<ModelError> => {
    fake.plan(behaviour)
    const error: unknown = await ask({ stream }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(ModelError)
    return error as ModelError
  }

  it('streams a text piece by piece, with its use', async () => {
    fake.plan({ kind: 'say', text, input: 1_000, cachedInput: 400, output: 70 })
    const pieces: string[] = []
    const answer = await ask({ onText: (piece) => pieces.push(piece) })
    expect(answer).toEqual({ text, finish: 'stop', usage: { input: 1_000, cachedInput: 400, output: 70 } })
    expect(pieces.join('')).toBe(text)
    expect(pieces.length).toBeGreaterThan(3)
    expect(fake.prompts[0]).toBe('Be exact.\nWhy?')
  })

  it('gives the same where it does not stream', async () => {
    fake.plan({ kind: 'say', text, input: 1_000, cachedInput: 400, output: 70 })
    expect(await ask({ stream: false })).toEqual({ text, finish: 'stop', usage: { input: 1_000, cachedInput: 400, output: 70 } })
  })

  it.each([true, false])('says that the limit of tokens was reached (streamed: %s)', async (stream) => {
    fake.plan({ kind: 'say', text, finish: 'length' })
    expect(await ask({ stream })).toMatchObject({ text, finish: 'length' })
  })

  it.each([true, false])('counts what a filter stopped as a failure (streamed: %s)', async (stream) => {
    expect((await failing({ kind: 'say', text: 'I', finish: 'filtered' }, stream)).kind).toBe('filtered')
  })

  it.each([
    [400, 'bad-request'],
    [401, 'unauthorised'],
    [403, 'unauthorised'],
    [404, 'unknown-model'],
    [408, 'timeout'],
    [409, 'conflict'],
    [413, 'too-long'],
    [422, 'bad-request'],
    [500, 'server-error'],
    [503, 'overloaded'],
    [529, 'overloaded'],
    [599, 'server-error'],
  ] satisfies [number, FailureKind][])('knows %i as %s', async (status, kind) => {
    const word = dialect === anthropicDialect ? anthropicWord(status) : 'x'
    expect((await failing({ kind: 'fail', status, word })).kind).toBe(kind)
    expect(fake.bodies).toHaveLength(1)
  })

  it('hands on how long a busy server asks to wait, in seconds or as a date', async () => {
    const busy = await failing({ kind: 'fail', status: 429, word: words.busy, headers: { 'retry-after': '7' } })
    expect([busy.kind, busy.retryAfterMs]).toEqual(['busy', 7_000])
    const date = new Date(Date.now() + 60_000).toUTCString()
    const dated = await failing({ kind: 'fail', status: 429, word: words.busy, headers: { 'retry-after': date } })
    expect(dated.retryAfterMs).toBeGreaterThan(50_000)
    expect((await failing({ kind: 'fail', status: 429, word: words.credit })).kind).toBe('no-credit')
  })

  it('takes an answer that breaks off, a broken event and an error within a stream for what they are', async () => {
    expect((await failing({ kind: 'say', text, cutAfter: 3 })).kind).toBe('interrupted')
    expect((await failing({ kind: 'say', text, malformed: true })).kind).toBe('interrupted')
    expect(['server-error', 'overloaded']).toContain((await failing({ kind: 'fail-within', word: words.within })).kind)
    expect((await failing({ kind: 'reset' })).kind).toBe('unreachable')
  })

  it('can not be reached where nobody listens', async () => {
    const { url } = fake
    await fake.close()
    fake = await startFake(dialect, model)
    const error: unknown = await connect(url)
      .answer(prompt, { signal: new AbortController().signal, maxTokens: 10 })
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({ kind: 'unreachable' })
  })

  it('ends when it is called off, before the first word and after it', async () => {
    fake.plan({ kind: 'say', text, silentMs: 5_000 })
    expect(await ask({ signal: AbortSignal.timeout(50) }).catch((error: unknown) => error)).toMatchObject({ kind: 'aborted' })
    fake.plan({ kind: 'say', text })
    const stop = new AbortController()
    const called = ask({ signal: stop.signal, onText: () => stop.abort() })
    expect(await called.catch((error: unknown) => error)).toMatchObject({ kind: 'aborted' })
  })

  it('never puts a key, a prompt or an answer into an error', async () => {
    for (const behaviour of [
      { kind: 'fail', status: 400, word: anthropicWord(400) },
      { kind: 'say', text, malformed: true },
    ] as const) {
      const { message } = await failing(behaviour)
      expect(message).not.toMatch(/a-test-key|Be exact|Why\?|Raise|No\./)
    }
  })

  it('tells whether its server answers and knows the model', async () => {
    expect(await language.probe(AbortSignal.timeout(5_000))).toContain(model)
    const { url } = fake
    await fake.close()
    fake = await startFake(dialect, 'another')
    await expect(connect(fake.url).probe(AbortSignal.timeout(5_000))).rejects.toMatchObject({ kind: 'unknown-model' })
    await expect(connect(url).probe(AbortSignal.timeout(5_000))).rejects.toBeInstanceOf(ModelError)
  })
})

const anthropicWord = (status: number): string =>
  ({ 400: 'invalid_request_error', 401: 'authentication_error', 403: 'permission_error', 404: 'not_found_error', 529: 'overloaded_error' })[
    status
  ] ?? 'api_error'
