/** Takes personal data and secrets out of texts that go to a model elsewhere, and puts them back into what comes from it. */
import { findAll, type Finding } from './finding.ts'
import { personalRules } from './personal.ts'
import { secretRules } from './secrets.ts'

/** A name that is known to be one: of an entity, or of who wrote. */
export type Known = { readonly kind: 'PERSON' | 'CUSTOMER'; readonly text: string }

export type Mask = {
  /** With a placeholder such as `{{EMAIL_1}}` for each value; the same value has the same one in all texts of this mask. */
  mask(text: string): string
  /** The values in place of placeholders; one that this mask did not give stays as it is. */
  unmask(text: string): string
}

const rules = [...secretRules, ...personalRules]

/**
 * @param known names, and with them each part of a person's name of three letters or more, where it is written with a capital
 * @param texts all that will be masked: a placeholder that already stands in one is not given
 */
export const openMask = (known: readonly Known[], texts: readonly string[]): Mask => {
  const byValue = new Map<string, string>()
  const byPlaceholder = new Map<string, string>()
  const taken = new Set(texts.flatMap((text) => text.match(/\{\{[A-Z]+_\d+\}\}/g) ?? []))
  const counts = new Map<string, number>()
  const names = known.flatMap(knownRules)

  const placeholderOf = (value: string, kind: string): string => {
    const given = byValue.get(value)
    if (given) return given
    let placeholder
    do {
      const next = (counts.get(kind) ?? 0) + 1
      counts.set(kind, next)
      placeholder = `{{${kind}_${next}}}`
    } while (taken.has(placeholder))
    byValue.set(value, placeholder)
    byPlaceholder.set(placeholder, value)
    return placeholder
  }

  return {
    mask(text) {
      let masked = ''
      let from = 0
      for (const { start, end, kind } of disjoint([...findAll(text, rules), ...findAll(text, names)])) {
        masked += text.slice(from, start) + placeholderOf(text.slice(start, end), kind)
        from = end
      }
      return masked + text.slice(from)
    },
    unmask: (text) => text.replace(/\{\{\s?([A-Z]+_\d+)\s?\}\}/g, (written, name: string) => byPlaceholder.get(`{{${name}}}`) ?? written),
  }
}

/** Findings that overlap are one, from where the first begins to where the last ends: nothing of either may be left over. */
const disjoint = (findings: readonly Finding[]): Finding[] => {
  const merged: Finding[] = []
  for (const one of findings.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1)
    if (last && one.start < last.end) merged[merged.length - 1] = { ...last, end: Math.max(last.end, one.end) }
    else merged.push(one)
  }
  return merged
}

/** Accounts that name no person, as a local installation gives its messages. */
const everybodys = new Set([
  'local',
  'root',
  'admin',
  'user',
  'system',
  'anonymous',
  'unknown',
  'bot',
  'api',
  'web',
  'node',
  'ubuntu',
  'you',
  'me',
])

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+')

const knownRules = ({ kind, text }: Known) => {
  const whole = text.trim()
  if (whole.length < 2 || everybodys.has(whole.toLowerCase())) return []
  const pattern = (value: string, flags: string) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(value)}(?![\\p{L}\\p{N}])`, flags)
  const parts = kind === 'PERSON' ? whole.split(/[\s._-]+/).filter((part) => part.length >= 3) : []
  return [
    { kind, pattern: pattern(whole, 'dgiu') },
    ...parts.map((part) => ({ kind, pattern: pattern(part[0]!.toUpperCase() + part.slice(1), 'dgu') })),
  ]
}
