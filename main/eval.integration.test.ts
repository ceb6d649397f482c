import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openCli } from './cli.fixture.ts'

const cli = await openCli()

const write = (name: string, lines: readonly object[]): string => cli.file(name, lines.map((line) => JSON.stringify(line) + '\n').join(''))

/** Scores a file, and reads the predictions beside it. */
const evaluate = async <Report>(what: string, lines: readonly object[], ...more: string[]) => {
  const predictions = join(cli.dir, `${what}-predictions.jsonl`)
  const report = await cli.json<Report>(['eval', what, write(`${what}.jsonl`, lines), '--predictions', predictions, ...more])
  const predicted = readFileSync(predictions, 'utf8').trim().split('\n')
  return { report, predicted: predicted.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

describe('eval', () => {
  it('scores intents, with a prediction for each line', async () => {
    const lines = [
      { text: 'hello there', label: 'greeting', extra: 'ignored' },
      { text: 'how many legs does a spider have', label: 'out_of_scope' },
    ]
    const { report, predicted } = await evaluate<Record<string, unknown>>('intents', lines)
    expect(report).toMatchObject({ n: 2, perClass: expect.any(Object), outOfScope: { auroc: expect.any(Number) } })
    expect(report).toMatchObject({ confusion: expect.any(Array), calibration: { ece: expect.any(Number) }, modelBytes: expect.any(Number) })
    expect(report['latency']).toEqual({ p50: expect.any(Number), p99: expect.any(Number) })
    expect(predicted).toHaveLength(2)
    for (const one of predicted)
      expect(one).toEqual({ label: expect.any(String), score: expect.any(Number), outOfScope: expect.any(Boolean) })
    const right = predicted.filter(({ label }, i) => label === lines[i]!.label).length
    expect(report['accuracy']).toBe(right / 2)
  })

  it('scores entities by the spans and values of its predictions', async () => {
    const text = 'scale checkout to 5 replicas in prod'
    const entities = [{ type: 'environment', text: 'prod', start: text.indexOf('prod'), end: text.length, value: 'production' }]
    const { report, predicted } = await evaluate<{ n: number; perType: Record<string, unknown> }>('entities', [
      { text, sentAt: '2026-03-02T09:00:00Z', entities },
    ])
    expect(report).toMatchObject({ n: 1, perType: { environment: { expected: 1, predicted: 1, span: { recall: 1 } } } })
    expect(predicted).toMatchObject([
      { entities: expect.arrayContaining([expect.objectContaining({ type: 'environment', text: 'prod' })]) },
    ])
  })

  it('scores answers on a folder, with citations that hold in its documents', async () => {
    const lines = [
      { question: 'what is the guest network of the office called?', documents: ['wifi.md'], must_contain: ['heron'] },
      { question: 'which team won the football championship in 1998?', documents: [] },
    ]
    const { report, predicted } = await evaluate('answers', lines, '--knowledge', join(cli.dir, 'knowledge'))
    expect(report).toMatchObject({
      n: 2,
      hit1: 1,
      contains: 1,
      citationsHold: 1,
      refusedUnanswerable: 1,
      refusedAnswerable: 0,
      inventedCitations: 0,
    })
    expect(predicted).toMatchObject([
      { refused: false, retrieved: ['wifi.md', 'canteen.md'] },
      { refused: true, citations: [] },
    ])
  })

  it('names the line that does not fit, before it starts', async () => {
    const good = '{"text":"hello","label":"greeting"}\n'
    const wrong: [string, string, RegExp][] = [
      ['intents', cli.file('not-json.jsonl', `${good}\nhello\n`), /not-json\.jsonl:3 is not JSON\./],
      ['intents', cli.file('no-label.jsonl', `${good}{"text":"hello"}\n`), /no-label\.jsonl:2: label: /],
      ['entities', write('no-time.jsonl', [{ text: 'hello', sentAt: 'noon', entities: [] }]), /no-time\.jsonl:1: sentAt: is no time/],
      [
        'answers',
        write('no-regex.jsonl', [{ question: 'why?', must_contain: ['('] }]),
        /no-regex\.jsonl:1: must_contain\.0: is no regular expression/,
      ],
      ['intents', cli.file('empty.jsonl', '\n'), /empty\.jsonl holds no line/],
    ]
    for (const [what, file, says] of wrong) {
      const { code, stdout, stderr } = await cli.run([
        'eval',
        what,
        file,
        '--json',
        ...(what === 'answers' ? ['--knowledge', cli.dir] : []),
      ])
      expect(stderr).toMatch(says)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    }
    const unwritable = await cli.run(['eval', 'intents', cli.file('good.jsonl', good), '--predictions', join(cli.dir, 'no', 'folder')])
    expect(unwritable).toMatchObject({ code: 2, stderr: expect.stringMatching(/folder can't be written/) })
  })
})
