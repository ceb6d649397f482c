import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { floatBytes, type ContextEvent } from '../../schemas/index.ts'
import { runInMemory } from '../../streams/testing.ts'
import { conversationKey, topics } from '../../streams/topics.ts'
import { generation } from './generation.ts'
import { embed, passageOf } from './grounding/world.for-tests.ts'
import { plantedStrings } from './masking/planted.for-tests.ts'
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
  })
  // A stream for each test: circuits and the cache remember.
  beforeEach(async () => {
    taken = 0
    stream = await runInMemory(
      generation as never,
      { openEncoder: () => Promise.resolve(encoder) } as never,
      {
        ...{ OPENAI_API_KEY: 'k1', OPENAI_BASE_URL: `${gpt.url}/v1`, HOPLINE_OPENAI_MODEL: 'gpt' },
        ...{ ANTHROPIC_API_KEY: 'k2', ANTHROPIC_BASE_URL: claude.url, HOPLINE_ANTHROPIC_MODEL: 'claude-sonnet-5-5' },
        ...{ HOPLINE_LLAMA_URL: `${llama.url}/v1`, HOPLINE_LLAMA_MODEL: 'llama', HOPLINE_ANSWER_MIN_RELEVANCE: 0 },
      } as never,
    )
  })
  afterEach(async () => {
    await stream.stop()
    expect([...gpt.violations, ...claude.violations, ...llama.violations]).toEqual([])
  })
  afterAll(() => Promise.all([gpt.close(), claude.close(), llama.close()]))
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

  const good = { kind: 'say', text: 'A full disk stops the database. [1]' } as const

  it('begins anew with the next model where one breaks off: what it had said is void', async () => {
    gpt.plan({ kind: 'say', text: `${good.text} Shorten the journal of the disk to 500 MB first. [1]`, cutAfter: 7 })
    claude.plan(good)
    const { answer, deltas } = await ask(event('what does the full disk stop?'))
    expect(answer).toMatchObject({ model: 'claude-sonnet-5-5', text: 'A full disk stops the database. [1]' })
    expect(answer.use!.tries.map(({ outcome }) => outcome)).toEqual(['interrupted', 'interrupted', 'answered'])
    const newest = Math.max(...deltas.map(({ attempt }) => attempt))
    expect(deltas.filter(({ attempt }) => attempt === newest).map(({ text }) => text)).toEqual([answer.text])
    expect(deltas.some(({ attempt }) => attempt < newest)).toBe(true)
  })

  it('says that it does not know where a model has read the passages and says so', async () => {
    gpt.plan({ kind: 'say', text: 'NOT_FOUND' })
    expect((await ask(event('is a full disk a disk of the database?'))).answer).toMatchObject({
      ...{ kind: 'refusal', citations: [], use: { tries: [{ model: 'gpt', outcome: 'answered' }], inputTokens: 900 } },
      text: expect.stringMatching(/^I don't know\./) as string,
    })
  })

  it.each([
    ['nothing of it holds', 'Buy a bigger machine. [1] Then go home. [1]', ['unsupported', 'unsupported']],
    ['a step is missing', '1. Shorten the journal of the disk to 500 MB first. [1]\n2. Reboot all 40 hosts. [1]\n', ['number-not-there']],
    [
      'little of it holds',
      'A full disk stops the database. [1] Kubernetes evicts all the pods of the node, and new ones wait for a long time. [1]',
      ['unsupported'],
    ],
  ])('answers in quotes where %s', async (name, text, dropped) => {
    gpt.plan({ kind: 'say', text })
    const { answer, deltas } = await ask(event(`the disk is full, what do I do where ${name}?`))
    expect(answer).toMatchObject({ kind: 'answer', model: 'extractive', use: { dropped } })
    const newest = Math.max(...deltas.map(({ attempt }) => attempt))
    expect(deltas.filter(({ attempt }) => attempt === newest).map((delta) => delta.text).join('')).toBe(answer.text) // prettier-ignore
  })

  it('asks no model where nothing relevant was found, and none twice for the same question', async () => {
    gpt.plan(good)
    const before = gpt.bodies.length
    expect((await ask(event('how do I bake bread?', { passages: [] }))).answer).toMatchObject({ kind: 'refusal', use: null })
    expect(gpt.bodies.length).toBe(before)
    const first = await ask(event('what stops when the disk is full?'))
    const again = await ask(event('what stops when the  disk is full?'))
    expect(gpt.bodies.length).toBe(before + 1)
    expect(again.answer).toMatchObject({ text: first.answer.text, use: { cached: true, cost: 0, tries: [] } })
    expect(again.deltas.map(({ text }) => text).join('')).toBe(first.answer.text)
    const other = event('what stops when the disk is full?')
    await ask({ ...other, message: { ...other.message, tenant: 'another' } })
    expect(gpt.bodies.length).toBe(before + 2)
  })

  it('sends no personal data and no secret, and shows them where they were', async () => {
    const addresses: string[] = []
    // Six strings to a message: in the question, in an earlier turn, and in passages.
    for (let from = 0; from < plantedStrings.length; from += 6) {
      const some = plantedStrings.slice(from, from + 6)
      const sentences = some.slice(2).map(({ text }, i) => (text.includes('\n') ? text : `The disk of case ${i} is full because ${text}.`))
      const asked = event(`disk full: ${some[0]!.text}`, {
        turns: [{ role: 'person', messageId: 'm', text: some[1]?.text ?? '', at: 1, citations: [] }],
        passages: [disk, passageOf(`case-${from}.md`, sentences)],
      })
      gpt.plan({ kind: 'say', text: 'NOT_FOUND' })
      await ask(asked)
      for (const { value } of some) if (gpt.prompts.at(-1)!.includes(value)) addresses.push(value)
    }
    expect(gpt.prompts.length).toBeGreaterThan(50)
    expect(addresses).toEqual([])

    const contact = passageOf('contact.md', ['Write to disk-team@corp.example when the disk of a database is full.'])
    gpt.plan({ kind: 'say', text: (prompt) => `Write to ${/\{\{EMAIL_\d+\}\} when/.exec(prompt)![0]} the disk of a database is full. [1]` })
    const { answer } = await ask(event('disk full, whom do I write to?', { passages: [contact] }))
    expect(answer).toMatchObject({ model: 'gpt', text: 'Write to disk-team@corp.example when the disk of a database is full. [1]' })
  }, 60_000)
})
