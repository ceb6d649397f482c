/** What a follow-up asks of the last answer itself: "what was the second command?", "step 3 again", "show me the commands". */
import type { Citation, Turn } from '../../schemas/index.ts'
import type { Composed } from './compose.ts'

type Kind = 'command' | 'step'
type Item = {
  kind: Kind
  /** Of a step: its number, or its place in its list. */ number: number
  text: string
  citation: Citation | undefined
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
const asks =
  /^(?:(?:and|ok|so|sorry|pls|please)[, ]+)*(?:(?:what(?:'s| is| was| were)|whats|show me|tell me|repeat|give me|which was)\s+)?(?:again\s+)?(?:the\s+)?(?:(?<ordinal>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|\d{1,2}(?:st|nd|rd|th))\s+(?<kind>command|query|step|point|one|line|thing)|step\s+(?<step>\d{1,2})|(?<all>commands|queries|steps))(?:\s+(?:again|you (?:said|gave|mentioned|showed)|of (?:that|those|them)|from (?:that|before|above)|say|says))*[\s?.!]*$/i

/**
 * @param turns oldest first
 * @returns null where the text asks nothing of the last answer; with no citation where the last answer has no such thing
 */
export const recall = (text: string, turns: readonly Turn[]): Composed | null => {
  const found = asks.exec(text.trim())
  const last = turns.findLast(({ role, citations }) => role === 'bot' && citations.length > 0)
  if (!found || !last) return null
  const items = itemsOf(last)
  const { ordinal, kind, step, all } = found.groups!
  const commands = items.filter((item) => item.kind === 'command')
  const steps = items.filter((item) => item.kind === 'step')
  const wantsCommand =
    /^(?:command|quer)/.test(kind ?? all ?? '') || (step === undefined && !/^step/.test(kind ?? all ?? '') && commands.length > 0)
  const of = wantsCommand ? commands : steps
  if (all !== undefined) return of.length > 0 ? composed(of) : none(wantsCommand, 0)

  const number = step !== undefined ? Number(step) : numberOf(ordinal!)
  const item = number < 0 ? of.at(-1) : ((wantsCommand ? undefined : of.find((each) => each.number === number)) ?? of[number - 1])
  return item ? composed([item]) : none(wantsCommand, of.length)
}

const numberOf = (ordinal: string): number =>
  ordinal.toLowerCase() === 'last' ? -1 : ordinals.indexOf(ordinal.toLowerCase()) + 1 || Number.parseInt(ordinal, 10)

const none = (command: boolean, count: number): Composed => {
  const [one, many] = command ? ['command', 'commands'] : ['step', 'steps']
  return { parts: [`My last answer has ${count === 0 ? `no ${many}` : count === 1 ? `one ${one}` : `${count} ${many}`}.`], citations: [] }
}

const composed = (items: readonly Item[]): Composed => {
  const citations: Citation[] = []
  const parts = items.map(({ text, citation }, i) => {
    if (citation && citations.at(-1) !== citation) citations.push(citation)
    const mark = citation ? ` [${citations.length}]` : ''
    const shown = text.startsWith('```') ? `${i === 0 ? 'From my last answer' : 'Then'}${mark}:\n\n${text}` : `${text}${mark}`
    return shown + (i < items.length - 1 ? '\n\n' : '')
  })
  return { parts, citations }
}

/** Commands, fenced or in the line, and list items of a reply, each with the source whose mark stands with it. */
const itemsOf = ({ text, citations }: Turn): Item[] => {
  const items: Item[] = []
  let source: Citation | undefined
  let fence: string[] | null = null
  let place = 0
  for (const line of text.split('\n')) {
    if (/^\s*```/.test(line)) {
      if (fence) items.push({ kind: 'command', number: 0, text: dedented([...fence, line]), citation: source })
      fence = fence ? null : [line]
      continue
    }
    if (fence) {
      fence.push(line)
      continue
    }
    const mark = [...line.matchAll(/\[(\d+)\]/g)].at(-1)
    if (mark) source = citations[Number(mark[1]) - 1]
    const item = /^\s*(?:(\d+)\.|-)\s+(.+)$/.exec(line)
    place = item ? place + 1 : line.trim() === '' ? place : 0
    const said = (item?.[2] ?? '').replace(/\s*\[\d+\]:?$/, '')
    if (item) items.push({ kind: 'step', number: item[1] ? Number(item[1]) : place, text: said, citation: source })
    for (const [, code = ''] of line.matchAll(/`([^`]+)`/g)) {
      if (!/^\S+\s+\S/.test(code)) continue
      items.push({ kind: 'command', number: 0, text: `\`\`\`\n${code}\n\`\`\``, citation: source })
    }
  }
  return items
}

const dedented = (lines: readonly string[]): string => {
  const indent = /^\s*/.exec(lines[0]!)![0].length
  return lines.map((line) => line.slice(Math.min(indent, /^\s*/.exec(line)![0].length))).join('\n')
}
