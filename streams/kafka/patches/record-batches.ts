/**
 * In place of kafkajs 2.2.4, `protocol/requests/fetch/v4/decodeMessages.js`, which reads the records of a fetched
 * partition. There a batch that compaction left empty yields nothing at all, so that a reader asks for the same offset
 * for ever (kafkajs#1072); a batch of 200,000 records ends the consumer with a RangeError (`push(...records)`,
 * kafkajs#1723); and headers become an object, which loses their order. Here batches are walked over by their headers:
 * an empty one still moves the reader on, and what is not to be seen is not decoded.
 */
import { decompress } from '../codecs.ts'
import type { Header, LogRecord } from '../../log.ts'

/** A batch of the format of KIP-98 (magic 2), its records not decoded yet. */
export type FetchedBatch = {
  readonly lastOffset: number
  readonly producerId: number
  readonly transactional: boolean
  readonly control: 'abort' | 'commit' | null
  records(topic: string, partition: number): LogRecord[]
}

const headSize = 61
const compressionMask = 0x07
const appendTimeMask = 0x08
const transactionalMask = 0x10
const controlMask = 0x20

/** The whole batches at the front of a partition's bytes; the broker cuts the last one off where it likes. */
export function* batchesOf(bytes: Buffer): Generator<FetchedBatch> {
  for (let at = 0; at + headSize <= bytes.length;) {
    const end = at + 12 + bytes.readInt32BE(at + 8)
    if (end > bytes.length) return
    const magic = bytes.readInt8(at + 16)
    if (magic !== 2) throw new Error(`it holds records of format ${magic}, of a Kafka before 0.11`)
    yield fetchedBatch(bytes.subarray(at, end))
    at = end
  }
}

const fetchedBatch = (bytes: Buffer): FetchedBatch => {
  const baseOffset = int64(bytes, 0)
  const attributes = bytes.readInt16BE(21)
  const count = bytes.readInt32BE(57)
  const body = (): Buffer => {
    const rest = bytes.subarray(headSize)
    return decompress(attributes & compressionMask, rest)
  }
  return {
    lastOffset: baseOffset + bytes.readInt32BE(23),
    producerId: int64(bytes, 43),
    transactional: (attributes & transactionalMask) !== 0,
    control: (attributes & controlMask) === 0 ? null : controlType(body(), count),
    records(topic, partition) {
      const appendTime = (attributes & appendTimeMask) === 0 ? null : int64(bytes, 35)
      return decodeRecords(body(), count, { topic, partition, baseOffset, baseTimestamp: int64(bytes, 27), appendTime })
    },
  }
}

/** A control record's key is a version and a type, 0 for abort, both of 16 bits. */
const controlType = (body: Buffer, count: number): 'abort' | 'commit' => {
  if (count === 0) return 'commit'
  const [record] = decodeRecords(body, 1, { topic: '', partition: 0, baseOffset: 0, baseTimestamp: 0, appendTime: null })
  return record?.key?.readInt16BE(2) === 0 ? 'abort' : 'commit'
}

type Place = { topic: string; partition: number; baseOffset: number; baseTimestamp: number; appendTime: number | null }

const decodeRecords = (body: Buffer, count: number, { topic, partition, baseOffset, baseTimestamp, appendTime }: Place): LogRecord[] => {
  let at = 0
  /** Zigzag with 7 bits a byte, up to 53 bits of value; timestamps and lengths fit. */
  const varint = (): number => {
    let byte = body[at++]!
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1)
    let value = byte & 0x7f
    let scale = 0x80
    do {
      byte = body[at++]!
      value += (byte & 0x7f) * scale
      scale *= 0x80
    } while (byte >= 0x80)
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
  const chunk = (): Buffer | null => {
    const length = varint()
    if (length < 0) return null
    at += length
    return body.subarray(at - length, at)
  }
  const records: LogRecord[] = []
  for (let i = 0; i < count; i++) {
    const length = varint()
    const end = at + length
    if (!(end <= body.length)) throw new Error('a batch ends before its last record')
    at++
    const timestamp = baseTimestamp + varint()
    const offset = baseOffset + varint()
    const key = chunk()
    const value = chunk()
    const headerCount = varint()
    const headers: Header[] = headerCount === 0 ? none : []
    for (let h = 0; h < headerCount; h++) headers.push([chunk()!.toString(), chunk() ?? empty])
    at = end
    records.push({ topic, partition, offset, timestamp: appendTime ?? timestamp, key, value, headers })
  }
  return records
}

const none: Header[] = []
const empty = Buffer.alloc(0)

const int64 = (bytes: Buffer, at: number): number => bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4)
