/** Micro-batching: texts that arrive while a batch runs are gathered into the next ones. */

/** @param whole whether a text of the batch wants all that the model can tell of it */
export type Run<Result> = (texts: readonly string[], whole: boolean) => Promise<Result[]>

/** How a call's texts are taken: `bulk` ones only while nothing else waits. */
export type Manner = { bulk?: boolean; whole?: boolean }

type Call<Result> = {
  results: Result[]
  missing: number
  whole: boolean
  settle: (results: Result[]) => void
  fail: (error: unknown) => void
}
type Item<Result> = { text: string; index: number; call: Call<Result> }

/** Larger batches add latency and no throughput. */
const interactiveBatch = 32
/** Small, because a message that arrives waits for the batch that runs: 8 passages take about 200 ms on two cores, 32 take 800. */
const bulkBatch = 8
/** Texts that are sorted by length together; a batch is padded to its longest text, so equals should meet. */
const gatherSize = 256

const openLane = <Result>(batchSize: number) => {
  const items: Item<Result>[] = []
  let batches: Item<Result>[][] = []
  return {
    push: (item: Item<Result>) => items.push(item),
    /** The next batch, or undefined. A gather is used up before the next one, so no text waits for ever. */
    next(): Item<Result>[] | undefined {
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
 * A failed batch fails every call that has a text in it, and no other. The results of a call are in the order of its texts.
 */
export const openQueue = <Result>(run: Run<Result>) => {
  const [interactive, bulk] = [openLane<Result>(interactiveBatch), openLane<Result>(bulkBatch)]
  let busy = false

  const pump = async (): Promise<void> => {
    if (busy) return
    busy = true
    for (let batch = interactive.next() ?? bulk.next(); batch; batch = interactive.next() ?? bulk.next()) {
      try {
        const results = await run(
          batch.map(({ text }) => text),
          batch.some(({ call }) => call.whole),
        )
        batch.forEach(({ call, index }, i) => {
          call.results[index] = results[i]!
          if (--call.missing === 0) call.settle(call.results)
        })
      } catch (error) {
        for (const { call } of batch) call.fail(error)
      }
    }
    busy = false
  }

  return (texts: readonly string[], manner: Manner = {}): Promise<Result[]> =>
    new Promise((settle, fail) => {
      if (texts.length === 0) return settle([])
      const { bulk: isBulk = false, whole = false } = manner
      const call: Call<Result> = { results: new Array<Result>(texts.length), missing: texts.length, whole, settle, fail }
      const lane = isBulk ? bulk : interactive
      texts.forEach((text, index) => lane.push({ text, index, call }))
      void pump()
    })
}
