/** What a model says, cut into units as it streams: a sentence with its citations, or a block of code. */

export type Said =
  | {
      readonly kind: 'sentence'
      /** Of a list: `1.` or `-`; none where it is prose or goes on with an item. */
      readonly marker: 'step' | 'point' | null
      /** Whether it begins a line; else it goes on after the sentence before. */
      readonly opensLine: boolean
      /** Without marker and citations. */
      readonly text: string
      readonly cites: readonly number[]
    }
  | { readonly kind: 'code'; readonly text: string }

export type Splitter = {
  /** Units that are complete with this piece. */
  push(piece: string): Said[]
  /** What is left at the end. An answer that was cut leaves nothing: half a sentence may say the opposite of the whole. */
  end(wasCut: boolean): Said[]
}

const fence = /^[ \t]{0,12}(```+|~~~+)[^\n]*/
const marker = /^[ \t]{0,12}(?:(\d{1,2}[.)])|[-*•])[ \t]+/
const citation = /[ \t]*(?:\[(\d{1,2}(?:[ \t]*,[ \t]*\d{1,2})*)\]|【(\d{1,2})[^】\n]{0,40}】)/g
/** The end of a sentence, with the quotes and citations after it, and the beginning of another. */
const boundary =
  /[.!?]["'”’)*_]*(?:[ \t]*(?:\[\d{1,2}(?:[ \t]*,[ \t]*\d{1,2})*\]|【\d{1,2}[^】\n]{0,40}】))*[ \t]+(?=["'“‘(*_`]*[\p{Lu}\p{Lo}\p{N}`])/gu
const abbreviation = /(?:^|[\s("'])(?:e\.g|i\.e|etc|vs|cf|approx|incl|no|fig|sec|mr|mrs|dr|z\.B|bzw|d\.h|p\.ej)\.$/i
const mostCharacters = 2_000

export const openSplitter = (): Splitter => {
  let rest = ''
  let opensLine = true

  const sentence = (raw: string, list: 'step' | 'point' | null): Said[] => {
    const cites: number[] = []
    const text = raw
      .split(/(`[^`\n]*`)/)
      .map((part, i) =>
        i % 2 === 1
          ? part
          : part.replace(citation, (_, several?: string, one?: string) => {
              cites.push(...(several ?? one ?? '').split(',').map(Number))
              return ''
            }),
      )
      .join('')
      .trim()
    const said = { kind: 'sentence', marker: list, opensLine, text, cites: [...new Set(cites)] } as const
    opensLine = false
    return text === '' ? [] : [said]
  }

  /** The next unit of `rest`; null where more text is needed to tell. */
  const take = (atEnd: boolean): Said[] | null => {
    const blank = /^(?:[ \t]*\r?\n)+/.exec(rest)
    if (blank) {
      rest = rest.slice(blank[0].length)
      opensLine = true
    }
    if (rest.trim() === '') return null
    const lineEnd = rest.indexOf('\n')
    if (lineEnd < 0 && !atEnd && /^[ \t]*(?:`{0,2}|~{0,2}|\d{0,2}[.)]?|[-*•]?)$/.test(rest)) return null
    const opening = opensLine ? fence.exec(rest) : null
    if (opening) {
      const close = new RegExp(`\\n[ \\t]*${opening[1]}[ \\t]*(?:\\n|$)`).exec(rest.slice(opening[0].length))
      if (!close || (!atEnd && !close[0].endsWith('\n'))) return atEnd ? ((rest = ''), []) : null
      const end = opening[0].length + close.index + close[0].length
      const text = dedent(rest.slice(0, end).trimEnd())
      rest = rest.slice(end)
      opensLine = true
      return [{ kind: 'code', text }]
    }
    const listed = opensLine ? marker.exec(rest) : null
    const from = listed?.[0].length ?? 0
    const line = rest.slice(from, lineEnd < 0 ? undefined : lineEnd)
    const end = endOfSentence(line) ?? (lineEnd >= 0 || atEnd || line.length > mostCharacters ? line.length : null)
    if (end === null) return null
    const wholeLine = end === line.length && lineEnd >= 0
    const list = listed ? (listed[1] ? 'step' : 'point') : null
    const said = sentence(line.slice(0, end), list)
    rest = rest.slice(from + end + (wholeLine ? 1 : 0))
    if (wholeLine) opensLine = true
    return said
  }

  const takeAll = (atEnd: boolean): Said[] => {
    const all: Said[] = []
    for (let units = take(atEnd); units; units = take(atEnd)) all.push(...units)
    return all
  }
  return {
    push(piece) {
      rest += piece
      return takeAll(false)
    },
    end: (wasCut) => (wasCut ? [] : takeAll(true)),
  }
}

/** Where the first sentence of a line ends; null where that is not yet to be seen. Inline code ends none. */
const endOfSentence = (line: string): number | null => {
  const code = [...line.matchAll(/`[^`]*(?:`|$)/g)].map(({ index, 0: { length } }) => [index, index + length] as const)
  for (const { index, 0: match } of line.matchAll(boundary)) {
    if (code.some(([start, end]) => index >= start && index < end)) continue
    if (!abbreviation.test(line.slice(0, index + 1))) return index + match.length
  }
  return null
}

const dedent = (code: string): string => {
  const lines = code.split('\n')
  const indent = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length))
  return lines.map((line) => line.slice(indent)).join('\n')
}
