/** Statements as the text of an answer: sections under their headings, neighbouring sentences as one paragraph with one citation. */
import type { Citation } from '../../schemas/index.ts'
import { follows, sectionOf, shown, type Statement } from './statements.ts'

export type Composed = { parts: readonly string[]; citations: readonly Citation[] }

/**
 * Sections in the order of the document, but the one of `best` first: who reads on a bad night reads the first lines.
 * @param picked in reading order
 */
export const compose = (picked: readonly Statement[], best: Statement | undefined): Composed => {
  const sections = [...Map.groupBy(picked, sectionOf)]
  const lead = best && sectionOf(best)
  const ordered = [...sections.filter(([section]) => section === lead), ...sections.filter(([section]) => section !== lead)]
  const parts: string[] = []
  const citations: Citation[] = []
  for (const [, statements] of ordered) {
    const least = Math.min(...statements.filter(isItem).map(({ indent }) => indent))
    const blocks = paragraphs(statements)
    for (const [i, block] of blocks.entries()) {
      const [first] = block
      const heading = first!.headings.at(-1)
      const title = i === 0 && ordered.length > 1 && heading !== undefined ? `**${heading}**\n\n` : ''
      citations.push(cite(block))
      const before = blocks[i - 1]?.at(-1)
      if (before) parts[parts.length - 1] += isItem(before) && isItem(first!) && before.commands.length === 0 ? '\n' : '\n\n'
      else if (parts.length > 0) parts[parts.length - 1] += '\n\n'
      parts.push(title + render(block, citations.length, Number.isFinite(least) ? least : 0, before))
    }
  }
  return { parts, citations }
}

const isItem = ({ kind }: Statement): boolean => kind === 'step' || kind === 'point' || kind === 'row'

/** Sentences that follow each other are one; items of lists and sentences with commands stand by themselves. */
const paragraphs = (statements: readonly Statement[]): Statement[][] => {
  const blocks: Statement[][] = []
  for (const next of statements) {
    const last = blocks.at(-1)?.at(-1)
    const joined = last && follows(last, next) && isPlain(next) && last.commands.length === 0 && last.kind !== 'row' && last.kind !== 'code'
    if (joined && !startsAnew(last, next)) blocks.at(-1)!.push(next)
    else blocks.push([next])
  }
  return blocks
}

const isPlain = ({ kind, text }: Statement): boolean => kind === 'prose' && text !== ''

/** That an empty line stands between the two. */
const startsAnew = (before: Statement, { passage, start }: Statement): boolean =>
  /\n[ \t>]*\n/.test(passage.text.slice(before.end - passage.start, start - passage.start))

const cite = (block: readonly Statement[]): Citation => {
  const { passage, headings, start } = block[0]!
  const { end } = block.at(-1)!
  const { document, revision, title } = passage
  return {
    ...{ document, revision, title, headings: [...headings], start, end },
    quote: passage.text.slice(start - passage.start, end - passage.start),
  }
}

const render = (block: readonly Statement[], citation: number, leastIndent: number, before: Statement | undefined): string => {
  const first = block[0]!
  const marker = first.kind === 'step' ? `${first.number}. ` : first.kind === 'point' || first.kind === 'row' ? '- ' : ''
  const line = block.map((each) => shown(each).line).join(' ')
  const code = block.flatMap((each) => shown(each).code).map((each) => indented(each, marker.length))
  const nested = first.kind !== 'prose' ? first.indent > leastIndent : first.indent > 0 && before !== undefined && isItem(before)
  const text = [
    line ? `${marker}${line} [${citation}]` : `From “${first.headings.at(-1) ?? first.passage.title}” [${citation}]:`,
    ...code,
  ].join('\n\n')
  return nested ? indented(text, 3) : text
}

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(by))
