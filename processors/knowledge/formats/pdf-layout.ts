/** What the lines of a PDF's pages are: headings, paragraphs, list items, code. A PDF says where letters stand, not what they are. */
import type { RootContent } from 'mdast'
import { code, heading, markdownOf, paragraph, rootOf } from './markdown.ts'

/** A line of text. Sizes and places are in points; `y` rises from the foot of the page. */
export type Line = { text: string; size: number; mono: boolean; x: number; y: number }

const bullet = /^[•◦▪‣●○∙·–*-]\s+(?=\S)/
const ordinal = /^\d{1,2}[.)]\s+(?=\S)/
/** Larger than the body by this much is a heading. */
const headingRatio = 1.12
const longestHeading = 120

/**
 * Markdown of pages of lines in reading order. The body's size is the one that most letters have; larger short lines are headings, by size;
 * lines in a typewriter's font are code; a gap wider than usual ends a paragraph. Lines that return on most pages are left out as their head or foot.
 */
export const pagesToMarkdown = (pages: readonly (readonly Line[])[]): string => {
  const lines = withoutRunning(pages)
  const body = commonSize(lines.flat())
  const sizes = [...new Set(lines.flat().flatMap((line) => (isHeading(line, body) ? [Math.round(line.size)] : [])))].sort((a, b) => b - a)
  const blocks: RootContent[] = []
  let open: { kind: 'text' | 'item' | 'code'; parts: string[]; ordered: boolean; start: number; x: number } | null = null

  const close = () => {
    if (!open) return
    if (open.kind === 'code') blocks.push(code(open.parts.join('\n')))
    else if (open.kind === 'text') blocks.push(paragraph(joined(open.parts)))
    else addItem(blocks, joined(open.parts), open.ordered, open.start)
    open = null
  }

  for (const page of lines) {
    let last: Line | null = null
    // A sentence may go on over the page, a paragraph that has ended does not.
    if (open && /[.!?:]$/.test(open.parts.at(-1)!.trim())) close()
    for (const line of page) {
      const gap: number = last ? last.y - line.y : 0
      const apart = last !== null && (gap > 1.75 * Math.max(line.size, last.size) || gap < -line.size)
      const marked = bullet.exec(line.text) ?? ordinal.exec(line.text)
      if (isHeading(line, body)) {
        close()
        const depth = Math.min(6, sizes.indexOf(Math.round(line.size)) + 1) as 1 | 2 | 3 | 4 | 5 | 6
        const before = blocks.at(-1)
        // A heading over two lines is one.
        if (before?.type === 'heading' && before.depth === depth && last && isHeading(last, body) && gap < 1.6 * line.size) {
          before.children.push({ type: 'text', value: ` ${line.text.trim()}` })
        } else blocks.push(heading(depth, line.text))
      } else if (line.mono) {
        if (open?.kind !== 'code' || apart) close()
        open ??= { kind: 'code', parts: [], ordered: false, start: 0, x: line.x }
        const indent: number = Math.max(0, Math.round((line.x - open.x) / (line.size * 0.6)))
        open.parts.push(' '.repeat(indent) + line.text.trimEnd())
      } else if (marked) {
        close()
        const ordered = ordinal.test(line.text)
        open = { kind: 'item', parts: [line.text.slice(marked[0].length)], ordered, start: ordered ? parseInt(line.text) : 0, x: line.x }
      } else {
        // An item goes on where its text is set in from its mark; a line that comes back to the mark is a new paragraph.
        const leaves = open?.kind === 'item' && line.x <= open.x + 0.5
        if (open?.kind === 'code' || apart || leaves) close()
        open ??= { kind: 'text', parts: [], ordered: false, start: 0, x: line.x }
        open.parts.push(line.text)
      }
      last = line
    }
  }
  close()
  return markdownOf(rootOf(blocks))
}

const isHeading = ({ text, size, mono }: Line, body: number): boolean =>
  !mono && size > body * headingRatio && text.length <= longestHeading && /[\p{L}\p{N}]/u.test(text)

const commonSize = (lines: readonly Line[]): number => {
  const letters = new Map<number, number>()
  for (const { size, text } of lines) letters.set(Math.round(size * 2) / 2, (letters.get(Math.round(size * 2) / 2) ?? 0) + text.length)
  return [...letters].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0]
}

/** Lines at the same height, the same but for numbers, on at least three pages and half of all: the head and the foot. */
const withoutRunning = (pages: readonly (readonly Line[])[]): Line[][] => {
  const keyOf = ({ text, y }: Line) => `${Math.round(y / 4)} ${text.replace(/\d+/g, '#').trim()}`
  const counts = new Map<string, number>()
  for (const page of pages) for (const key of new Set(page.map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1)
  const least = Math.max(3, pages.length / 2)
  return pages.map((page) => page.filter((line) => counts.get(keyOf(line))! < least))
}

/** A word that was divided at the end of a line is one again. */
const joined = (parts: readonly string[]): string =>
  parts
    .map((part) => part.trim())
    .join('\n')
    .replace(/(?<=\p{L})[-\u2010]\n(?=\p{Ll})/gu, '')
    .replace(/\s*\n\s*/g, ' ')

const addItem = (blocks: RootContent[], value: string, ordered: boolean, start: number) => {
  const last = blocks.at(-1)
  const item = { type: 'listItem' as const, spread: false, children: [paragraph(value) as never] }
  if (last?.type === 'list' && last.ordered === ordered) last.children.push(item)
  else blocks.push({ type: 'list', ordered, spread: false, ...(ordered ? { start } : {}), children: [item] })
}
