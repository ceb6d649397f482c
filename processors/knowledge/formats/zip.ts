/** The entries of a ZIP file, read within limits, and written again without compression (APPNOTE 6.3.10; no encryption, no ZIP64). */
import { crc32, inflateRawSync } from 'node:zlib'

export class ZipProblem extends Error {
  override name = 'ZipProblem'
}

const mostEntries = 10_000

/**
 * The entries that `wants` names. What they unpack to is bounded whatever the file says about it.
 * @param mostBytes of all of them, unpacked
 * @throws ZipProblem whose message ends a sentence that begins with the file's name
 */
export const readZip = (bytes: Buffer, wants: (name: string) => boolean, mostBytes: number): Map<string, Buffer> => {
  // The directory ends the file, but for a comment of up to 64 KiB.
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + 22 > bytes.length) throw new ZipProblem('is damaged, or no ZIP file')
  const count = bytes.readUInt16LE(end + 10)
  if (count > mostEntries) throw new ZipProblem(`has ${count} parts; ${mostEntries} can be read`)
  const entries = new Map<string, Buffer>()
  let left = mostBytes
  try {
    for (let i = 0, at = bytes.readUInt32LE(end + 16); i < count; i++) {
      if (bytes.readUInt32LE(at) !== 0x02014b50) throw new ZipProblem('is damaged: its directory is cut off')
      const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)]
      const [packed, nameLength] = [bytes.readUInt32LE(at + 20), bytes.readUInt16LE(at + 28)]
      const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
      const header = bytes.readUInt32LE(at + 42)
      at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
      if (!wants(name)) continue
      if (flags & 1) throw new ZipProblem('is locked with a password; save it without one')
      const start = header + 30 + bytes.readUInt16LE(header + 26) + bytes.readUInt16LE(header + 28)
      const data = unpacked(bytes.subarray(start, start + packed), method, left)
      if (data.length > left) throw new ZipProblem(tooMuch(mostBytes))
      left -= data.length
      entries.set(name, data)
    }
  } catch (cause) {
    if (cause instanceof ZipProblem) throw cause
    const isTooLarge = (cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new ZipProblem(isTooLarge ? tooMuch(mostBytes) : 'is damaged', { cause })
  }
  return entries
}

const tooMuch = (mostBytes: number) => `unpacks to more than ${mostBytes >> 20} MiB`

const unpacked = (data: Buffer, method: number, left: number): Buffer => {
  if (method === 0) return data
  if (method === 8) return inflateRawSync(data, { maxOutputLength: left + 1 })
  throw new ZipProblem(`is packed by method ${method}, which can't be read`)
}

/** A ZIP file of these entries, stored as they are. */
export const writeZip = (entries: ReadonlyMap<string, Buffer>): Buffer => {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []]
  let offset = 0
  for (const [name, data] of entries) {
    const label = Buffer.from(name)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    // Names are UTF-8.
    shared.writeUInt16LE(0x0800, 2)
    shared.writeUInt32LE(crc32(data), 10)
    shared.writeUInt32LE(data.length, 14)
    shared.writeUInt32LE(data.length, 18)
    shared.writeUInt16LE(label.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(offset, 10)
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), shared, label, data)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), shared, place, label)
    offset += 30 + label.length + data.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.size, 8)
  end.writeUInt16LE(entries.size, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listed, end])
}
