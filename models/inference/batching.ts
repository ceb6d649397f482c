/** Micro-batching: texts that arrive while a batch runs are gathered into the next ones. */

export type Run = (texts: readonly string[]) => Promise<Float32Array[]>

type Call = { vectors: Float32Array[]; missing: number; settle: (vectors: Float32Array[]) => void; fail: (error: unknown) => void }
type Item = { text: string; index: number; call: Call }

/** Larger batches add latency and no throughput. */
const interactiveBatch = 32
/** Small, because a message that arrives waits for the batch that runs: 8 passages take about 200 ms on two cores, 32 take 800. */
const bulkBatch = 8
/** Texts that are sorted by length together; a batch is padded to its longest text, so equals should meet. */
const gatherSize = 256

const openLane = (batchSize: number) => {
  const items: Item[] = []
  let batches: Item[][] = []
  return {
    push: (item: Item) => items.push(item),
    /** The next batch, or undefined. A gather is used up before the next one, so no text waits for ever. */
    next(): Item[] | undefined {
      if (batches.length === 0 && items.length > 0) {
        const gather = items.splice(0, gatherSize).sort((a, b) => a.text.length - b.text.length)
        batches = Array.from({ length: Math.ceil(gather.length / batchSize) }, (_, i) => gather.slice(i * batchSize, (i + 1) * batchSize))
      }
      return batches.shift()
    },
  }
}

/**
 * One batch runs at a time. Bulk batches run only while nothing else waits.
 * A failed batch fails every call that has a text in it, and no other.
 */
export const openQueue = (run: Run) => {
  const [interactive, bulk] = [openLane(interactiveBatch), openLane(bulkBatch)]
  let busy = false

  const pump = async (): Promise<void> => {
    if (busy) return
    busy = true
    for (let batch = interactive.next() ?? bulk.next(); batch; batch = interactive.next() ?? bulk.next()) {
      try {
        const vectors = await run(batch.map(({ text }) => text))
        batch.forEach(({ call, index }, i) => {
          call.vectors[index] = vectors[i]!
          if (--call.missing === 0) call.settle(call.vectors)
        })
      } catch (error) {
        for (const { call } of batch) call.fail(error)
      }
    }
    busy = false
  }

  return {
    embed: (texts: readonly string[], isBulk: boolean): Promise<Float32Array[]> =>
      new Promise((settle, fail) => {
        if (texts.length === 0) return settle([])
        const call: Call = { vectors: new Array<Float32Array>(texts.length), missing: texts.length, settle, fail }
        const lane = isBulk ? bulk : interactive
        texts.forEach((text, index) => lane.push({ text, index, call }))
        void pump()
      }),
  }
}
