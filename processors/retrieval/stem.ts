/**
 * The root of an English word, so that "restarting" finds "restarts" and "notified" finds "notification". Lighter than Porter's (1980):
 * names and codes keep their shape, and a root keeps four letters.
 */
export const stem = (term: string): string => {
  if (term.length < 4 || /[^a-z]/.test(term)) return term
  let root = term
  if (/ies$/.test(root) && root.length > 4) root = root.slice(0, -3) + 'y'
  else if (/[^sui]s$/.test(root)) root = root.slice(0, -1)
  const bare = root.replace(/(?:ing|ed)$/, '')
  if (bare !== root && bare.length >= 3 && /[aeiouy]/.test(bare)) root = bare.replace(/([bdgmnprt])\1$/, '$1').replace(/i$/, 'y')
  for (const [ending, instead] of endings) {
    const rest = root.slice(0, -ending.length)
    if (!root.endsWith(ending) || rest.length + instead.length < 4) continue
    root = rest + instead
    break
  }
  return root.length > 4 ? root.replace(/e$/, '') : root
}

/** Endings that make a noun, an adjective or an adverb of a verb or another word; the first that fits is taken off. */
const endings: readonly (readonly [string, string])[] = [
  ['ification', 'ify'],
  ['ability', ''],
  ['ation', ''],
  ['ment', ''],
  ['able', ''],
  ['ible', ''],
  ['ion', ''],
  ['ate', ''],
  ['at', ''],
  ['ly', ''],
]
