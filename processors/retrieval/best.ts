/** The best of many, without sorting them all: a heap with the worst of the kept at its top. */

/** Keeps the `count` slots with the highest scores. */
export const openBest = (count: number) => {
  const slots = new Int32Array(count)
  const scores = new Float64Array(count)
  let size = 0

  const swap = (a: number, b: number) => {
    const [slot, score] = [slots[a]!, scores[a]!]
    slots[a] = slots[b]!
    scores[a] = scores[b]!
    slots[b] = slot
    scores[b] = score
  }
  const sink = () => {
    for (let at = 0; ;) {
      const left = at * 2 + 1
      if (left >= size) return
      const least = left + 1 < size && scores[left + 1]! < scores[left]! ? left + 1 : left
      if (scores[at]! <= scores[least]!) return
      swap(at, least)
      at = least
    }
  }

  return {
    offer(slot: number, score: number) {
      if (size === count) {
        if (score <= scores[0]!) return
        slots[0] = slot
        scores[0] = score
        return sink()
      }
      slots[size] = slot
      scores[size] = score
      for (let at = size++; at > 0;) {
        const parent = (at - 1) >> 1
        if (scores[parent]! <= scores[at]!) break
        swap(at, parent)
        at = parent
      }
    },
    /** Best first; among equals the lower slot. */
    taken: (): number[] =>
      Array.from({ length: size }, (_, i) => i)
        .sort((a, b) => scores[b]! - scores[a]! || slots[a]! - slots[b]!)
        .map((i) => slots[i]!),
  }
}
