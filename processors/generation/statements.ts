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
  /** Prose that stands inside a list item, after its first paragraph. */
  nested: boolean
  /** As far as they are known, outermost first; none before the first section. */
  headings: readonly string[]
  vector: Float32Array | null
}

const fence = /^[ \t>]*(?:```|~~~)/

/**
 * Statements of a passage in reading order. Sentences come with their places; what they are is read from the text around them.
 */
export const statementsOf = (passage: Passage): Statement[] => {
  const statements: Statement[] = []
  for (const { start, end, vector } of passage.sentences) {
    const [from, to] = [start - passage.start, end - passage.start]
    const text = passage.text.slice(from, to)
    const before = passage.text.slice(0, from)
    const lines = before.split('\n')
    const marker = lines.at(-1)!
    const inFence = lines.filter((line) => fence.test(line)).length % 2 === 1
    const within = headingAbove(lines)
    const headings = within === null ? passage.headings : [within]
    if (inFence || fence.test(text)) {
      const last = statements.at(-1)
      if (last && last.headings.at(-1) === headings.at(-1) && last.kind !== 'row')
        statements[statements.length - 1] = { ...last, end, commands: [...last.commands, text] }
      else statements.push({ passage, kind: 'code', start, end, text: '', commands: [text], nested: false, headings, vector: null })
      continue
    }
    const kind = /^[\s>]*\d+[.)]\s+(?:\[[ x]\]\s+)?$/i.test(marker)
      ? 'step'
      : /^[\s>]*[-*+]\s+(?:\[[ x]\]\s+)?$/i.test(marker)
        ? 'point'
        : text.startsWith('|')
          ? 'row'
          : 'prose'
    statements.push({
      passage,
      kind,
      start,
      end,
      text,
      commands: [],
      nested: kind === 'prose' && /^\s{2,}$/.test(marker),
      headings,
      vector: vector.length > 0 ? fromInt8Bytes(vector) : null,
    })
  }
  return statements
}

const headingAbove = (lines: readonly string[]): string | null => {
  let found: string | null = null
  let inFence = false
  for (const line of lines) {
    if (fence.test(line)) inFence = !inFence
    else if (!inFence) found = /^#{1,6}[ \t]+(.+?)[ \t#]*$/.exec(line)?.[1] ?? found
  }
  return found
}

/**
 * The statement as it is shown: on one line, links as their words, commands dedented in code blocks. Links and images lose their targets: a
 * document is data, and may not send a reader or their browser anywhere.
 */
export const shown = ({ kind, text, commands }: Statement): { line: string; code: readonly string[] } => ({
  line: kind === 'row' ? cells(text) : withoutTargets(text.replace(/\s*\n[ \t>]*/g, ' ')),
  code: commands.map(dedent),
})

const withoutTargets = (text: string): string => text.replace(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')

const cells = (row: string): string =>
  withoutTargets(row)
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())
    .filter(Boolean)
    .join(' · ')

const dedent = (code: string): string => {
  const fenced = fence.test(code) ? code : `\`\`\`\n${code}\n\`\`\``
  const [first = '', ...rest] = fenced.split('\n')
  const indents = rest.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length)
  const indent = Math.min(...indents, 99)
  return [first.trimStart(), ...rest.map((line) => line.slice(indent))].join('\n').trimEnd()
}

export const wordsOf = (text: string): number => text.match(/\S+/g)?.length ?? 0
