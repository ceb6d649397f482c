/** Where a key goes, as the Java client places it. */

const seed = 0x9747b28c
const m = 0x5bd1e995
const r = 24

/** MurmurHash2 (Austin Appleby, 32 bits) with the seed of Kafka's `org.apache.kafka.common.utils.Utils.murmur2`, as a signed integer. */
export const murmur2 = (bytes: Uint8Array): number => {
  const length = bytes.length
  const tail = length & ~3
  let h = seed ^ length
  for (let i = 0; i < tail; i += 4) {
    let k = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24)
    k = Math.imul(k, m)
    k ^= k >>> r
    h = Math.imul(h, m) ^ Math.imul(k, m)
  }
  if (tail < length) {
    for (let i = length - 1; i >= tail; i--) h ^= bytes[i]! << ((i - tail) * 8)
    h = Math.imul(h, m)
  }
  h ^= h >>> 13
  h = Math.imul(h, m)
  return h ^ (h >>> 15)
}

/** The partition of a key: Kafka's `toPositive(murmur2(key)) % partitions`, which clears the sign bit where others take the magnitude. */
export const partitionOf = (key: Uint8Array, partitions: number): number => (murmur2(key) & 0x7fffffff) % partitions
