/** Markdown from a tree: what every other format becomes. The only import of the serialiser. */
import type { Nodes, Root, RootContent } from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { toMarkdown, type Handle } from 'mdast-util-to-markdown'
import { withoutQuery } from './format.ts'

/**
 * The serialiser escapes wherever a mark could mean something in some place. Within a word or around a number an underscore and a bracket
 * mean nothing, and escaped they would hide names as `node_load5` from the search.
 */
const text: Handle = (node: { value: string }, _parent, state, info) =>
  state
    .safe(node.value, info)
    .replace(/(?<=[\p{L}\p{N}_])\\_(?=[\p{L}\p{N}_\\])/gu, '_')
    .replace(/\\\[([^[\]\\\n]*)\](?![([:])/g, (whole, inner: string) => (/^[ xX]?$/.test(inner) ? whole : `[${inner}]`))

/** CommonMark with the tables of GFM. */
export const markdownOf = (tree: Nodes): string =>
  toMarkdown(tree, {
    extensions: [gfmToMarkdown({ tablePipeAlign: false })],
    handlers: { text },
    bullet: '-',
    // Three hyphens at the start of a text would begin a front matter.
    rule: '*',
    fences: true,
    listItemIndent: 'one',
    incrementListMarker: true,
  })

export const rootOf = (children: RootContent[]): Root => ({ type: 'root', children })

export const heading = (depth: 1 | 2 | 3 | 4 | 5 | 6, value: string): RootContent => ({
  type: 'heading',
  depth,
  children: [{ type: 'text', value: oneLine(value) }],
})

export const paragraph = (value: string): RootContent => ({ type: 'paragraph', children: [{ type: 'text', value }] })

export const code = (value: string, lang: string | null = null): RootContent => ({ type: 'code', value, lang })

/** A table of GFM; the first row is its head. */
export const table = (rows: readonly (readonly string[])[]): RootContent => ({
  type: 'table',
  children: rows.map((row) => ({
    type: 'tableRow',
    children: row.map((value) => ({ type: 'tableCell', children: [{ type: 'text', value: oneLine(value) }] })),
  })),
})

/** A title for what has none: the file's name without folder and ending. */
export const titleOf = (name: string): string =>
  withoutQuery(name)
    .replace(/\/+$/, '')
    .replace(/^.*\//, '')
    .replace(/\.\w+$/, '')
    .replace(/[-_]+/g, ' ')

const oneLine = (value: string): string => value.replace(/\s+/g, ' ').trim()
