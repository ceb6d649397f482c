/**
 * The Markdown of replies as a tree: paragraphs, headings, lists, quotes, fenced code; code spans, strong, emphasis, links to
 * http and https, and [1] for a citation. A subset of CommonMark; what is not in it stays text. HTML is text, images are their
 * alternative text.
 *
 * @typedef {{ type: 'text', text: string } | { type: 'code', text: string } | { type: 'cite', n: number } | { type: 'break' }
 *   | { type: 'strong' | 'em', children: Inline[] } | { type: 'link', href: string, children: Inline[] }} Inline
 * @typedef {{ type: 'paragraph' | 'heading', children: Inline[] } | { type: 'code', text: string, language: string }
 *   | { type: 'list', start: number | null, items: Block[][] } | { type: 'quote', children: Block[] }} Block
 */

const fence = /^ {0,3}(`{3,}|~{3,})\s*([\w+.-]*)/
const heading = /^ {0,3}#{1,6}\s+(.*?)\s*#*$/
const item = /^( {0,3})([-*+]|\d{1,9}[.)])(\s+)(?=\S)/
const quoted = /^ {0,3}> ?/

/** Deeper nesting than anybody writes is text: it would cost stack. */
const deepest = 8

/** @param {string} text @returns {Block[]} */
export const parseMarkdown = (text) => blocksOf(text.replace(/\r\n?/g, '\n').replaceAll('\t', '    ').split('\n'), 0)

/** @param {string[]} lines @param {number} depth @returns {Block[]} */
const blocksOf = (lines, depth) => {
  /** @type {Block[]} */
  const blocks = []
  /** @type {string[]} */
  let paragraph = []
  const endParagraph = () => {
    if (paragraph.length > 0) blocks.push({ type: 'paragraph', children: parseInline(paragraph.join('\n'), depth) })
    paragraph = []
  }
  for (let i = 0; i < lines.length;) {
    const line = lines[i] ?? ''
    const opening = fence.exec(line)
    const title = heading.exec(line)
    const mark = depth < deepest ? item.exec(line) : null
    if (opening) {
      endParagraph()
      const end = lines.findIndex((other, j) => j > i && other.trim().startsWith(opening[1] ?? '') && /^\s*(`+|~+)\s*$/.test(other))
      const indent = line.length - line.trimStart().length
      const inside = lines.slice(i + 1, end === -1 ? lines.length : end)
      blocks.push({ type: 'code', language: opening[2] ?? '', text: inside.map((one) => unindent(one, indent)).join('\n') })
      i = end === -1 ? lines.length : end + 1
    } else if (title) {
      endParagraph()
      blocks.push({ type: 'heading', children: parseInline(title[1] ?? '', depth) })
      i++
    } else if (depth < deepest && quoted.test(line)) {
      endParagraph()
      const end = endWhere(lines, i, (other) => !quoted.test(other))
      const inside = lines.slice(i, end).map((other) => other.replace(quoted, ''))
      blocks.push({ type: 'quote', children: blocksOf(inside, depth + 1) })
      i = end
    } else if (mark && (paragraph.length === 0 || !/^\d/.test(mark[2] ?? '') || mark[2] === '1.')) {
      endParagraph()
      const list = listAt(lines, i, depth)
      blocks.push(list.block)
      i = list.end
    } else {
      if (line.trim() === '') endParagraph()
      else paragraph.push(line)
      i++
    }
  }
  endParagraph()
  return blocks
}

/** @param {string[]} lines @param {number} from @param {number} depth @returns {{ block: Block, end: number }} */
const listAt = (lines, from, depth) => {
  const first = /** @type {RegExpExecArray} */ (item.exec(lines[from] ?? ''))
  const isOrdered = /^\d/.test(first[2] ?? '')
  /** @type {Block[][]} */
  const items = []
  let i = from
  for (;;) {
    const mark = item.exec(lines[i] ?? '')
    if (!mark || /^\d/.test(mark[2] ?? '') !== isOrdered) break
    const width = mark[0].length
    const end = endWhere(lines, i + 1, (line, j) =>
      line.trim() === ''
        ? !isIndented(lines[j + 1], 2)
        : !isIndented(line, 2) && (item.test(line) || lines[j - 1]?.trim() === '' || fence.test(line)),
    )
    const inside = [(lines[i] ?? '').slice(width), ...lines.slice(i + 1, end).map((line) => unindent(line, width))]
    items.push(blocksOf(inside, depth + 1))
    i = end
    while (lines[i]?.trim() === '' && item.test(lines[i + 1] ?? '')) i++
  }
  return { block: { type: 'list', start: isOrdered ? Number.parseInt(first[2] ?? '1', 10) : null, items }, end: i }
}

