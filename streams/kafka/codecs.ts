/** The compressions of Kafka's record batches, all readable; kafkajs itself reads gzip alone. What we write is not compressed. */
import { createRequire } from 'node:module'
import { gunzipSync, zstdDecompressSync } from 'node:zlib'

const require = createRequire(import.meta.url)
const { decompress: lz4 } = require('lz4js') as { decompress: (frame: Uint8Array) => Uint8Array }
const { uncompress: snappy } = require('snappyjs') as { uncompress: (block: Uint8Array, maxLength?: number) => Uint8Array }

/** A batch of the largest size that a broker takes by default (1 MB) is allowed to grow this much; more is an attack on memory. */
const maxBytes = 256 << 20

const view = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const xerialHead = 16

/** Snappy as the Java client writes it: xerial's framing, blocks with their lengths before them. Others write one bare block. */
const unsnappy = (bytes: Buffer): Buffer => {
  if (!bytes.subarray(0, xerialMagic.length).equals(xerialMagic)) return view(snappy(bytes, maxBytes))
  const blocks: Buffer[] = []
  for (let at = xerialHead; at < bytes.length;) {
    const length = bytes.readInt32BE(at)
    blocks.push(view(snappy(bytes.subarray(at + 4, at + 4 + length), maxBytes)))
    at += 4 + length
  }
  return Buffer.concat(blocks)
}

/**
 * The records of a batch, by the compression type in its attributes (0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd).
 * @throws {Error} where the bytes are not what their type says
 */
export const decompress = (type: number, bytes: Buffer): Buffer => {
  switch (type) {
    case 0:
      return bytes
    case 1:
      return gunzipSync(bytes, { maxOutputLength: maxBytes })
    case 2:
      return unsnappy(bytes)
    case 3:
      return view(lz4(bytes))
    case 4:
      return zstdDecompressSync(bytes, { maxOutputLength: maxBytes })
    default:
      throw new Error(`compression type ${type} is not known`)
  }
}
