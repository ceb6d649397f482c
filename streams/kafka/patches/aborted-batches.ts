/**
 * In place of kafkajs 2.2.4, `consumer/filterAbortedMessages.js`, which lets records of aborted transactions through:
 * it takes the broker's list to be sorted by first offset (it is in order of abort), enters at most one transaction per
 * record, and takes any record with the key 00000000 for an abort marker. This is the Java client's way
 * (`CompletedFetch.java`, KIP-98): by batch, over the sorted list, with the control flag asked.
 */
export type AbortedTransaction = { producerId: number; firstOffset: number }

type BatchHead = { lastOffset: number; producerId: number; transactional: boolean; control: 'abort' | 'commit' | null }

/** Says of each batch of a fetched partition, asked in log order, whether a reader of committed records sees it. */
export const committedOnly = (aborted: readonly AbortedTransaction[]): ((batch: BatchHead) => boolean) => {
  const ahead = aborted.toSorted((a, b) => b.firstOffset - a.firstOffset)
  const open = new Set<number>()
  return ({ lastOffset, producerId, transactional, control }) => {
    while (ahead.length > 0 && ahead.at(-1)!.firstOffset <= lastOffset) open.add(ahead.pop()!.producerId)
    if (control === 'abort') open.delete(producerId)
    return control === null && !(transactional && open.has(producerId))
  }
}
