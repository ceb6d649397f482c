import type { Header } from '../log.ts'

/** Headers as bytes: for each, the lengths of its name and value (32 bits, big-endian), then both. null stands for none. */
export const encodeHeaders = (headers: readonly Header[]): Buffer | null => {
  if (headers.length === 0) return null
  return Buffer.concat(
    headers.flatMap(([name, value]) => {
      const lengths = Buffer.alloc(8)
      lengths.writeUInt32BE(Buffer.byteLength(name), 0)
      lengths.writeUInt32BE(value.length, 4)
      return [lengths, Buffer.from(name), value]
    }),
  )
}

export const decodeHeaders = (bytes: Buffer | null): Header[] => {
  const headers: Header[] = []
  for (let at = 0; bytes && at < bytes.length;) {
    const value = at + 8 + bytes.readUInt32BE(at)
    const end = value + bytes.readUInt32BE(at + 4)
    headers.push([bytes.toString('utf8', at + 8, value), bytes.subarray(value, end)])
    at = end
  }
  return headers
}
