/** Record batches as a broker would return them, for tests. */
import { crc32c } from './kafkajs.ts'
import { encodeBatch } from './encode-batch.ts'

type Batch = { offset: number; producerId?: number; values: readonly string[]; key?: Buffer; transactional?: boolean }

export const batch = ({ offset, producerId = -1, values, key = Buffer.from('k'), transactional = producerId >= 0 }: Batch): Buffer => {
  const records = values.map((value) => ({ topic: 't', key, value: Buffer.from(value), timestamp: 1_700_000_000_000 }))
  return at(offset, encodeBatch(records, { producerId, producerEpoch: 0, firstSequence: 0, transactional }))
}

/** The marker that ends a transaction (KIP-98): a control batch whose key holds a version and 0 for abort, 1 for commit. */
export const marker = (offset: number, producerId: number, type: 'abort' | 'commit'): Buffer => {
  const bytes = batch({ offset, producerId, values: ['\0\0\0\0\0\0'], key: Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]) })
  bytes.writeInt16BE(0x30, 21)
  return bytes
}

/** What compaction leaves of a batch whose records are all gone: its head, with the offsets that it had. */
export const emptied = (offset: number, lastOffset: number): Buffer => {
  const bytes = Buffer.from(batch({ offset, values: ['x'] }).subarray(0, 61))
  bytes.writeInt32BE(bytes.length - 12, 8)
  bytes.writeInt32BE(lastOffset - offset, 23)
  bytes.writeInt32BE(0, 57)
  return sealed(bytes)
}

const at = (offset: number, bytes: Buffer): Buffer => {
  bytes.writeBigInt64BE(BigInt(offset), 0)
  return bytes
}

const sealed = (bytes: Buffer): Buffer => {
  bytes.writeUInt32BE(crc32c(bytes.subarray(21)), 17)
  return bytes
}
