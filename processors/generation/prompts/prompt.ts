/** The prompt for an answer: rules from a versioned file, passages fenced as data, all within a budget of tokens. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Prompt } from '../models/language-model.ts'

/** A passage as a model reads it. `n` is how it is cited. */
export type Shown = { readonly n: number; readonly title: string; readonly headings: readonly string[]; readonly text: string }

export type Template = {
  /** Version and first digits of the digest of the file, as answers record it. */
  readonly id: string
  readonly text: string
}

export type Asked = {
  readonly question: string
  /** Oldest first. */
  readonly turns: readonly { readonly role: string; readonly text: string }[]
  /** Best first. */
  readonly passages: readonly Shown[]
}

const version = 'answer.v1'
const mostTurns = 4
const mostTurnCharacters = 600

export const readTemplate = async (): Promise<Template> => {
  const text = await readFile(new URL(`${version}.md`, import.meta.url), 'utf8')
  return { id: `${version}@${createHash('sha256').update(text).digest('hex').slice(0, 12)}`, text }
}

/** At three characters a token: English prose has four, commands and identifiers three, so that a real count is rarely higher. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 3)

/**
 * @param fence an unguessable word, new for each prompt: text of a passage can't close what opens with it
 * @param maxTokens of the whole prompt; passages that do not fit are left out, and are not in `shown`
 */
export const buildPrompt = (
  template: Template,
  { question, turns, passages }: Asked,
  { fence, maxTokens, maxWords }: { readonly fence: string; readonly maxTokens: number; readonly maxWords: number },
): { prompt: Prompt; shown: readonly Shown[] } => {
  const [open, close] = [`<${fence}>`, `</${fence}>`]
  const system = template.text
    .replaceAll('{{open}}', open)
    .replaceAll('{{close}}', close)
    .replaceAll('{{words}}', String(maxWords))
    .replaceAll('{{example}}', '{{EMAIL_1}}')
    .trim()
  const earlier = turns
    .slice(-mostTurns)
    .map(({ role, text }) => `${role === 'bot' ? 'You' : 'They'} said: ${cut(text.replace(/\s+/g, ' '), mostTurnCharacters)}`)
  const asking = [...(earlier.length > 0 ? ['Earlier in this conversation:', ...earlier, ''] : []), `Question: ${question}`].join('\n')
  const shown: Shown[] = []
  const blocks: string[] = []
  let left = maxTokens - tokensOf(system) - tokensOf(asking)
  for (const passage of passages) {
    const block = `Passage [${passage.n}]\n${open}\n${[passage.title, ...passage.headings].join(' › ')}\n\n${passage.text}\n${close}`
    if (tokensOf(block) > left) continue
    left -= tokensOf(block)
    shown.push(passage)
    blocks.push(block)
  }
  return { prompt: { system, user: [...blocks, asking].join('\n\n') }, shown }
}

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 2).toWellFormed()} …`)
