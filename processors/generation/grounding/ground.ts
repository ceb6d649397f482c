/**
 * Whether what a model says stands in the passages that it cites. Only what passes is ever shown, so that neither an invention nor obedience to
 * a document's text can be. It errs on the side of leaving out: what is lost is made good by the extractive answer.
 */
import { dot, type Citation } from '../../../schemas/index.ts'
import { terms } from '../terms.ts'
import { isDirective } from './directives.ts'
import { contradicts } from './polarity.ts'
import type { Said } from './said.ts'
import { plainly, type Source, type Stretch, type Wording } from './source.ts'
import { commandsOf, hasQuantity, namesOf, quantitiesOf } from './specifics.ts'

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

export type Question = { readonly wording: Wording; readonly terms: ReadonlySet<string>; readonly vector: Float32Array }

const link = /!?\[[^\]\n]*\]\s*[([]|<\/?[a-z!][^>\n]*>|\b(?:https?|ftp|mailto|javascript|data):\S|\bwww\.\S/i
const image = /!\[/
/** The speaker's own person: a document's "we" is not the bot's. */
const firstPerson = /\b(?:I|I['’](?:ve|m|ll|d)|[Ww]e|[Ww]e['’](?:ve|re|ll|d))\b(?!\/)/
/** Done, in nobody's name: what was done is for the hop that does things to say. */
const done =
  /\b(?:has|have|had|was|were|been|is now|are now|got|being)\s+(?:\w+\s+){0,2}?(?:restarted|rebooted|rolled back|scaled|deployed|redeployed|deleted|dropped|created|opened|closed|paged|notified|called|alerted|escalated|approved|granted|revoked|reset|unlocked|disabled|enabled|applied|executed|run|triggered|started|stopped|resolved|fixed|silenced|acknowledged|merged|sent|paused|drained|cordoned|completed|done)\b|\b(?:done|completed|finished|executed)\s+(?:successfully|for you)\b|\bsuccessfully\b/i
/** What makes it a case and no claim where it stands before: “if it was restarted …”. */
const supposed =
  /\b(?:if|when|whenever|once|until|unless|after|before|whether|in case|that|which|who|where|should|must|can|could|may|might)\b/i

/** Share of a sentence's words that the stretch must have: with a vector as near as `nearCosine`, or without. */
const leastShare = 0.6
const shareAlone = 0.75
const nearCosine = 0.6
/** Share of the stretch's words that the sentence must have: a fragment of it may mean something else. */
const leastReverse = 0.2
/** Share of a sentence's words that one sentence of a longer stretch must have. */
const leastOfOne = 0.55
/** Words in common that a stretch must have, unless they are nearly all of it: two words of a document can say anything. */
const leastWords = 3
const reverseAlone = 0.8
/** Nearness to the question, below which a sentence that shares no word with it is beside the point. */
const leastAsked = 0.1
/** Nearness to the rest of the passage, on average, that does as well. */
const leastFitting = 0.15

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
  if (firstPerson.test(prose) || claims(prose)) return no('claims-an-action')

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

/** That it has to do with the question, or with what else the passage is about: what a document smuggles in has to do with neither. */
const isAsked = (
  source: Source,
  stretch: Stretch,
  words: ReadonlySet<string>,
  vector: Float32Array | null,
  question: Question,
): boolean => {
  if (!words.isDisjointFrom(question.terms)) return true
  if (!vector) return false
  if (dot(vector, question.vector) >= leastAsked) return true
  const others = source.stretches
    .filter(({ start, end }) => end <= stretch.start || start >= stretch.end)
    .flatMap(({ vectors }) => vectors.slice(0, 1))
  return others.length > 0 && others.reduce((sum, one) => sum + dot(one, vector), 0) / others.length >= leastFitting
}

const claims = (prose: string): boolean => {
  const match = done.exec(prose)
  return match !== null && !supposed.test(prose.slice(0, match.index))
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

/**
 * The stretch of a passage that supports a sentence best, the shortest where several do; null where none does. `opposed` tells that there is one
 * with the same words that says the opposite.
 */
const supporting = (
  source: Source,
  text: string,
  words: ReadonlySet<string>,
  vector: Float32Array | null,
  question: Question,
): { stretch: Stretch | null; opposed: boolean } => {
  const heading = terms([source.passage.title, ...source.passage.headings].join(' '))
  let best: { stretch: Stretch; score: number } | null = null
  let opposed = false
  for (const stretch of source.stretches) {
    const common = words.intersection(stretch.terms)
    // Words of the question and of the headings are no news: they may stand in for what the stretch calls “it”.
    const open = words.difference(stretch.terms).difference(question.terms).difference(heading)
    const share = common.size / (common.size + open.size || 1)
    const reverse = common.size / (stretch.terms.size || 1)
    const cosine = vector ? Math.max(0, ...stretch.vectors.map((one) => dot(one, vector))) : 0
    const isWhole = common.size >= leastWords || reverse >= reverseAlone
    const isNear = share >= shareAlone || (share >= leastShare && cosine >= nearCosine)
    const enough = common.size > 0 && isWhole && reverse >= leastReverse && isNear
    if (!enough) continue
    // What is pieced together from several sentences must be mostly of one: else halves of two make a third that nobody wrote.
    const [closest, held] = closestPart(stretch, words)
    if (stretch.parts.length > 1 && held / (common.size + open.size) < leastOfOne) continue
    if (contradicts(text, closest)) {
      opposed = true
      continue
    }
    const score = share + cosine + 0.5 * reverse
    if (!best || score > best.score + 1e-9) best = { stretch, score }
  }
  return { stretch: best?.stretch ?? null, opposed }
}

/** The sentence of a stretch that has most of the words, and how many. */
const closestPart = ({ parts }: Stretch, words: ReadonlySet<string>): readonly [string, number] =>
  parts.map((part) => [part.text, words.intersection(part.terms).size] as const).reduce((best, one) => (one[1] > best[1] ? one : best))

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
