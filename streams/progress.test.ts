import { describe, expect, it } from 'vitest'
import { progressFrom, readMeta, windowOffsets } from './progress.ts'

const records = (...offsets: number[]) => offsets.map((offset) => ({ offset }))
const random = (seed: number) => () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31

describe('progress of a task', () => {
  it('commits up to the first unfinished record', () => {
    const progress = progressFrom({ offset: 5, meta: '' })
    progress.accept(records(5, 6, 7), 8)
    progress.finish(5)
    expect(progress.position(null)).toEqual({ offset: 6, meta: '' })
    progress.finish(6)
    progress.finish(7)
    expect(progress.position(null)).toEqual({ offset: 8, meta: '' })
  })

  it('moves past gaps, aborted records and control records at the end of a batch', () => {
    const progress = progressFrom({ offset: 0, meta: '' })
    progress.accept(records(0, 1), 4)
    progress.finish(0)
    progress.finish(1)
    expect(progress.position(null).offset).toBe(4)
  })

  it('keeps what finished beyond the first unfinished record, and a next owner does not do it again', () => {
    const before = progressFrom({ offset: 0, meta: '' })
    before.accept(records(0, 1, 3, 4, 7), 8)
    for (const offset of [1, 3, 7]) before.finish(offset)
    const position = before.position({ owner: 'a' })
    expect(position.offset).toBe(0)
    const after = progressFrom(position)
    expect(after.accept(records(0, 1, 3, 4, 7, 9), 10)).toEqual(records(0, 4, 9))
    after.finish(0)
    expect(after.position(null).offset).toBe(4)
  })

  it('keeps what an owner before it finished and it has not come to yet, also where it comes to nothing', () => {
    const first = progressFrom({ offset: 0, meta: '' })
    first.accept(records(0, 1, 2, 3, 4, 5, 6), 7)
    for (const offset of [2, 5, 6]) first.finish(offset)
    const second = progressFrom(first.position({ owner: 'a' }))
    const third = progressFrom(second.position({ owner: 'b' }))
    expect(third.accept(records(0, 1, 2, 3), 4)).toEqual(records(0, 1, 3))
    third.finish(0)
    const fourth = progressFrom(third.position({ owner: 'c' }))
    expect(fourth.accept(records(1, 2, 3, 4, 5, 6, 7), 8)).toEqual(records(1, 3, 4, 7))
  })

  it('says who held it and which record was tried alone', () => {
    const position = progressFrom({ offset: 3, meta: '' }).position({ owner: 'a', trying: 3 })
    expect(readMeta(position).mark).toEqual({ owner: 'a', trying: 3 })
    expect(readMeta({ offset: 3, meta: '' }).mark).toBeNull()
    expect(readMeta({ offset: 3, meta: "somebody else's text" }).mark).toBeNull()
  })

  it('neither repeats nor loses a record, whatever finishes before a crash, and stays below what a broker keeps', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const next = random(seed)
      const all: number[] = []
      const density = next()
      for (let offset = 100; offset < 100 + windowOffsets; offset += 1 + Math.floor(next() * 2)) all.push(offset)
      const done = new Set<number>()
      let position = { offset: 100, meta: '' }
      while (done.size < all.length) {
        const progress = progressFrom(position)
        const ahead = all.filter((offset) => offset >= position.offset)
        // An owner comes only so far, in batches; the next one goes on from what it committed.
        const reach = done.size === 0 ? ahead.length : Math.ceil(next() * ahead.length)
        for (let from = 0; from < reach; from += 500) {
          const batch = ahead.slice(from, Math.min(reach, from + 500))
          const todo = progress.accept(records(...batch), batch.at(-1)! + 1)
          expect(todo.map(({ offset }) => offset)).toEqual(batch.filter((offset) => !done.has(offset)))
          for (const { offset } of todo) {
            if (done.size > 0 && next() > density + 0.1) continue
            progress.finish(offset)
            done.add(offset)
          }
        }
        position = progress.position({ owner: 'abcdefgh', trying: 100 })
        expect(position.meta.length).toBeLessThan(3_000)
      }
      const left = all.filter((offset) => offset >= position.offset)
      expect(progressFrom(position).accept(records(...left), 100 + windowOffsets)).toEqual([])
    }
  })
})
