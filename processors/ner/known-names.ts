import type { KnownName } from '../../schemas/index.ts'
import { entityTypes, type EntityType, type Found, type Recogniser } from './found.ts'

/** Known names by their spelling: letter case and what joins the words are no part of it. */
type Spellings = { readonly exact: ReadonlyMap<string, Known>; readonly near: ReadonlyMap<string, Known | null>; readonly words: number }
type Known = { readonly type: EntityType; readonly name: string; readonly key: string }

/** A name of fewer letters is too close to other words for a slip of the pen to be told. */
const fewestLetters = 6
/** Names of more words, and longer ones, are found only as they are written to this length. */
const mostWords = 6
const longest = 80

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []

/** Every text that is the key with one letter left out: two keys that are one slip apart share one (SymSpell's symmetric deletes). */
const deletions = (key: string): string[] => Array.from({ length: key.length }, (_, i) => key.slice(0, i) + key.slice(i + 1))

const spellingsOf = (names: readonly KnownName[]): Spellings => {
  const exact = new Map<string, Known>()
  const near = new Map<string, Known | null>()
  let words = 0
  for (const { type, name } of names) {
    const parts = wordsOf(name)
    if (parts.length === 0 || parts.length > mostWords || name.length > longest || !(entityTypes as readonly string[]).includes(type))
      continue
    const known = { type: type as EntityType, name: name.trim(), key: parts.join(' ') }
    words = Math.max(words, parts.length)
    // The first to claim a name keeps it.
    if (!exact.has(known.key)) exact.set(known.key, known)
  }
  for (const known of exact.values()) {
    if (known.key.replace(/[^\p{L}]/gu, '').length < fewestLetters) continue
    for (const spelling of [known.key, ...deletions(known.key)]) {
      const other = near.get(spelling)
      near.set(spelling, other === undefined || other === known ? known : null)
    }
  }
  return { exact, near, words }
}

/** The name that is one slip (a letter more, less, other, or two swapped) from `key`, where there is only one. */
const slipOf = (key: string, near: Spellings['near']): Known | null => {
  let found: Known | null = null
  for (const spelling of [key, ...deletions(key)]) {
    const known = near.get(spelling)
    if (known === null) return null
    if (!known || !isSlip(key, known.key)) continue
    if (found && found !== known) return null
    found = known
  }
  return found
}

const figures = (text: string): string => text.replace(/\P{N}/gu, '')

/** Whether the two differ by one slip. Another first letter or a plural's 's' is another word, and another number another thing. */
const isSlip = (a: string, b: string): boolean => {
  if (a[0] !== b[0] || a === `${b}s` || b === `${a}s` || figures(a) !== figures(b)) return false
  let start = 0
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++
  const [restA, restB] = [a.slice(start), b.slice(start)]
  if (restA.slice(1) === restB || restA === restB.slice(1) || restA.slice(1) === restB.slice(1)) return true
  return restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2)
}

/** What may stand between the words of a name. */
const joint = /^(?:[ \t\-_&.'’/]{1,3})$/
/** A name within a path, an address or a larger name is not meant. */
const before = /[\p{L}\p{N}_/.=?&:-]$/u
const after = /^(?:[\p{L}\p{N}_/@]|[-.:=][\p{L}\p{N}])/u

/**
 * Finds known names as whole words: in any letter case, joined by hyphens, spaces or underscores, and with one slip of the pen in names of six
 * letters or more where it can't be another. The value is as written, or the known name where it is spelled otherwise.
 */
export const knownNames = (names: readonly KnownName[]): Recogniser => {
  const { exact, near, words } = spellingsOf(names)
  if (exact.size === 0) return () => []
  return function* (text) {
    const tokens = [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
    for (let first = 0; first < tokens.length; first++) {
      for (let count = Math.min(words, tokens.length - first); count > 0; count--) {
        const found = nameAt(text, tokens.slice(first, first + count), exact, near)
        if (!found) continue
        yield found
        first += count - 1
        break
      }
    }
  }
}

const nameAt = (
  text: string,
  tokens: readonly { start: number; end: number }[],
  exact: Spellings['exact'],
  near: Spellings['near'],
): Found | null => {
  const start = tokens[0]!.start
  const end = tokens.at(-1)!.end
  if (end - start > longest || tokens.some((token, i) => i > 0 && !joint.test(text.slice(tokens[i - 1]!.end, token.start)))) return null
  const slice = text.slice(start, end)
  const key = wordsOf(slice).join(' ')
  const known = exact.get(key) ?? (key.replace(/[^\p{L}]/gu, '').length >= fewestLetters - 1 ? slipOf(key, near) : null)
  // 'label=name' names it too.
  const lead = text.slice(Math.max(0, start - 2), start)
  if (!known || (before.test(lead) && !/[\w"']=$/.test(lead)) || after.test(text.slice(end, end + 2))) return null
  const marked = (known.type === 'team' && /[#@]$/.test(lead)) || (known.type === 'person' && lead.endsWith('@')) ? 1 : 0
  if (!marked && /[#@]$/.test(lead)) return null
  return { type: known.type, start: start - marked, end, value: valueAs(known, slice) }
}

const valueAs = ({ type, name }: Known, slice: string): string => {
  const value = slice.toLowerCase() === name.toLowerCase() ? slice : name
  return type === 'service' || type === 'cluster' ? value.toLowerCase() : value
}
