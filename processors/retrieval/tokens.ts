/** Search terms of engineers' text: identifiers whole and in parts, error codes, lightly stemmed words. */

const stopWords = new Set(
  (
    'a an and any are as at be been but by can could did do does doing for from had has have hello help hey hi how i if in into is it its just ' +
    'me my of on or our please pls should so some that the their them then there these they this those to too up us was we were what when where ' +
    'which who whom why will with would you your am get got need want know tell say im ive whats hows cant dont isnt doesnt wont'
  ).split(' '),
)

/** What people write for what runbooks call by its full name. */
const aliases: Readonly<Record<string, string>> = {
  k8s: 'kubernetes',
  kube: 'kubernetes',
  postgres: 'postgresql',
  pg: 'postgresql',
  psql: 'postgresql',
  es: 'elasticsearch',
  elastic: 'elasticsearch',
  db: 'database',
  mem: 'memory',
  ram: 'memory',
  pwd: 'password',
  pw: 'password',
  cert: 'certificate',
  conn: 'connection',
  mfa: '2fa',
  deploy: 'deployment',
  repo: 'repository',
  auth: 'authentication',
  config: 'configuration',
  ns: 'namespace',
  pvc: 'volume',
}

const word = /[\p{L}\p{N}](?:[\p{L}\p{N}_.:/@'’-]*[\p{L}\p{N}])?/gu

/** Lower-case terms in the order of the text, repeats kept. */
export const tokens = (text: string): string[] => {
  const terms: string[] = []
  for (const [raw] of text.normalize('NFKD').replace(/\p{M}/gu, '').matchAll(word)) {
    const parts = raw.split(/[_.:/@'’-]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u).filter(Boolean)
    const whole = raw.toLowerCase().replace(/['’]/g, '')
    if (parts.length > 1 && !stopWords.has(whole)) terms.push(whole)
    for (const part of parts) {
      const lower = part.toLowerCase()
      if (stopWords.has(lower) || (parts.length > 1 && lower.length < 2)) continue
      const term = stem(lower)
      terms.push(aliases[lower] ? stem(aliases[lower]) : term)
    }
  }
  return terms
}

/**
 * Takes off plural, -ing and -ed, so that "restarting" finds "restarts". Lighter than Porter's: names and codes keep their shape.
 */
export const stem = (term: string): string => {
  if (term.length < 4 || /[^a-z]/.test(term)) return term
  let root = term
  if (/ies$/.test(root) && root.length > 4) root = root.slice(0, -3) + 'y'
  else if (/[^sui]s$/.test(root)) root = root.slice(0, -1)
  const bare = root.replace(/(?:ing|ed)$/, '')
  if (bare !== root && bare.length >= 3 && /[aeiouy]/.test(bare)) root = bare.replace(/([bdgmnprt])\1$/, '$1')
  return root.length > 4 ? root.replace(/e$/, '') : root
}
