/** What a reader of a document sees, as blocks, and how much is hidden from them. */
import { markdownBlocks, plainBlocks, type Block } from './blocks.ts'
import { rangeIn } from './hidden-elements.ts'
import { hasInvisible } from './hidden.ts'

export type Visible = {
  blocks: Block[]
  /** Passages that were left out. */
  hidden: number
}

/**
 * The blocks of a Markdown or plain text without what is hidden: comments, hidden elements, and each sentence that holds any of them or
 * invisible characters. A text means the same to a person and to a model only so.
 */
export const visible = (text: string, mediaType: string): Visible => {
  const { blocks, hidden: ranges, unused } = mediaType === 'text/plain' ? plainBlocks(text) : markdownBlocks(text)
  let [dropped, last, hidden] = [0, 0, false]
  const kept = blocks.flatMap((block) => {
    const clean = !hasInvisible(text.slice(block.start, block.end)) && !rangeIn(ranges, block)
    const parts = clean ? [block] : block.sentences.map((span) => ({ ...block, ...span, kind: 'text' as const, sentences: [span] }))
    hidden ||= block.afterHidden
    const shown = parts.flatMap((part) => {
      hidden ||= rangeIn(ranges, { start: last, end: part.start }) !== undefined
      last = part.end
      const isMarked = !clean && hasInvisible(text.slice(part.start, part.end))
      if (isMarked) dropped++
      if (isMarked || (!clean && rangeIn(ranges, part))) {
        hidden = true
        return []
      }
      const one = { ...part, afterHidden: hidden }
      // A block that was taken apart may hold more than its sentences, as the head of a table, and nothing reaches over that.
      hidden = !clean
      return [one]
    })
    hidden ||= !clean
    return shown
  })
  return { blocks: kept, hidden: ranges.length + unused + dropped }
}
