import { describe, expect, it } from 'vitest'
import { openEmbedded } from './embedded/embedded.ts'
import { openLookup } from './lookup.ts'
import { bundledCodec } from './registry/bundled.ts'
import { specOf, topics } from './topics.ts'

const codec = bundledCodec()
const head = (document: string) => codec.encode(topics.heads, { document } as never)

describe('openLookup', () => {
  it('reads the newest value of a key, null after its removal and where it can not be decoded', async () => {
    const log = await openEmbedded({ file: ':memory:', durability: 'os' })
    await log.ensureTopics([specOf(topics.heads, 2)])
    const put = (key: string, value: Buffer | null) => log.append([{ topic: topics.heads.name, key: Buffer.from(key), value }])
    await put('a', head('old'))
    await put('a', head('new'))
    await put('b', head('gone'))
    await put('b', null)
    await put('c', Buffer.from('no record'))
    const stop = new AbortController()
    const lookup = openLookup({ log, codec }, topics.heads, stop.signal, (error) => {
      throw error
    })
    await lookup.caughtUp
    expect((await lookup.get('a'))?.document).toBe('new')
    expect(await Promise.all(['b', 'c', 'd'].map((key) => lookup.get(key)))).toEqual([null, null, null])
    await put('b', head('back'))
    await expect.poll(async () => (await lookup.get('b'))?.document).toBe('back')
    stop.abort()
    await log.close()
  })
})
