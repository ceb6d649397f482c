import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { floatBytes, type ContextEvent } from '../../schemas/index.ts'
import { runInMemory } from '../../streams/testing.ts'
import { conversationKey, topics } from '../../streams/topics.ts'
import { generation } from './generation.ts'
import { embed, passageOf } from './grounding/world.for-tests.ts'
import { anthropicDialect } from './models/fake-anthropic.for-tests.ts'
import { openAiDialect } from './models/fake-openai.for-tests.ts'
import { startFake, type Fake } from './models/fake-server.for-tests.ts'

const encoder = { name: 'words', embed: (texts: readonly string[]) => Promise.resolve(texts.map(embed)) }

const disk = passageOf('disk.md', [
  'A full disk stops the database.',
  'Shorten the journal of the disk to 500 MB first.',
  '```sh\nsudo journalctl --vacuum-size=500M\n```',
  'Then restart the collector on the host.',
])

let count = 0
const event = (text: string, rest: Partial<ContextEvent> = {}): ContextEvent => ({
  message: {
    ...{
      messageId: `m${count++}`,
      text,
      tenant: 't',
      conversationId: 'c',
      channel: 'web',
      place: 'direct',
      sentAt: 1,
      receivedAt: Date.now(),
    },
    author: { id: 'ann', name: 'Ann', groups: [] },
  },
  ...{
    failure: null,
    turns: [],
    question: '',
    encoder: 'words',
    entities: [],
    searched: 3,
    answerable: -1,
    vector: floatBytes(embed(text)),
    passages: [disk],
  },
  intent: { label: 'ask_knowledge', score: 1, route: 'answer', alternatives: [], others: [], inScope: 1 },
  ...rest,
})

describe('generation with language models', () => {
  let gpt: Fake
  let claude: Fake
  let llama: Fake
  let stream: Awaited<ReturnType<typeof runInMemory>>
  let taken = 0
  beforeAll(async () => {
    ;[gpt, claude, llama] = await Promise.all([startFake(openAiDialect), startFake(anthropicDialect), startFake(openAiDialect)])
    stream = await runInMemory(
      generation as never,
      { openEncoder: () => Promise.resolve(encoder) } as never,
      {
        ...{ OPENAI_API_KEY: 'k1', OPENAI_BASE_URL: `${gpt.url}/v1`, HOPLINE_OPENAI_MODEL: 'gpt' },
        ...{ ANTHROPIC_API_KEY: 'k2', ANTHROPIC_BASE_URL: claude.url, HOPLINE_ANTHROPIC_MODEL: 'claude-sonnet-5-5' },
        ...{ HOPLINE_LLAMA_URL: `${llama.url}/v1`, HOPLINE_LLAMA_MODEL: 'llama' },
      } as never,
    )
  })
  afterEach(() => expect([...gpt.violations, ...claude.violations, ...llama.violations]).toEqual([]))
  afterAll(async () => {
    await stream.stop()
    await Promise.all([gpt.close(), claude.close(), llama.close()])
  })
  const ask = async (asked: ContextEvent) => {
    await stream.send(topics.contexts, conversationKey('t', asked.message.messageId), asked)
    const answer = (await stream.take(topics.answers, ++taken)).at(-1)!.value!.answer!
    const { end } = await stream.log.bounds({ topic: topics.deltas.name, partition: 0 })
    const deltas = (await stream.take(topics.deltas, end))
      .map(({ value }) => value!)
      .filter(({ messageId }) => messageId === asked.message.messageId)
    return { answer, deltas }
  }

  it('shows what stands in the passages, sentence by sentence, and leaves out what does not', async () => {
    gpt.plan({
      kind: 'say',
      text: 'Shorten the journal of the disk to 500 MB first. [1]\n\n```sh\nsudo journalctl --vacuum-size=500M\n```\n\nReboot all 40 hosts of the cluster. [1] A full disk stops the database. [1]',
    })
    const { answer, deltas } = await ask(event('the disk is full, what do I do?'))
    expect(answer).toMatchObject({ kind: 'answer', model: 'gpt' })
    expect(answer.text).toBe(
      'Shorten the journal of the disk to 500 MB first. [1]\n\n```sh\nsudo journalctl --vacuum-size=500M\n```\n\nA full disk stops the database. [2]',
    )
    expect(deltas.map(({ text }) => text).join('')).toBe(answer.text)
    for (const { start, end, quote } of answer.citations) expect(disk.text.slice(start - disk.start, end - disk.start)).toBe(quote)
    expect(answer.citations[0]!.quote).toMatch(/^Shorten[^]*vacuum-size=500M$/)
    expect(answer.use).toMatchObject({ inputTokens: 900, outputTokens: 60, sentences: 3, dropped: ['number-not-there'], cost: 0 })
    expect(answer.use!.prompt).toMatch(/^answer\.v1@[0-9a-f]{12}$/)
  })

  it('falls back from GPT to Claude to LLaMA to quotes, and records each try', async () => {
    const good = { kind: 'say', text: 'A full disk stops the database. [1]' } as const
    gpt.plan({ kind: 'fail', status: 401, word: 'invalid_api_key' })
    claude.plan(good)
    const second = (await ask(event('what does a full disk do?'))).answer
    expect(second).toMatchObject({
      model: 'claude-sonnet-5-5',
      use: { tries: [{ model: 'gpt', outcome: 'unauthorised' }, { outcome: 'answered' }] },
    })

    claude.plan({ kind: 'fail', status: 413, word: 'invalid_request_error' })
    llama.plan(good)
    const third = (await ask(event('what will a full disk do?'))).answer
    expect(third).toMatchObject({ model: 'llama', use: { tries: [{}, { outcome: 'too-long' }, { model: 'llama', outcome: 'answered' }] } })

    llama.plan({ kind: 'fail', status: 400 })
    const last = (await ask(event('what would a full disk do?'))).answer
    expect(last).toMatchObject({ kind: 'answer', model: 'extractive', use: { cost: null, tries: [{}, {}, { outcome: 'bad-request' }] } })
    expect(last.citations.length).toBeGreaterThan(0)
  })
})
