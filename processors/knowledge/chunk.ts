/** Cuts a document into the pieces that are searched and cited. */
import { createHash } from 'node:crypto'
import type { Block } from './blocks.ts'
import type { Span } from './sentences.ts'
import { visible } from './visible.ts'

export type Piece = Span & {
  /** By content: the same document, headings and text give the same id, whatever stands around them. */
  id: string
  /** Those that its beginning stands under, without the title; later ones are in the text. */
  headings: readonly string[]
  text: string
  /** `code` is true of commands: they belong to the step before them and are not embedded. */
  sentences: readonly (Span & { code: boolean })[]
}

export type ChunkLimits = {
  /** A section below this many words is joined with the next one. */
  minWords: number
  maxWords: number
  /** Estimated word pieces; the encoder cuts at 256, and title and headings need some of them. */
  maxTokens: number
}

export const defaultLimits: ChunkLimits = { minWords: 60, maxWords: 220, maxTokens: 220 }

/**
 * An estimate of WordPiece tokens without the vocabulary: a mark, a short word, four letters of a longer one, two characters of a number or
 * code. Over 600 chunks of runbooks and manuals the true number was within 20 % above it.
 */
export const estimateTokens = (text: string): number => {
  let tokens = 0
  for (const [word] of text.matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)) {
    tokens += /\d/.test(word) ? Math.ceil(word.length / 2) : word.length <= 6 ? 1 : Math.ceil(word.length / 4)
  }
  return tokens
}

/** Their sections are each about something else: a question with its answer, an operation. None is joined with the next. */
const apart = new Set(['text/csv', 'application/vnd.oai.openapi'])

/** Part of each id: another one where `embeddedText` changes, or vectors of the old way are taken over for texts of the new. */
const recipe = 1

/** What the vector of a chunk is made from. */
export const embeddedText = (title: string, { headings, text }: Pick<Piece, 'headings' | 'text'>): string =>
  [title, ...headings, text].join('\n')

const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0

/**
 * Chunks of a Markdown or plain text, in reading order; `text.slice(start, end)` is each one's text. Blocks stay whole: a list item, a table,
 * a code block with the paragraph or step before it. Only a block above the limits is cut, at sentences or lines.
 */
export const chunk = (
  source: { document: string; title: string; text: string; mediaType: string; sourceType?: string },
  limits: ChunkLimits = defaultLimits,
): Piece[] => {
  const { document, title, text } = source
  const { blocks } = visible(text, source.mediaType)
  const fits = ({ start, end }: Span) => {
    const slice = text.slice(start, end)
    return countWords(slice) <= limits.maxWords && estimateTokens(slice) <= limits.maxTokens
  }
  const groups = pack(bond(cutLarge(blocks, text, fits), text, fits), text, fits, apart.has(source.sourceType ?? '') ? 0 : limits.minWords)

  const ids = new Map<string, number>()
  return groups.map((group): Piece => {
    const [start, end] = [group[0]!.start, group.at(-1)!.end]
    const slice = text.slice(start, end)
    const path = group[0]!.headings
    const headings = path[0] === title ? path.slice(1) : path
    const id = createHash('sha256')
      .update(JSON.stringify([recipe, document, headings, slice]))
      .digest('hex')
      .slice(0, 20)
    const repeat = ids.get(id) ?? 0
    ids.set(id, repeat + 1)
    const sentences = group.flatMap(({ kind, sentences }) => sentences.map((span) => ({ ...span, code: kind === 'code' })))
    return { id: repeat === 0 ? id : `${id}-${repeat}`, headings, text: slice, start, end, sentences }
  })
}

/**
 * Blocks above the limits, cut at their sentences; a sentence above them, at lines or words. What is cut off a table has its head row as a
 * heading: the rows mean little without it, and the text of a chunk can't hold what stands elsewhere.
 */
const cutLarge = (blocks: readonly Block[], text: string, fits: (span: Span) => boolean): Block[] =>
  blocks.flatMap((block) => {
    if (fits(block)) return [block]
    const atoms = block.sentences.flatMap((span) => (fits(span) ? [span] : cutSpan(text, span, fits)))
    const parts: Block[] = []
    const head = block.kind === 'table' ? headOf(text, block) : []
    for (const span of atoms) {
      const last = parts.at(-1)
      if (last && fits({ start: last.start, end: span.end })) {
        parts[parts.length - 1] = { ...last, end: span.end, sentences: [...last.sentences, span] }
      } else if (last) parts.push({ ...block, ...span, headings: [...block.headings, ...head], sentences: [span], afterHidden: false })
      else parts.push({ ...block, start: head.length > 0 ? block.start : span.start, end: span.end, sentences: [span] })
    }
    return parts
  })

/** The head row of a table as one heading. */
const headOf = (text: string, { start, sentences }: Block): string[] => {
  const row = text.slice(start, sentences[0]?.start ?? start).split('\n', 1)[0]!
  const cells = row.split('|').flatMap((cell) => cell.trim() || [])
  return cells.length > 0 ? [cells.join(' | ')] : []
}

/** The longest runs of whole lines, else words, that fit. A single word is never cut: the encoder cuts it. */
const cutSpan = (text: string, span: Span, fits: (span: Span) => boolean): Span[] => {
  const slice = text.slice(span.start, span.end)
  const unit = slice.includes('\n') ? /[^\n]*\S[^\n]*/g : /\S+/g
  const units = [...slice.matchAll(unit)].map(({ index, 0: { length } }) => ({
    start: span.start + index,
    end: span.start + index + length,
  }))
  const parts: Span[] = []
  for (const next of units) {
    const last = parts.at(-1)
    if (last && fits({ start: last.start, end: next.end })) parts[parts.length - 1] = { start: last.start, end: next.end }
    else if (unit.source.startsWith('[') && !fits(next)) parts.push(...cutSpan(text, next, fits))
    else parts.push(next)
  }
  return parts
}

/**
 * What leans on the paragraph or step before it stays with it, and a list's first item with the line that introduces it, where they fit
 * together: a command without its step says little.
 */
const bond = (blocks: readonly Block[], text: string, fits: (span: Span) => boolean): Block[][] => {
  const bonds: Block[][] = []
  for (const block of blocks) {
    const last = bonds.at(-1)
    const leans = block.leans || (last && text[last.at(-1)!.end - 1] === ':')
    const belongs = leans && !block.afterHidden && last && samePath(last[0]!, block)
    if (belongs && fits({ start: last[0]!.start, end: block.end })) last.push(block)
    else bonds.push([block])
  }
  return bonds
}

const samePath = (a: Block, b: Block) =>
  a.headings.length === b.headings.length && a.headings.every((heading, i) => heading === b.headings[i])

/**
 * Fills chunks in reading order: up to the limits within a section, and over its end only where the chunk holds whole sections and is still
 * small. The small rest of a long section stays by itself: it would hide the beginning of the next one.
 */
const pack = (bonds: readonly (readonly Block[])[], text: string, fits: (span: Span) => boolean, minWords: number): Block[][] => {
  const groups: Block[][] = []
  for (const next of bonds) {
    const group = groups.at(-1)
    const joined = group && { start: group[0]!.start, end: next.at(-1)!.end }
    const before = groups.at(-2)?.at(-1)
    const whole = group && !(before && samePath(before, group[0]!))
    const small = group && whole && countWords(text.slice(group[0]!.start, group.at(-1)!.end)) < minWords
    const open = group && joined && !next[0]!.afterHidden && fits(joined) && (small || samePath(group.at(-1)!, next[0]!))
    if (open) group.push(...next)
    else groups.push([...next])
  }
  return groups
}
