/** Writes a record batch (KIP-98, magic 2). kafkajs' own encoder takes headers as an object, which loses their order. */
import type { RecordIn } from '../log.ts'
import { crc32c } from './crc32c.ts'

export type Stamped = RecordIn & { readonly timestamp: number }

/** Where a batch stands in its producer's sequence; null outside of one. */
export type Sequenced = { producerId: number; producerEpoch: number; firstSequence: number; transactional: boolean }

/** At most this many bytes of framing around a record's key, value and headers. */
const recordFraming = 32
const headSize = 61

/** An upper bound of a record's size in a batch of its own, in bytes. */
export const sizeOf = ({ key, value, headers }: RecordIn): number => {
  let size = headSize + recordFraming + (key?.length ?? 0) + (value?.length ?? 0)
  if (headers) for (const [name, bytes] of headers) size += 10 + Buffer.byteLength(name) + bytes.length
  return size
}

/** The bytes of one batch. Its offsets are relative: the broker gives the first. */
export const encodeBatch = (
  records: readonly Stamped[],
  { producerId, producerEpoch, firstSequence, transactional }: Sequenced,
): Buffer => {
  let size = headSize
  for (const record of records) size += sizeOf(record)
  const bytes = Buffer.allocUnsafe(size)
  const base = records[0]!.timestamp
  let newest = base
  let at = headSize

  const varint = (value: number): void => {
    let rest = value < 0 ? -2 * value - 1 : 2 * value
    while (rest >= 0x80) {
      bytes[at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    bytes[at++] = rest
  }
  const chunk = (part: Buffer | null): void => {
    if (part === null) return varint(-1)
    varint(part.length)
    part.copy(bytes, at)
    at += part.length
  }

  for (const [i, { key, value, headers = [], timestamp }] of records.entries()) {
    newest = Math.max(newest, timestamp)
    // A record is preceded by its length, known only afterwards: it is written with room for five bytes and moved up.
    const start = at
    at += 5
    bytes[at++] = 0
    varint(timestamp - base)
    varint(i)
    chunk(key)
    chunk(value)
    varint(headers.length)
    for (const [name, part] of headers) {
      varint(Buffer.byteLength(name))
      at += bytes.write(name, at)
      chunk(part)
    }
    const [body, end] = [start + 5, at]
    at = start
    varint(end - body)
    bytes.copyWithin(at, body, end)
    at += end - body
  }

  int64(bytes, 0, 0)
  bytes.writeInt32BE(at - 12, 8)
  bytes.writeInt32BE(-1, 12)
  bytes.writeInt8(2, 16)
  bytes.writeInt16BE(transactional ? 0x10 : 0, 21)
  bytes.writeInt32BE(records.length - 1, 23)
  int64(bytes, base, 27)
  int64(bytes, newest, 35)
  int64(bytes, producerId, 43)
  bytes.writeInt16BE(producerEpoch, 51)
  bytes.writeInt32BE(firstSequence, 53)
  bytes.writeInt32BE(records.length, 57)
  bytes.writeUInt32BE(crc32c(bytes.subarray(21, at)), 17)
  return bytes.subarray(0, at)
}

const int64 = (bytes: Buffer, value: number, at: number): void => {
  const high = Math.floor(value / 2 ** 32)
  bytes.writeInt32BE(high, at)
  bytes.writeUInt32BE(value - high * 2 ** 32, at + 4)
}
