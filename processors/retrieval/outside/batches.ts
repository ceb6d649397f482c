/** Cuts written records into batches within two limits, in order. One that is over the limit of bytes alone makes a batch of its own. */
export const batchesOf = (parts: readonly string[], limit: { count: number; bytes: number }): string[][] => {
  const batches: string[][] = []
  let bytes = 0
  for (const part of parts) {
    const size = Buffer.byteLength(part) + 1
    const last = batches.at(-1)
    if (last && last.length < limit.count && bytes + size <= limit.bytes) {
      last.push(part)
      bytes += size
    } else {
      batches.push([part])
      bytes = size
    }
  }
  return batches
}
