import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeOn } from '../infra/local/for-tests.ts'
import type { Answer, Delta } from '../schemas/index.ts'
import { topics, type Topic } from '../streams/topics.ts'
import type { Api } from './api.ts'
import { addDocuments, untilIndexed } from './knowledge.ts'
import { processorNames } from './needed-settings.ts'
import { play } from './play.ts'
import { root } from './settings.ts'
import { openSystem, type System } from './system.ts'

const document = 'runbooks/kubernetes/pods-oomkilled.md'
const questions = ['what does exit code 137 of a pod mean?', 'pods are OOMKilled after a release, what do I do first?']

await describeOn(['llama'], 'answers of a real language model, too small to be trusted', ({ llama }) => {
  let system: System
  let text: string
  const answers = new Map<string, Answer>()
  const deltas: Delta[] = []
  const stop = new AbortController()

  beforeAll(async () => {
    const env = {
      ...{ HOPLINE_LLAMA_URL: llama, HOPLINE_LLAMA_MODEL: 'smollm2', HOPLINE_MODEL_SECONDS: '40', HOPLINE_MODEL_SILENCE_SECONDS: '40' },
      // The least prompt: a busy machine reads a few dozen tokens a second.
      ...{ HOPLINE_MODEL_INPUT_TOKENS: '1000', HOPLINE_MODEL_OUTPUT_TOKENS: '120' },
    }
    system = await openSystem({ env, inMemory: true, processors: processorNames, gateway: true })
    await system.startProcessors(processorNames)
    const app = await system.app()
    const api: Api = { where: 'here', fetch: (path, init) => app.request(`http://127.0.0.1${path}`, init), close: () => Promise.resolve() }
    text = await readFile(join(root, 'knowledge', document), 'utf8')
    await addDocuments(api, [{ document, text, mediaType: 'text/markdown', source: document }])
    await untilIndexed(api)
    const read = [topics.answers, topics.deltas] as const
    system.log
      .follow({
        topics: read.map((topic: Topic) => topic.name),
        from: 'start',
        signal: stop.signal,
        async onBatch({ topic, records }) {
          for (const { value } of records) {
            if (topic === topics.deltas.name) deltas.push(await system.codec.decode(topics.deltas, value!))
            else {
              const { message, answer } = await system.codec.decode(topics.answers, value!)
              if (answer) answers.set(message.text, answer)
            }
          }
        },
      })
      .catch(() => undefined)
    await play(system, questions.map((question) => ({ text: question })), { ahead: 1 }) // prettier-ignore
  }, 240_000)
  afterAll(async () => {
    stop.abort()
    await system.close()
  })

  it('asks it, and answers in any case: in its words where they hold, else in quotes', () => {
    for (const question of questions) {
      const { kind, model, use } = answers.get(question)!
      expect(kind).not.toBe('failure')
      expect(['smollm2', 'extractive']).toContain(model)
      expect(use!.tries.map((one) => one.model)).toContain('smollm2')
      // What it wrote is accounted for: said, or dropped for a reason.
      if (model === 'smollm2') expect(use!.sentences).toBeGreaterThan(use!.dropped.length)
      process.stderr.write(`${question}\n  ${JSON.stringify({ model, use })}\n`)
    }
  })

  it('says nothing that is not cited, to the letter, from the document', () => {
    for (const answer of answers.values()) {
      for (const { start, end, quote } of answer.citations) expect(text.slice(start, end)).toBe(quote)
      if (answer.kind === 'answer') expect(answer.citations.length).toBeGreaterThan(0)
    }
  })

  it('streams what the answer says, sentence by sentence', () => {
    for (const answer of answers.values()) {
      const last = Math.max(...deltas.map(({ attempt }) => attempt))
      const streamed = [...Map.groupBy(deltas, ({ messageId, attempt }) => `${messageId} ${attempt}`).values()].map((of) =>
        of
          .toSorted((a, b) => a.seq - b.seq)
          .map((delta) => delta.text)
          .join(''),
      )
      expect(last).toBeGreaterThanOrEqual(100)
      expect(streamed).toContain(answer.text)
    }
  })
})
