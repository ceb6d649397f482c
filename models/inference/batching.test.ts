import { describe, expect, it } from 'vitest'
import { openQueue } from './batching.ts'

/** Answers each text with its length; `release` lets the running batch end. */
const recorder = () => {
  const batches: string[][] = []
  const wholes: boolean[] = []
  let release: () => void = () => {}
  const run = (texts: readonly string[], whole: boolean) => {
    batches.push([...texts])
    wholes.push(whole)
    return new Promise<Float32Array[]>((settle) => (release = () => settle(texts.map((text) => Float32Array.of(text.length)))))
  }
  const releaseAll = async () => {
    for (let i = 0; i < 200; i++) {
      release()
      await Promise.resolve()
    }
  }
  return { batches, wholes, run, releaseAll }
}

describe('openQueue', () => {
  it('gathers what arrives while a batch runs, in batches of at most 32, and answers each call in its order', async () => {
    const { batches, run, releaseAll } = recorder()
    const ask = openQueue(run)
    const first = ask(['a'])
    const calls = Array.from({ length: 40 }, (_, i) => ask(['x'.repeat(40 - i), 'yy']))
    await releaseAll()
    expect(await first).toEqual([Float32Array.of(1)])
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 40 }, (_, i) => [Float32Array.of(40 - i), Float32Array.of(2)]))
    expect(batches.map((batch) => batch.length)).toEqual([1, 32, 32, 16])
    expect(batches[1]!.every((text) => text.length <= 2)).toBe(true)
  })

  it('lets a message go before the rest of a bulk import', async () => {
    const { batches, run, releaseAll } = recorder()
    const ask = openQueue(run)
    const bulk = ask(
      Array.from({ length: 20 }, (_, i) => `chunk ${i}`),
      { bulk: true },
    )
    const message = ask(['message'])
    await releaseAll()
    await Promise.all([bulk, message])
    expect(batches[1]).toEqual(['message'])
    expect(batches.map((batch) => batch.length)).toEqual([8, 1, 8, 4])
  })

  it('asks for the whole where a call of the batch wants it', async () => {
    const { wholes, run, releaseAll } = recorder()
    const ask = openQueue(run)
    const calls = [ask(['vector']), ask(['message'], { whole: true }), ask(['vector'])]
    await releaseAll()
    await Promise.all(calls)
    expect(wholes).toEqual([false, true])
  })

  it('fails only the calls of the failed batch and goes on', async () => {
    let runs = 0
    const ask = openQueue(async (texts) => {
      if (++runs === 1) throw new Error('thread ended')
      return texts.map(() => Float32Array.of(1))
    })
    const failed = ask(['first'])
    const fine = ask(['second'])
    await expect(failed).rejects.toThrow('thread ended')
    await expect(fine).resolves.toHaveLength(1)
  })

  it('answers no texts with no vectors', async () => {
    expect(await openQueue(async () => [])([])).toEqual([])
  })
})
