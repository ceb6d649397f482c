/** The blocks of a document in reading order: what a chunk is made of. The only import of the Markdown parser. */
import type { Nodes, Parent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { withoutInvisible } from './hidden.ts'
import { paragraphs, sentences, trimmed, type Span } from './sentences.ts'

export type Block = Span & {
  kind: 'text' | 'item' | 'code' | 'table'
  headings: readonly string[]
  /** That it belongs to the block before it: commands, a table, the later paragraphs of a list item. */
  leans: boolean
  /** Sentences, list items, table rows or commands, in order. */
  sentences: readonly Span[]
  /** That something which is not shown stands before it: a comment, raw HTML, a link definition. No chunk may reach over it. */
  afterHidden: boolean
}

const frontMatter = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/

/** The text of the front matter, or null. */
export const frontMatterOf = (text: string): string | null => frontMatter.exec(text)?.[1] ?? null

/** Long scripts are cited command by command, short ones whole. */
const wholeScriptLines = 10

const blank = (text: string) => text.replace(/[^\r\n]/g, ' ')

const shown = (node: Nodes): string =>
  'value' in node && node.type !== 'html' ? node.value : 'children' in node ? node.children.map(shown).join('') : ''

const hides = (node: Nodes): boolean =>
  (node.type === 'html' && node.value.startsWith('<!--')) || ('children' in node && (node as Parent).children.some(hides))

/**
 * Blocks of Markdown (CommonMark and GFM). Spans count from the start of `text`, front matter included.
 * A sentence that holds a comment is left out, and the block ends before it.
 */
export const markdownBlocks = (text: string): Block[] => {
  const body = text.replace(frontMatter, blank).replace(/^\uFEFF/, ' ')
  const tree = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const blocks: Block[] = []
  const path: { depth: number; title: string }[] = []
  let afterHidden = false

  const spanOf = (node: Nodes): Span => ({ start: node.position!.start.offset!, end: node.position!.end.offset! })
  let inItem = false
  const push = (kind: Block['kind'], span: Span, parts: readonly Span[]) => {
    const leans = kind === 'code' || kind === 'table' || (kind === 'text' && inItem)
    blocks.push({ kind, ...span, headings: path.map(({ title }) => title), leans, sentences: parts, afterHidden })
    afterHidden = false
  }

  const paragraph = (node: Parent & Nodes, outer: Span | null) => {
    const span = spanOf(node)
    const comments = node.children.filter(hides).map(spanOf)
    const parts = outer ? [span] : sentences(text, span.start, span.end)
    if (comments.length === 0) return push(outer ? 'item' : 'text', { start: outer?.start ?? span.start, end: span.end }, parts)
    for (const part of parts) {
      if (comments.some(({ start, end }) => start < part.end && end > part.start)) afterHidden = true
      else push('text', part, [part])
    }
    afterHidden = true
  }

  const visit = (node: Nodes, item: Span | null): void => {
    switch (node.type) {
      case 'heading':
        while (path.length > 0 && path.at(-1)!.depth >= node.depth) path.pop()
        path.push({ depth: node.depth, title: withoutInvisible(shown(node)).replace(/\s+/g, ' ').trim() })
        if (hides(node)) afterHidden = true
        return
      case 'paragraph':
        return paragraph(node, item)
      case 'code': {
        const span = spanOf(node)
        const long = node.value.split('\n').length > wholeScriptLines
        const inner = { start: text.indexOf('\n', span.start) + 1, end: text.lastIndexOf('\n', span.end - 1) }
        return push('code', span, long && inner.start < inner.end ? paragraphs(text, inner.start, inner.end) : [span])
      }
      case 'table':
        return push('table', spanOf(node), node.children.slice(1).map(spanOf))
      case 'listItem':
        return node.children.forEach((child, i) => {
          const outer = inItem
          inItem = true
          visit(child, i === 0 ? spanOf(node) : null)
          inItem = outer
        })
      case 'html':
      case 'definition':
        afterHidden = true
        return
      default:
        if ('children' in node) for (const child of node.children) visit(child, null)
    }
  }
  visit(tree, null)
  return blocks
}

/** The first heading of a Markdown text that something stands under, or null. */
export const firstHeading = (text: string): string | null =>
  markdownBlocks(text).find(({ headings }) => headings.length > 0)?.headings[0] ?? null

/** Blocks of a plain text: its paragraphs. */
export const plainBlocks = (text: string): Block[] =>
  paragraphs(text).flatMap((span) => {
    const inner = trimmed(text, span)
    return inner
      ? [
          {
            kind: 'text' as const,
            ...inner,
            headings: [],
            leans: false,
            sentences: sentences(text, inner.start, inner.end),
            afterHidden: false,
          },
        ]
      : []
  })
