import { describe, expect, it } from 'vitest'
import { askInTurn, type Breaker, type Link } from './chain.ts'
import { ModelError, type FailureKind, type LanguageModel } from './language-model.ts'
import { failures, kindOfStatus, retryAfterOf } from './retry-table.ts'
import { watched } from './watched.ts'

const closed: Breaker = { run: (work) => work(), openUntil: null }
const modelOf = (name: string): LanguageModel => ({
  ...{ name, local: true },
  answer: () => Promise.reject(new Error('not asked directly')),
  probe: () => Promise.resolve(name),
})
const link = (name: string, breaker = closed): Link => ({ model: modelOf(name), breaker })

/** A clock that waits in no time. */
const clockFrom = (start = 0) => {
  let at = start
  const waits: number[] = []
  const clock = {
    now: () => at,
    random: () => 0,
    wait: (ms: number) => {
      waits.push(ms)
      at += ms
      return Promise.resolve()
    },
  }
  return { clock, waits, pass: (ms: number) => void (at += ms) }
}

const run = async (
  links: readonly Link[],
  outcomes: readonly (FailureKind | 'answered' | ModelError)[],
  until = 60_000,
  time = clockFrom(),
) => {
  let next = 0
  const { result, tries } = await askInTurn(
    links,
    ({ name }) => {
      time.pass(100)
      const outcome = outcomes[next++]!
      if (outcome === 'answered') return Promise.resolve(name)
      return Promise.reject(outcome instanceof ModelError ? outcome : new ModelError(outcome, 'no'))
    },
    { until, silenceMs: 1_000 },
    time.clock,
    new AbortController().signal,
  )
  return { result, tries: tries.map(({ model, outcome }) => `${model} ${outcome}`), waits: time.waits }
}

describe('askInTurn', () => {
  it('asks the next model at once where the table says so, and the same once more where it may help', async () => {
    expect(await run([link('a'), link('b')], ['unauthorised', 'answered'])).toEqual({
      result: 'b',
      tries: ['a unauthorised', 'b answered'],
      waits: [],
    })
    expect(await run([link('a'), link('b')], ['server-error', 'answered'])).toMatchObject({
      result: 'a',
      tries: ['a server-error', 'a answered'],
    })
    expect(await run([link('a'), link('b')], ['interrupted', 'unreachable', 'answered'])).toMatchObject({
      result: 'b',
      tries: ['a interrupted', 'a unreachable', 'b answered'],
    })
  })

  it('waits as long as a busy server asks, but not where that leaves no time for an answer', async () => {
    const busy = (retryAfterMs: number) => new ModelError('busy', 'no', { retryAfterMs })
    expect(await run([link('a')], [busy(3_000), 'answered'])).toMatchObject({ result: 'a', waits: [3_000] })
    expect(await run([link('a'), link('b')], [busy(59_000), 'answered'])).toMatchObject({ result: 'b', waits: [] })
  })

  it('gives up where nobody waits any more, and throws what is no failure of a model', async () => {
    await expect(run([link('a'), link('b')], ['aborted'])).rejects.toMatchObject({ kind: 'aborted' })
    const broken = askInTurn(
      [link('a')],
      () => Promise.reject(new Error('ours')),
      { until: 9e9, silenceMs: 1 },
      clockFrom().clock,
      new AbortController().signal,
    )
    await expect(broken).rejects.toThrow('ours')
  })

  it('begins no call without the time for it, and has no answer where none comes', async () => {
    const late = await run([link('a'), link('b')], ['server-error', 'answered'], 1_550)
    expect(late).toEqual({ result: null, tries: ['a server-error', 'b no-time'], waits: [] })
    expect(await run([link('a')], [], 100)).toEqual({ result: null, tries: ['a no-time'], waits: [] })
  })

  it('leaves a model alone while its circuit is open', async () => {
    const open: Breaker = { run: () => Promise.reject(new Error('open')), openUntil: 5_000 }
    expect(await run([link('a', open), link('b')], ['answered'])).toMatchObject({ result: 'b', tries: ['a circuit-open', 'b answered'] })
    // Half open: another call has taken the turn.
    const half: Breaker = { run: () => Promise.reject(new Error('open')), openUntil: -1 }
    expect(await run([link('a', half), link('b')], ['answered'])).toMatchObject({ tries: ['a circuit-open', 'b answered'] })
  })
})

describe('the table of failures', () => {
  it('has one kind for each status', () => {
    const statuses = Object.values(failures).flatMap((rule) => rule.statuses)
    expect(new Set(statuses).size).toBe(statuses.length)
    expect([418, 451, 520].map(kindOfStatus)).toEqual(['bad-request', 'bad-request', 'server-error'])
  })

  it('reads every form of Retry-After', () => {
    const of = (name: string, value: string) => retryAfterOf(new Headers({ [name]: value }), Date.UTC(2026, 0, 1))
    expect([of('retry-after', '2'), of('retry-after', 'Thu, 01 Jan 2026 00:00:05 GMT'), of('retry-after-ms', '150')]).toEqual([
      2_000, 5_000, 150,
    ])
    expect([of('retry-after', 'soon'), of('x', '1'), retryAfterOf(undefined, 0)]).toEqual([null, null, null])
  })
})

describe('watched', () => {
  const slow = (pieces: readonly number[]): LanguageModel => ({
    ...modelOf('slow'),
    async answer(_prompt, { signal, onText }) {
      for (const ms of pieces) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(resolve, ms)
          signal.addEventListener('abort', () => (clearTimeout(timer), reject(new ModelError('aborted', 'no'))), { once: true })
        })
        onText?.('x')
      }
      return { text: 'x', finish: 'stop', usage: null }
    },
  })
  const ask = (model: LanguageModel, limits: { totalMs: number; silenceMs: number }, outer = new AbortController().signal) =>
    watched(model, limits, outer).answer({ system: '', user: '' }, { signal: new AbortController().signal, maxTokens: 1, onText: () => {} })

  it('ends a call that is silent, or takes too long in all', async () => {
    await expect(ask(slow([5_000]), { totalMs: 9_000, silenceMs: 30 })).rejects.toMatchObject({ kind: 'timeout' })
    await expect(ask(slow([20, 20, 20, 5_000]), { totalMs: 120, silenceMs: 4_000 })).rejects.toMatchObject({ kind: 'timeout' })
    expect(await ask(slow([1, 1]), { totalMs: 9_000, silenceMs: 4_000 })).toMatchObject({ finish: 'stop' })
  })

  it('is called off by its owner, which is no time-out', async () => {
    await expect(ask(slow([5_000]), { totalMs: 9_000, silenceMs: 9_000 }, AbortSignal.timeout(20))).rejects.toMatchObject({
      kind: 'aborted',
    })
  })
})
