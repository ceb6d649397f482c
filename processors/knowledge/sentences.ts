/** Sentences with their exact places in a text. */

/** UTF-16 code units, end exclusive. */
export type Span = { start: number; end: number }

const ending = /[.!?]+["'”’)\]`*_]*(?=\s)|[。！？]/gu
const abbreviation =
  /(?:^|[\s("'])(?:[Ee]\.g|[Ii]\.e|etc|vs|cf|[Aa]pprox|incl|max|min|[Nn]o|[Ff]ig|[Ss]ec|Mr|Mrs|Dr|St|z\.B|bzw|d\.h|p\.ej|\p{Lu})\.$/u
const opening = /^\s+["'“‘([`*_<]*[\p{Lu}\p{Lo}\p{N}`/$[]/u

/**
 * Splits prose from `start` to `end`. A full stop ends a sentence where white space and something that can open one follow; one in an
 * abbreviation, a version, a path or inline code does not.
 */
export const sentences = (text: string, start = 0, end = text.length): Span[] => {
  const prose = text.slice(start, end)
  const code = [...prose.matchAll(/(`+)[^`]+\1/g)].map(({ index, 0: { length } }) => ({ start: index, end: index + length }))
  const spans: Span[] = []
  let from = 0
  const close = (to: number) => {
    const span = trimmed(text, { start: start + from, end: start + to })
    if (span) spans.push(span)
    from = to
  }
  for (const { index, 0: mark } of prose.matchAll(ending)) {
    const to = index + mark.length
    if (code.some((span) => index > span.start && index < span.end - 1)) continue
    if (/^[.!?]/.test(mark) && (abbreviation.test(prose.slice(from, index + 1)) || !opening.test(prose.slice(to)))) continue
    close(to)
  }
  close(prose.length)
  return spans
}

/** The span without white space at its ends; null where nothing is left. */
export const trimmed = (text: string, { start, end }: Span): Span | null => {
  while (start < end && /\s/.test(text[start]!)) start++
  while (end > start && /\s/.test(text[end - 1]!)) end--
  return start < end ? { start, end } : null
}

/** Parts of a block that are separated by empty lines: paragraphs of a plain text, commands of a long script. */
export const paragraphs = (text: string, start = 0, end = text.length): Span[] => {
  const spans: Span[] = []
  let from = start
  for (const { index, 0: gap } of text.slice(start, end).matchAll(/\r?\n[ \t]*(?:\r?\n[ \t]*)+/g)) {
    spans.push({ start: from, end: start + index })
    from = start + index + gap.length
  }
  return [...spans, { start: from, end }].flatMap((span) => trimmed(text, span) ?? [])
}
