/** The statements of passages: sentences, steps with the commands that belong to them, table rows. */
import type { Passage } from '../../schemas/index.ts'
import { fromInt8Bytes } from '../../schemas/index.ts'

export type Statement = {
  passage: Passage
  kind: 'prose' | 'step' | 'point' | 'row' | 'code'
  /** Place in the document; of a step with its commands, from the first to the last. */
  start: number
  end: number
  /** The sentence as written, and the commands that follow it. */
  text: string
  commands: readonly string[]
  /** Columns that its line is indented by: a list in a list, or the later paragraphs of a list item. */
  indent: number
  /** Of a step: its number as written; else 0. */
  number: number
  /** Of a row: the cells of the table's first line. */
  columns: readonly string[]
  /** Without the title, outermost first; none before the first section. */
  headings: readonly string[]
  vector: Float32Array | null
}

const fence = /^[ \t>]*(?:```|~~~)/
const markers = { step: /^[\s>]*(\d+)[.)]\s+(?:\[[ x]\]\s+)?$/i, point: /^[\s>]*[-*+]\s+(?:\[[ x]\]\s+)?$/i }
/** What stands where nobody has written anything yet. */
const placeholder = /^\W*(?:todo|tbd|to be (?:added|done|defined|written)|n\/a|none|coming soon)\b[\s\W]*$/i

/**
 * Statements of a passage in reading order. Sentences come with their places; what they are is read from the text around them.
 */
export const statementsOf = (passage: Passage): Statement[] => {
  const statements: Statement[] = []
  for (const { start, end, vector } of passage.sentences) {
    const [from, to] = [start - passage.start, end - passage.start]
    const text = passage.text.slice(from, to)
    const lines = passage.text.slice(0, from).split('\n')
    const marker = lines.at(-1)!
    const inFence = lines.filter((line) => fence.test(line)).length % 2 === 1
    const headings = headingsAbove(lines, passage)
    const place = { passage, start, end, headings }
    if (inFence || fence.test(text)) {
      const last = statements.at(-1)
      if (last && last.headings.at(-1) === headings.at(-1) && last.kind !== 'row')
        statements[statements.length - 1] = { ...last, end, commands: [...last.commands, text] }
      else statements.push({ ...place, kind: 'code', text: '', commands: [text], indent: 0, number: 0, columns: [], vector: null })
      continue
    }
    if (placeholder.test(text)) continue
    const step = markers.step.exec(marker)
    const kind = step ? 'step' : markers.point.test(marker) ? 'point' : text.startsWith('|') ? 'row' : 'prose'
    statements.push({
      ...place,
      kind,
      text,
      commands: [],
      indent: kind === 'prose' && marker.trim() !== '' ? 0 : /^[\s>]*/.exec(marker)![0].length,
      number: step ? Number(step[1]) : 0,
      columns: kind === 'row' ? columnsAbove(lines) : [],
      vector: vector.length > 0 ? fromInt8Bytes(vector) : null,
    })
  }
  return statements
}

/** The headings that a line stands under: those of the passage's beginning, as far as those inside it do not end their sections. */
const headingsAbove = (lines: readonly string[], { title, headings }: Passage): string[] => {
  // A title is a heading of the first level; chunks do not say which levels the others have.
  const path = headings.map((text, i) => ({ level: i + 2, text }))
  let inFence = false
  for (const line of lines) {
    if (fence.test(line)) inFence = !inFence
    const found = inFence ? null : /^(#{1,6})[ \t]+(.+?)[ \t#]*$/.exec(line)
    if (!found) continue
    const level = found[1]!.length
    while (path.length > 0 && path.at(-1)!.level >= level) path.pop()
    path.push({ level, text: found[2]! })
  }
  const isTitle = (text: string) => bare(text) === bare(title)
  return path.map(({ text }) => text).filter((text, i) => i > 0 || !isTitle(text))
}

/** "Kube Pod Not Ready" in the front matter and "KubePodNotReady" as the first heading are one title. */
const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** The cells of the first line of the table whose rows the lines end in. */
const columnsAbove = (lines: readonly string[]): string[] => {
  const rule = lines.findLastIndex((line) => /^\s*\|?[\s:|-]*-[\s:|-]*$/.test(line) && line.includes('|'))
  return rule > 0 ? cellsOf(lines[rule - 1]!) : []
}

/**
 * The statement as it is shown: on one line, links as their words, commands dedented in code blocks. Links and images lose their targets: a
 * document is data, and may not send a reader or their browser anywhere.
 */
export const shown = ({ kind, text, commands, columns }: Statement): { line: string; code: readonly string[] } => ({
  line: kind === 'row' ? rowOf(text, columns) : withoutTargets(text.replace(/\s*\n[ \t>]*/g, ' ')),
  code: commands.map(dedent),
})

const withoutTargets = (text: string): string => text.replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')

/** Of two columns "name: what it is"; of more, each cell after the first with the name of its column. */
const rowOf = (row: string, columns: readonly string[]): string => {
  const [first = '', ...rest] = cellsOf(row)
  const named = rest.map((cell, i) => (rest.length > 1 && columns[i + 1] ? `${columns[i + 1]}: ${cell}` : cell))
  return [first, named.filter(Boolean).join('; ')].filter(Boolean).join(rest.length > 1 ? '; ' : ': ')
}

const cellsOf = (row: string): string[] =>
  withoutTargets(row.trim())
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())

const dedent = (code: string): string => {
  const fenced = fence.test(code) ? code : `\`\`\`\n${code}\n\`\`\``
  const [first = '', ...rest] = fenced.split('\n')
  const indents = rest.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length)
  const indent = Math.min(...indents, 99)
  return [first.trimStart(), ...rest.map((line) => line.slice(indent))].join('\n').trimEnd()
}

export const wordsOf = (text: string): number => text.match(/\S+/g)?.length ?? 0

/** Statements of one section have the same. */
export const sectionOf = ({ headings }: Statement): string => headings.join('\n')

/** That nothing but space stands between two statements of a passage. */
export const follows = (before: Statement | undefined, { passage, start }: Statement): boolean =>
  before?.passage === passage && passage.text.slice(before.end - passage.start, start - passage.start).trim() === ''
