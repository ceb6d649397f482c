/** The words of a text that say what it is about, and how much of a question's words a text covers. */

const empty = new Set(
  (
    'a an and any are as at be been but by can could did do does doing for from had has have hello help hey hi how i if in into is it its just me my ' +
    'of on or our please pls should so some that the their them then there these they this those to too up us was we were what when where which ' +
    'who whom why will with would you your am get got need want know tell say im ive whats hows cant dont isnt doesnt wont now here all also not no ' +
    'keep keeps go goes going make made mean means happen happens fix after before again still'
  ).split(' '),
)

/** Distinct content words, lower case, identifiers in parts, endings off. */
export const terms = (text: string): Set<string> => {
  const found = new Set<string>()
  for (const [word] of text.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ').matchAll(/[\p{L}\p{N}]+/gu)) {
    const lower = word.toLowerCase()
    if (lower.length > 1 && !empty.has(lower)) found.add(root(lower))
  }
  return found
}

const root = (word: string): string =>
  /[^a-z]/.test(word) || word.length < 5
    ? word.replace(/^([a-z]{3})s$/, '$1')
    : word.replace(/(?:ings?|ed|es|s|e)$/, '').replace(/([bdgmnpt])\1$/, '$1')

/** The same word, or the beginning of it from five letters on: postgres and postgresql, replica and replication. */
const same = (a: string, b: string): boolean => a === b || (a.length > 4 && b.length > 4 && (a.startsWith(b) || b.startsWith(a)))

export type Weights = ReadonlyMap<string, number>

/**
 * What each of the question's words weighs: the rarer in `texts`, the more (inverse document frequency). A word found nowhere weighs most,
 * a number found nowhere nothing: "40 minutes" asks about no other thing than "20 minutes". The same holds for `minor` words, and what is found
 * of them weighs half.
 */
export const weigh = (question: ReadonlySet<string>, minor: ReadonlySet<string>, texts: readonly ReadonlySet<string>[]): Weights =>
  new Map(
    [...question].map((term) => {
      const frequency = texts.filter((text) => has(text, term)).length
      if (frequency === 0 && (/^\d+$/.test(term) || minor.has(term))) return [term, 0]
      return [term, (minor.has(term) ? 0.5 : 1) * Math.log(1 + (texts.length - frequency + 0.5) / (frequency + 0.5))]
    }),
  )

const has = (text: ReadonlySet<string>, term: string): boolean => text.has(term) || text.values().some((other) => same(other, term))

/** Share of the weight of the question's words that the text holds, 0 to 1. */
export const coverage = (weights: Weights, text: ReadonlySet<string>): number => {
  let [held, all] = [0, 0]
  for (const [term, weight] of weights) {
    all += weight
    if (has(text, term)) held += weight
  }
  return all > 0 ? held / all : 0
}
