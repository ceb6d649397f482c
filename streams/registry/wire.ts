/** The Confluent wire format: byte 0 is 0, bytes 1 to 4 the schema id (big endian), then the Avro body. */
import { HoplineError } from '../errors.ts'

export const headerBytes = 5

/** Writes the header into the first five bytes. */
export const writeHeader = (bytes: Buffer, id: number): void => {
  bytes[0] = 0
  bytes.writeInt32BE(id, 1)
}

/** @throws HoplineError record-undecodable where the bytes have no such header */
export const readHeader = (bytes: Buffer, topic: string): number => {
  if (bytes.length < headerBytes) {
    throw new HoplineError(
      'record-undecodable',
      `A value of ${topic} has ${bytes.length} bytes, fewer than the 5 of the header with the schema id.`,
    )
  }
  if (bytes[0] !== 0) {
    throw new HoplineError(
      'record-undecodable',
      `A value of ${topic} starts with byte ${bytes[0]} instead of 0: it is not in the Confluent wire format.`,
    )
  }
  return bytes.readInt32BE(1)
}
