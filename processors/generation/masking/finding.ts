/** A stretch of a text that must not leave, and what it is. */
export type Finding = { readonly start: number; readonly end: number; readonly kind: string }

/** Finds by pattern; the group `v` is what is hidden, or the whole match where the pattern has none. All patterns bound their repetitions. */
export type Rule = {
  readonly kind: string
  /** With the flags `d` and `g`. */
  readonly pattern: RegExp
  readonly check?: (value: string) => boolean
}

export const findAll = (text: string, rules: readonly Rule[]): Finding[] =>
  rules.flatMap(({ kind, pattern, check }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const [start, end] = match.indices!.groups?.['v'] ?? match.indices![0]!
      return start < end && (!check || check(text.slice(start, end))) ? [{ start, end, kind }] : []
    }),
  )
