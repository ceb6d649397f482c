/** What a recogniser finds, and how one is written. */

/** Types of the entity catalogue; of two equally long finds, the one named first stands. */
export const entityTypes = [
  'url',
  'email',
  'ip_address',
  'kubernetes_object',
  'error',
  'ticket',
  'datetime',
  'severity',
  'duration',
  'quantity',
  'namespace',
  'version',
  'commit',
  'cluster',
  'host',
  'alert',
  'team',
  'customer',
  'environment',
  'service',
  'person',
] as const

export type EntityType = (typeof entityTypes)[number]

/**
 * A candidate: offsets in UTF-16 code units, `end` exclusive; candidates of different recognisers may overlap. `form` is `sure` where the text's
 * form leaves little doubt ('#sre', 'ns shop'), and `weak` where it only bears out what somebody else has found ('Fjell Outdoor').
 */
export type Found = { type: EntityType; start: number; end: number; value: string; form?: 'sure' | 'weak' }

/** Finds candidates in `text`; `sentAt` (ms since 1970) is the only clock. */
export type Recogniser = (text: string, sentAt: number) => Iterable<Found>

/** Finds by one pattern. */
export type Rule = (text: string, sentAt: number) => Iterable<Found>

/**
 * Finds whatever `pattern` matches: the group named `it` where it has one (flag `d`), else the whole match. `value` makes
 * the normalised form from the slice and the match, or null to reject it.
 * Every quantifier of a pattern is bounded, so that hostile text costs linear time.
 */
export const rule = (
  type: EntityType,
  pattern: RegExp,
  value: (slice: string, match: RegExpExecArray) => string | null = (slice) => slice,
): Rule =>
  function* (text) {
    for (const match of text.matchAll(pattern)) {
      const slice = match.groups?.it ?? match[0]
      const start = match.groups?.it === undefined ? match.index : match.indices!.groups!.it![0]
      const normalised = value(slice, match)
      if (normalised !== null) yield { type, start, end: start + slice.length, value: normalised }
    }
  }

const marked =
  (form: 'sure' | 'weak') =>
  (find: Rule): Rule =>
    function* (text, sentAt) {
      for (const found of find(text, sentAt)) yield { ...found, form }
    }

/** Mark what a rule finds as sure, or as weak. */
export const sure = marked('sure')
export const weak = marked('weak')

export const rules = (...all: readonly Rule[]): Recogniser =>
  function* (text, sentAt) {
    for (const find of all) yield* find(text, sentAt)
  }

export const lowerCase = (text: string): string => text.toLowerCase()

/** Alternatives of a pattern, longest first, so that none is cut short by its own beginning. */
export const oneOf = (words: readonly string[]): string => [...words].sort((a, b) => b.length - a.length).join('|')
