/** Elements of HTML that a reader does not see, and where they stand among the raw HTML of a Markdown text. */
import type { Span } from './sentences.ts'

/** Never shown, whatever they hold. */
const unseen = new Set(['head', 'script', 'style', 'template', 'title', 'noscript', 'datalist', 'object', 'iframe'])
const empty = new Set(['area', 'base', 'br', 'col', 'embed', 'hr', 'img', 'input', 'link', 'meta', 'param', 'source', 'track', 'wbr'])

/** Declarations that leave nothing to see: not displayed, transparent, without size, or far outside the page. */
const hidingStyle =
  /(?:^|[;{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*(?:0+(?:\.0*)?|\.0+)(?![.\d])|(?:font-size|max-height|max-width|height|width|line-height)\s*:\s*(?:0+(?:\.0*)?|\.0+)(?:px|r?em|pt|%)?(?![.\w%])|font-size\s*:\s*[01](?:\.\d+)?px|color\s*:\s*transparent|clip(?:-path)?\s*:\s*(?:rect\(\s*[01]|inset\(\s*(?:50|100)%)|(?:text-indent|left|top|right|bottom|margin-left|margin-top)\s*:\s*-\d{3,})/i

/** Whether CSS declarations hide what they apply to. */
export const hidesByStyle = (declarations: string): boolean => hidingStyle.test(declarations.replace(/\/\*.*?\*\//gs, ' '))

/** Whether an element with these attributes is not shown. Names are in small letters. */
export const isUnseen = (name: string, attributes: ReadonlyMap<string, string>): boolean =>
  unseen.has(name) ||
  attributes.has('hidden') ||
  (name === 'input' && attributes.get('type')?.toLowerCase() === 'hidden') ||
  hidesByStyle(attributes.get('style') ?? '')

/** `<` ends an attribute: what only looks like a tag is then left after a few characters, however long the text is. */
const token = /<!--[\s\S]*?(?:-->|$)|<[!?][^<>]*>|<(\/?)([a-z][\w:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi
const attribute = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g

const attributesOf = (text: string): Map<string, string> =>
  new Map(
    [...text.matchAll(attribute)].map(([, name, ...values]) => [name!.toLowerCase(), values.find((value) => value !== undefined) ?? '']),
  )

/** A piece of raw HTML in a text, and where an element that it opens ends at the latest. */
export type RawHtml = { start: number; value: string; limit: number }

/**
 * The hidden passages that raw HTML makes in a text: comments, and elements from their opening to their closing tag, whatever stands between.
 * @param pieces in reading order
 */
export const hiddenRanges = (pieces: readonly RawHtml[]): Span[] => {
  const ranges: Span[] = []
  let open: { name: string; depth: number; start: number; limit: number } | null = null
  for (const { start: from, value, limit } of pieces) {
    if (open && from >= open.limit) {
      ranges.push({ start: open.start, end: open.limit })
      open = null
    }
    for (const { index, 0: text, 1: closing, 2: tag, 3: attributes = '' } of value.matchAll(token)) {
      const [start, end] = [from + index, from + index + text.length]
      const name: string | undefined = tag?.toLowerCase()
      if (open) {
        if (name !== open.name) continue
        open.depth += closing ? -1 : attributes.endsWith('/') ? 0 : 1
        if (open.depth > 0) continue
        ranges.push({ start: open.start, end })
        open = null
      } else if (text.startsWith('<!--')) ranges.push({ start, end })
      else if (name && !closing && isUnseen(name, attributesOf(attributes))) {
        if (empty.has(name) || attributes.endsWith('/')) ranges.push({ start, end })
        else open = { name, depth: 1, start, limit }
      }
    }
  }
  if (open) ranges.push({ start: open.start, end: open.limit })
  return ranges
}

/** The first of `ranges`, which are in order and apart, that shares a character with a span. */
export const rangeIn = (ranges: readonly Span[], { start, end }: Span): Span | undefined => {
  let [low, high] = [0, ranges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ranges[middle]!.end <= start) low = middle + 1
    else high = middle
  }
  return ranges[low] !== undefined && ranges[low]!.start < end ? ranges[low] : undefined
}

/** The parts of raw HTML between its tags. */
export const betweenTags = (start: number, value: string): Span[] => {
  const spans: Span[] = []
  let from = 0
  for (const { index, 0: text } of value.matchAll(token)) {
    spans.push({ start: start + from, end: start + index })
    from = index + text.length
  }
  return [...spans, { start: start + from, end: start + value.length }]
}
