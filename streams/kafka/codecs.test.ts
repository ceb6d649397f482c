import { expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { decompress } from './codecs.ts'
import { compressedByJava } from './codecs.fixture.ts'
import { batchesOf } from './patches/record-batches.ts'

it.each(Object.keys(compressedByJava))('reads what the Java client compressed with %s', (name) => {
  const [batch] = batchesOf(Buffer.from(compressedByJava[name]!, 'base64'))
  const records = batch!.records('t', 0)
  expect(records.map(({ key, offset, timestamp }) => [String(key), offset, timestamp])).toEqual([
    ['k0', 0, 1_700_000_000_000],
    ['k1', 1, 1_700_000_000_001],
  ])
  expect(records.map(({ value }) => value?.equals(Buffer.alloc(36_000, value[0])))).toEqual([true, true])
  expect(records.map(({ value }) => value?.[0])).toEqual([0, 1])
})

it('refuses a compression that it does not know, and bytes that are not what they say', () => {
  expect(() => decompress(7, Buffer.alloc(10))).toThrow(/compression type 7/)
  for (const type of [1, 2, 3, 4]) expect(() => decompress(type, Buffer.from('no such thing'))).toThrow()
})

it('does not let a small batch fill the memory', () => {
  expect(() => decompress(1, gzipSync(Buffer.alloc(300 << 20)))).toThrow(/larger than/)
})
