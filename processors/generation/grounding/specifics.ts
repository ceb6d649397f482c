/** What a sentence may not get wrong: its numbers with their units, its names, its commands. */

export type Quantity = { readonly value: string; readonly unit: string | null }

const words: Readonly<Record<string, string>> = Object.fromEntries(
  'zero one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, i) => [word, String(i)]),
)
const multiples: Readonly<Record<string, string>> = {
  ...{
    once: '1',
    twice: '2',
    thrice: '3',
    dozen: '12',
    fifteen: '15',
    twenty: '20',
    thirty: '30',
    forty: '40',
    fifty: '50',
    sixty: '60',
    ninety: '90',
  },
  ...{ hundred: '100', thousand: '1000', million: '1000000', half: '0.5', quarter: '0.25', double: '2', triple: '3' },
}
/** Not `one`: it is a pronoun as often as a number. */
const spelled: Readonly<Record<string, string>> = { ...words, ...multiples, one: '' }

const units: readonly (readonly [string, RegExp])[] = [
  ['ms', /^(?:ms|millis|milliseconds?)$/],
  ['s', /^(?:s|secs?|seconds?)$/],
  ['min', /^(?:min|mins|minutes?)$/],
  ['h', /^(?:h|hrs?|hours?)$/],
  ['d', /^(?:d|days?)$/],
  ['week', /^weeks?$/],
  ['month', /^months?$/],
  ['%', /^(?:%|percent|per)$/],
  ['k', /^(?:k|kb|kib?|kilobytes?)$/],
  ['m', /^(?:mb|mib?|megabytes?)$/],
  ['g', /^(?:g|gb|gib|gi|gigabytes?)$/],
  ['t', /^(?:t|tb|tib|ti|terabytes?)$/],
]
// 500M are megabytes; 5m may be minutes, and 500m parts of a core.
const unitOf = (word: string): string | null =>
  word === 'M' ? 'm' : (units.find(([, pattern]) => pattern.test(word.toLowerCase()))?.[0] ?? null)

const digits = /(?<!\p{L}[-_./]?)(?<!\p{N})(\d+(?:[.,:]\d+)*)(?:[ -]?(%|\p{L}+))?/gu

/** Numbers in digits and in words. A number that letters stand before (`web-07`, `v2`) is part of a name, and is found by `namesOf`. */
export const quantitiesOf = (text: string): Quantity[] => [
  ...[...text.matchAll(digits)].map(([, value, unit]) => ({ value: plain(value!), unit: unit ? unitOf(unit) : null })),
  ...[...text.matchAll(/(\p{L}+)(?=(?:[ -](\p{L}+))?)/gu)].flatMap(([, word, next]) => {
    const value = spelled[word!.toLowerCase()]
    return value ? [{ value, unit: next ? unitOf(next) : null }] : []
  }),
]

/** 1,000 and 1000 are one number, 1.50 and 1.5 too. */
const plain = (value: string): string => {
  const whole = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(value) ? value.replaceAll(',', '') : value
  return /^\d+\.\d+$/.test(whole) ? whole.replace(/\.?0+$/, '') : whole
}

/** Whether some source has the number, with the same unit where both name one. */
export const hasQuantity = (sources: readonly Quantity[], { value, unit }: Quantity): boolean =>
  sources.some((other) => other.value === value && (unit === null || other.unit === null || other.unit === unit))

/** Inline code and lines of blocks, without their marks. */
export const commandsOf = (text: string): string[] => [...text.matchAll(/`+([^`\n]+)`+/g)].map(([, code]) => code!.trim()).filter(Boolean)

/**
 * Identifiers (a digit, an underscore, a dot, a slash or a capital inside), and words with a capital that do not open a sentence. Code is
 * left out: it is held to the letter by itself.
 */
export const namesOf = (text: string): string[] => {
  const prose = text.replace(/`[^`\n]*`/g, ' ` ')
  const names: string[] = []
  for (const { 0: raw, index } of prose.matchAll(/[\p{L}\p{N}][\p{L}\p{N}_./:@#-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu)) {
    const isIdentifier = /\p{Ll}\p{Lu}|[_@#/]|\p{L}[.:]\p{L}|\p{L}-?\d|\d\p{L}{3}|\p{Lu}{2}/u.test(raw)
    const isFirst = /(?:^|[.!?:]["”’)]?\s+|^\s*["“‘(*_]+)$/.test(prose.slice(0, index))
    const isCapital = /^\p{Lu}/u.test(raw) && !isFirst && raw !== 'I'
    if (isIdentifier || isCapital) names.push(raw)
  }
  return names
}
