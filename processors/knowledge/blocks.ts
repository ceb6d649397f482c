/** The blocks of a document in reading order: what a chunk is made of. The only import of the Markdown parser. */
import type { Definition, Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import { betweenTags, hiddenRanges, rangeIn, type RawHtml } from './hidden-elements.ts'
import { withoutInvisible } from './hidden.ts'
import { paragraphs, sentences, trimmed, type Span } from './sentences.ts'

export type Block = Span & {
  kind: 'text' | 'item' | 'code' | 'table'
  headings: readonly string[]
  /** That it belongs to the block before it: commands, a table, the later paragraphs of a list item. */
  leans: boolean
  /** Sentences, list items, table rows or commands, in order. */
  sentences: readonly Span[]
  /** That something which is not shown stands before it: a comment, a hidden element, a link definition. No chunk may reach over it. */
  afterHidden: boolean
}

const frontMatter = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/

/** The text of the front matter, or null. */
export const frontMatterOf = (text: string): string | null => frontMatter.exec(text)?.[1] ?? null

/** Long scripts are cited command by command, short ones whole. */
const wholeScriptLines = 10

const blank = (text: string) => text.replace(/[^\r\n]/g, ' ')

const shown = (node: Nodes, isHidden: (node: Nodes) => boolean): string =>
  node.type === 'html' || isHidden(node)
    ? ''
    : 'value' in node
      ? node.value
      : 'children' in node
        ? node.children.map((child) => shown(child, isHidden)).join('')
        : ''

const spanOf = (node: Nodes): Span => ({ start: node.position!.start.offset!, end: node.position!.end.offset! })

export type Blocks = {
  blocks: Block[]
  /** What raw HTML hides, in order. Blocks may reach into it. */
  hidden: readonly Span[]
  /** Link definitions with a text that no link uses: a way to write what nobody sees. */
  unused: number
}

/** Blocks of Markdown (CommonMark and GFM). Spans count from the start of `text`, front matter included. */
export const markdownBlocks = (text: string): Blocks => {
  const body = text.replace(frontMatter, blank).replace(/^\uFEFF/, ' ')
  const tree = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] })
  const { html, unused } = gather(tree, text)
  const hidden = hiddenRanges(html)
  const blocks: Block[] = []
  const path: { depth: number; title: string }[] = []
  let afterHidden = false

  const isHidden = (node: Nodes): boolean => {
    const span = spanOf(node)
    const range = rangeIn(hidden, span)
    // What reaches beyond on both sides holds the range, and more than that.
    return range !== undefined && !(span.start < range.start && span.end > range.end)
  }
  let inItem = false
  const push = (kind: Block['kind'], span: Span, parts: readonly Span[]) => {
    const leans = kind === 'code' || kind === 'table' || (kind === 'text' && inItem)
    blocks.push({ kind, ...span, headings: path.map(({ title }) => title), leans, sentences: parts, afterHidden })
    afterHidden = false
  }

  const visit = (node: Nodes, item: Span | null): void => {
    switch (node.type) {
      case 'heading': {
        const title = withoutInvisible(shown(node, isHidden)).replace(/\s+/g, ' ').trim()
        if (title === '') return
        while (path.length > 0 && path.at(-1)!.depth >= node.depth) path.pop()
        path.push({ depth: node.depth, title })
        return
      }
      case 'paragraph': {
        const span = spanOf(node)
        if (item) return push('item', { start: item.start, end: span.end }, [span])
        return push('text', span, sentences(text, span.start, span.end))
      }
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
      case 'html': {
        const span = spanOf(node)
        const parts = betweenTags(span.start, text.slice(span.start, span.end)).flatMap(({ start, end }) => sentences(text, start, end))
        if (parts.length > 0) push('text', { start: parts[0]!.start, end: parts.at(-1)!.end }, parts)
        return
      }
      case 'definition':
        afterHidden = true
        return
      default:
        if ('children' in node) for (const child of node.children) visit(child, null)
    }
  }
  visit(tree, null)
  return { blocks, hidden, unused }
}

/** The raw HTML of a tree in reading order, and how many link definitions with a text no link uses. An element in a paragraph ends with it. */
const gather = (tree: Nodes, text: string): { html: RawHtml[]; unused: number } => {
  const html: (Span & { limit: number })[] = []
  const defined: Definition[] = []
  const used = new Set<string>()
  const visit = (node: Nodes, limit: number): void => {
    if (node.type === 'html') html.push({ ...spanOf(node), limit })
    if (node.type === 'definition') defined.push(node)
    if (node.type === 'linkReference' || node.type === 'imageReference') used.add(node.identifier)
    if (!('children' in node)) return
    const inner = ['paragraph', 'heading', 'tableCell'].includes(node.type) ? spanOf(node).end : limit
    for (const child of node.children) visit(child, inner)
  }
  visit(tree, text.length)
  const isUnused = ({ identifier, url, title }: Definition) => !used.has(identifier) && (title || /\s/.test(url))
  return { html: html.map((piece) => ({ ...piece, value: text.slice(piece.start, piece.end) })), unused: defined.filter(isUnused).length }
}

/** Blocks of a plain text: its paragraphs. */
export const plainBlocks = (text: string): Blocks => ({
  blocks: paragraphs(text).flatMap((span) => {
    const inner = trimmed(text, span)
    if (!inner) return []
    const parts = sentences(text, inner.start, inner.end)
    return [{ kind: 'text' as const, ...inner, headings: [], leans: false, sentences: parts, afterHidden: false }]
  }),
  hidden: [],
  unused: 0,
})
