/** What the words of a question are looked up as: synonyms, translations and corrections of one word together. */
import { translate } from './glossary.ts'
import { synonymsOf } from './synonyms.ts'
import { lightWords, stopWords, termOf, termsOf, wordsOf, type Word } from './tokens.ts'

/** One idea of a question: it is found where any of its terms is. */
export type Idea = {
  terms: readonly { term: string; /** What finding this one is worth, 0 to 1. */ worth: number }[]
  /** How much it tells: inverse document frequency. */
  rarity: number
}

/** What the searched texts know of words. */
export type Lexicon = {
  /** Texts. */
  count: number
  /** How many of them hold a term. */
  frequency(term: string): number
  /** Terms written nearly so, nearest first; also some that no searched text holds. */
  near(term: string): readonly { term: string; edits: number }[]
}

/** The rarest of a question are kept: a pasted log has hundreds of words. Bits of a number say which of them a text holds. */
export const mostIdeas = 30
const mostWords = 200
/** Finding a word that may be said instead is worth this much of finding the word. */
const synonymWorth = 0.3
/** What a word of ordinary talk, or a number of two digits, weighs against another of the same rarity. */
const lightWeight = 0.3

/** Robertson's inverse document frequency, kept above 0. */
export const rarityOf = (count: number, frequency: number): number => Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))

const onlyDigits = /^[\d.:,-]+$/

export const readQuestion = (text: string, lexicon: Lexicon): Idea[] => {
  const words = wordsOf(text).slice(0, mostWords)
  const foreign = translate(
    words.map(({ whole }) => whole),
    stopWords,
  )
  const ideas = new Map<string, Idea>()
  const add = (terms: Idea['terms'], others: readonly string[] = []) => {
    const held = terms.filter(({ term }) => lexicon.frequency(term) > 0)
    const instead = others
      .filter((other) => lexicon.frequency(other) > 0 && held.every(({ term }) => term !== other))
      .map((term) => ({ term, worth: synonymWorth }))
    const known = [...held, ...instead]
    // A number that no text holds asks for nothing else than another number would: "40 minutes".
    if (known.length === 0 && terms.every(({ term }) => onlyDigits.test(term))) return
    const frequency = Math.max(0, ...(held.length > 0 ? held : instead).map(({ term }) => lexicon.frequency(term)))
    const light = terms.every(({ term }) => lightWords.has(term) || /^\d{1,2}$/.test(term))
    const key = (known.length > 0 ? known : terms).map(({ term }) => term).join(' ')
    if (!ideas.has(key)) ideas.set(key, { terms: known, rarity: (light ? lightWeight : 1) * rarityOf(lexicon.count, frequency) })
  }

  for (const [i, one] of words.entries()) {
    const meaning = foreign?.(one.whole)
    if (meaning) add(meaning.map((term) => ({ term, worth: 1 })))
    if (meaning) continue
    for (const term of termsOf(one)) {
      const isWhole = one.parts.length > 1 && term === one.whole
      if (isWhole && lexicon.frequency(term) === 0) continue
      add(lexicon.frequency(term) > 0 ? [{ term, worth: 1 }] : resembling(term, lexicon), synonymsOf(term))
    }
    const joined = joinedWith(one, words[i + 1])
    if (joined !== null && lexicon.frequency(joined) > 0) add([{ term: joined, worth: 1 }])
  }
  return [...ideas.values()].sort((a, b) => b.rarity - a.rarity).slice(0, mostIdeas)
}

/** What people write in two words and documents in one: "crash loop", "file system". */
const joinedWith = (one: Word, next: Word | undefined): string | null =>
  next?.parts.length === 1 && one.parts.length === 1 && !stopWords.has(one.whole) && !stopWords.has(next.whole)
    ? termOf(one.whole + next.whole)
    : null

/** What a term that no text holds may stand for: one that is spelt nearly so, or two that were written together. */
const resembling = (term: string, lexicon: Lexicon): Idea['terms'] => {
  const near = lexicon.near(term).filter((other) => lexicon.frequency(other.term) > 0)
  const nearest = near.filter(({ edits }) => edits === near[0]?.edits)
  if (nearest.length > 0) return nearest.slice(0, 3).map((other) => ({ term: other.term, worth: other.edits === 1 ? 0.8 : 0.6 }))
  for (let at = 3; at <= term.length - 3; at++) {
    const [left, right] = [termOf(term.slice(0, at)), termOf(term.slice(at))]
    if (lexicon.frequency(left) > 0 && lexicon.frequency(right) > 0)
      return [
        { term: left, worth: 0.5 },
        { term: right, worth: 0.5 },
      ]
  }
  return [{ term, worth: 1 }]
}
