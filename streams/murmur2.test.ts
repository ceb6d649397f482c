import { expect, it } from 'vitest'
import { murmur2, partitionOf } from './murmur2.ts'

// Computed with org.apache.kafka.common.utils.Utils of kafka-clients 4.3.1: text, murmur2(text), toPositive(murmur2(text)) % 12.
const golden = [
  ['', 275646681, 9],
  ['a', -1563381124, 4],
  ['ab', 316155434, 2],
  ['abc', 479470107, 3],
  ['abcd', -1323649548, 8],
  ['21', -973932308, 0],
  ['foobar', -790332482, 6],
  ['a-little-bit-long-string', -985981536, 8],
  ['a-little-bit-longer-string', -1486304829, 11],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971, 5],
  ['acme/C0123456789', 537759132, 0],
  ['tenant/%C3%A9t%C3%A9', 1517754400, 4],
  ['été 👍', 190026278, 2],
] as const

it.each(golden)('hashes and places %j as the Java client does', (text, hash, partition) => {
  expect(murmur2(Buffer.from(text))).toBe(hash)
  expect(partitionOf(Buffer.from(text), 12)).toBe(partition)
})

it('hashes bytes above 127 as the Java client does', () => {
  expect(murmur2(Buffer.from('ff800001fe079c', 'hex'))).toBe(1720896852)
})