/** @param {string[]} lines @param {number} from @param {(line: string, i: number) => boolean} ends */
const endWhere = (lines, from, ends) => {
  let i = from
  while (i < lines.length && !ends(lines[i] ?? '', i)) i++
  return i
}

/** @param {string | undefined} line @param {number} by */
const isIndented = (line, by) => line !== undefined && line.trim() !== '' && line.length - line.trimStart().length >= by

/** @param {string} line @param {number} by */
const unindent = (line, by) => line.slice(Math.min(by, line.length - line.trimStart().length))

const tokens = [
  /(?<ticks>`+)(?<code>[\s\S]*?[^`])\k<ticks>(?!`)/,
  /\[(?<cite>\d{1,2})\](?!\()/,
  /!\[(?<image>[^[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)/,
  /\[(?<label>[^[\]]+)\]\(\s*<?(?<href>https?:\/\/[^\s()<>]+(?:\([^\s()]*\))?[^\s()<>]*)>?(?:\s[^()]*)?\)/,
  /<?(?<bare>https?:\/\/[^\s<>`]*[^\s<>`.,;:!?)*_\]'"])>?/,
  /(?<![\w*])\*\*(?=\S)(?<strong>[^*]*(?:\*(?!\*)[^*]+)*?\S)\*\*|(?<!\w)__(?=\S)(?<strong2>[^_]*\S)__(?!\w)/,
  /(?<![\w*])\*(?=[^\s*])(?<em>[^*]*[^\s*])\*(?![\w*])|(?<!\w)_(?=[^\s_])(?<em2>[^_]*[^\s_])_(?!\w)/,
  /\\(?<escaped>[!-/:-@[-`{-~])/,
  /(?<hard> {2,}\n|\\\n)/,
]
const token = new RegExp(tokens.map(({ source }) => source).join('|'), 'g')

/** @param {string} text @param {number} [depth] @returns {Inline[]} */
export const parseInline = (text, depth = 0) => {
  /** @type {Inline[]} */
  const inlines = []
  /** @param {string} words */
  const push = (words) => {
    const last = inlines.at(-1)
    if (words === '') return
    if (last?.type === 'text') last.text += words
    else inlines.push({ type: 'text', text: words })
  }
  if (depth > deepest) return [{ type: 'text', text }]
  let at = 0
  for (const match of text.matchAll(token)) {
    push(text.slice(at, match.index).replace(/ *\n */g, ' '))
    at = match.index + match[0].length
    const found = match.groups ?? {}
    const strong = found.strong ?? found.strong2
    const em = found.em ?? found.em2
    if (found.code !== undefined) inlines.push({ type: 'code', text: found.code.replace(/\n/g, ' ').replace(/^ (.*\S.*) $/, '$1') })
    else if (found.cite !== undefined) inlines.push({ type: 'cite', n: Number(found.cite) })
    else if (found.image !== undefined) push(found.image)
    else if (found.href !== undefined) inlines.push({ type: 'link', href: found.href, children: parseInline(found.label ?? '', depth + 1) })
    else if (found.bare !== undefined) inlines.push({ type: 'link', href: found.bare, children: [{ type: 'text', text: found.bare }] })
    else if (strong !== undefined) inlines.push({ type: 'strong', children: parseInline(strong, depth + 1) })
    else if (em !== undefined) inlines.push({ type: 'em', children: parseInline(em, depth + 1) })
    else if (found.escaped !== undefined) push(found.escaped)
    else inlines.push({ type: 'break' })
  }
  push(text.slice(at).replace(/ *\n */g, ' '))
  return inlines
}
