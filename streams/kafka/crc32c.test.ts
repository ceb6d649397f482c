import fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc32c } from './crc32c.ts'
import { crc32c as bytewise } from './kafkajs.ts'

it('has the check value of the CRC catalogue', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
})

it("agrees with kafkajs' on bytes of every length", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => crc32c(bytes) === bytewise(Buffer.from(bytes)) >>> 0))
})
