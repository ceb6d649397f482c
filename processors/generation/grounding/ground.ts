/**
 * Whether what a model says stands in the passages that it cites. Only what passes is ever shown, so that neither an invention nor obedience to
 * a document's text can be. It errs on the side of leaving out: what is lost is made good by the extractive answer.
 */
import type { Citation } from '../../../schemas/index.ts'
import { terms } from '../terms.ts'
import { claimsAnAction } from './claims-an-action.ts'
import { isDirective } from './directives.ts'
import type { Said } from './said.ts'
import { plainly, type Source } from './source.ts'
import { commandsOf, hasQuantity, namesOf, quantitiesOf } from './specifics.ts'
import { isAsked, supporting, type Question } from './support.ts'

export type Refused =
  | 'asks'
  | 'cites-nothing'
  | 'cites-unknown'
  | 'claims-an-action'
  | 'command-not-there'
  | 'contradicts'
  | 'follows-no-sentence'
  | 'holds-a-link'
  | 'name-not-there'
  | 'number-not-there'
  | 'off-the-question'
  | 'speaks-to-a-model'
  | 'unsupported'

export type Verdict = { readonly ok: true; readonly citations: readonly Citation[] } | { readonly ok: false; readonly why: Refused }

const link = /!?\[[^\]\n]*\]\s*[([]|<\/?[a-z!][^>\n]*>|\b(?:https?|ftp|mailto|javascript|data):\S|\bwww\.\S/i
const image = /!\[/
/**
 * @param vector of the sentence's text; null where none could be made: words must do alone
 * @param sources by the number that they are cited with
 */
export const groundSentence = (
  said: Said & { kind: 'sentence' },
  vector: Float32Array | null,
  sources: ReadonlyMap<number, Source>,
  question: Question,
): Verdict => {
  const no = (why: Refused): Verdict => ({ ok: false, why })
  const { text, cites } = said
  if (cites.length === 0) return no('cites-nothing')
  const cited = cites.map((n) => sources.get(n))
  if (!cited.every((source) => source !== undefined)) return no('cites-unknown')
  const prose = text.replace(/`[^`\n]*`/g, '` `')
  if (link.test(prose) || image.test(text)) return no('holds-a-link')
  if (isDirective(text)) return no('speaks-to-a-model')
  if (/\?["'”’)*_]*$/.test(text)) return no('asks')
  if (claimsAnAction(prose)) return no('claims-an-action')

  const wordings = [...cited.map((source) => source.said), question.wording]
  const isSaid = (part: string) => wordings.some(({ plain }) => holds(plain, plainly(part)))
  if (!commandsOf(text).every(isSaid)) return no('command-not-there')
  if (!quantitiesOf(prose).every((one) => wordings.some(({ quantities }) => hasQuantity(quantities, one)))) return no('number-not-there')
  if (!namesOf(text).every(isSaid)) return no('name-not-there')

  const words = terms(text)
  const found = cited.map((source) => ({ source, ...supporting(source, text, words, vector, question) }))
  const supports = found.flatMap(({ source, stretch }) => (stretch ? [{ source, stretch }] : []))
  if (supports.length === 0) return no(found.some(({ opposed }) => opposed) ? 'contradicts' : 'unsupported')
  if (!supports.some(({ source, stretch }) => isAsked(source, stretch, words, vector, question))) return no('off-the-question')
  return { ok: true, citations: supports.map(({ source, stretch }) => citationOf(source, stretch.start, stretch.end)) }
}

/**
 * A block of code after a sentence that passed: each line of it stands in a passage that the sentence cites.
 * @returns the sentence's citations, that of the code's passage drawn out to hold the code
 */
export const groundCode = (code: string, citations: readonly Citation[], sources: readonly Source[]): Verdict => {
  const lines = code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:```|~~~)/.test(line))
  for (const [index, citation] of citations.entries()) {
    const source = sources.find(
      ({ passage }) => passage.document === citation.document && passage.start <= citation.start && passage.end >= citation.end,
    )
    if (!source || lines.length === 0) continue
    const { passage } = source
    const places = lines.map((line) => passage.text.indexOf(line))
    if (places.some((place) => place < 0) || !lines.every((line) => holds(source.said.plain, plainly(line)))) continue
    const start = Math.min(citation.start, ...places.map((place) => place + passage.start))
    const end = Math.max(citation.end, ...places.map((place, i) => place + lines[i]!.length + passage.start))
    return { ok: true, citations: citations.with(index, citationOf(source, start, end)) }
  }
  return { ok: false, why: 'command-not-there' }
}

/** Whether `part` stands in `plain` as a whole: not as a piece of a longer word or number. */
const holds = (plain: string, part: string): boolean => {
  for (let at = plain.indexOf(part); at >= 0; at = plain.indexOf(part, at + 1)) {
    const [before, after] = [plain[at - 1] ?? ' ', plain[at + part.length] ?? ' ']
    if (!(isWord(part[0]!) && isWord(before)) && !(isWord(part.at(-1)!) && isWord(after))) return true
  }
  return false
}
const isWord = (character: string) => /[\p{L}\p{N}_]/u.test(character)

const citationOf = ({ passage }: Source, start: number, end: number): Citation => {
  const { document, revision, title, headings } = passage
  return { document, revision, title, headings, start, end, quote: passage.text.slice(start - passage.start, end - passage.start) }
}
