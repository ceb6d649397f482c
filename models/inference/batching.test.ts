import { describe, expect, it } from 'vitest'
import { openQueue } from './batching.ts'

/** Answers each text with its length; `release` lets the running batch end. */
const recorder = () => {
  const batches: string[][] = []
  let release: () => void = () => {}
  const run = (texts: readonly string[]) => {
    batches.push([...texts])
    return new Promise<Float32Array[]>((settle) => (release = () => settle(texts.map((text) => Float32Array.of(text.length)))))
  }
  const releaseAll = async () => {
    for (let i = 0; i < 200; i++) {
      release()
      await Promise.resolve()
    }
  }
  return { batches, run, releaseAll }
}

describe('openQueue', () => {
  it('gathers what arrives while a batch runs, in batches of at most 32, and answers each call in its order', async () => {
    const { batches, run, releaseAll } = recorder()
    const queue = openQueue(run)
    const first = queue.embed(['a'], false)
    const calls = Array.from({ length: 40 }, (_, i) => queue.embed(['x'.repeat(40 - i), 'yy'], false))
    await releaseAll()
    expect(await first).toEqual([Float32Array.of(1)])
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 40 }, (_, i) => [Float32Array.of(40 - i), Float32Array.of(2)]))
    expect(batches.map((batch) => batch.length)).toEqual([1, 32, 32, 16])
    expect(batches[1]!.every((text) => text.length <= 2)).toBe(true)
  })

  it('lets a message go before the rest of a bulk import', async () => {
    const { batches, run, releaseAll } = recorder()
    const queue = openQueue(run)
    const bulk = queue.embed(
      Array.from({ length: 20 }, (_, i) => `chunk ${i}`),
      true,
    )
    const message = queue.embed(['message'], false)
    await releaseAll()
    await Promise.all([bulk, message])
    expect(batches[1]).toEqual(['message'])
    expect(batches.map((batch) => batch.length)).toEqual([8, 1, 8, 4])
  })

  it('fails only the calls of the failed batch and goes on', async () => {
    let runs = 0
    const queue = openQueue(async (texts) => {
      if (++runs === 1) throw new Error('thread ended')
      return texts.map(() => Float32Array.of(1))
    })
    const failed = queue.embed(['first'], false)
    const fine = queue.embed(['second'], false)
    await expect(failed).rejects.toThrow('thread ended')
    await expect(fine).resolves.toHaveLength(1)
  })

  it('answers no texts with no vectors', async () => {
    expect(await openQueue(async () => []).embed([], false)).toEqual([])
  })
})
