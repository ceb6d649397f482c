/** Search terms of engineers' text: identifiers whole and in parts, error codes, lightly stemmed words. */
import { stem } from './stem.ts'

/** Words that say nothing about what a text is about. */
export const stopWords: ReadonlySet<string> = new Set(
  (
    'a an and any are as at be been but by can could did do does doing for from had has have hello help hey hi how i if in into is it its just ' +
    'me my of on or our please pls should so some that the their them then there these they this those to too up us was we were what when where ' +
    'which who whom why will with would you your am get got need want know tell say im ive whats hows cant dont isnt doesnt wont'
  ).split(' '),
)

/** Words of ordinary talk: in a small knowledge base they are rare, and would seem to tell much. */
export const lightWords: ReadonlySet<string> = new Set(
  (
    'about after again ago all almost already also always another anybody anymore anyone anything around away back bad because become before behind being below best better between big both bring ' +
    'call came cant case come comes day days done each either else end enough even ever every everyone everything everywhere few find first found gets getting give goes going gone gonna good great guys half happen happened happens ' +
    'hard here hour hours idea instead keep keeps kind last late later least less let lets like likely little long look looks lot lots made make makes many may maybe mean means mine minute minutes ' +
    'more morning most much must near never new next night no nobody none not nothing now off often ok old once one only other others out over own part people per please possible pretty probably put quick ' +
    'quickly quite rather really right said same saw say says second seconds see seems seen several show shows since somebody someone something sometimes somewhere soon sorry still such sure take takes talk tell than ' +
    'thanks thing things think though thought through time times today together told tomorrow tonight took totally toward tried tries try trying two under until use used uses using very wait way week weird well went whole ' +
    'without wondering work worked working works worse wrong yesterday yet three four five six ten bit suddenly since pls thx anyway actually currently correctly different'
  )
    .split(' ')
    .map(stem),
)

/** What people write for what runbooks call by its full name. */
const aliases: ReadonlyMap<string, string> = new Map(
  Object.entries({
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
    pv: 'volume',
    sts: 'statefulset',
    ds: 'daemonset',
    svc: 'service',
    cm: 'configmap',
    fs: 'filesystem',
    prom: 'prometheus',
    hpa: 'autoscaler',
    env: 'environment',
    err: 'error',
    errs: 'error',
    msg: 'message',
    perms: 'permission',
    ntp: 'clock',
    rx: 'receive',
    tx: 'transmit',
    prd: 'prod',
    production: 'prod',
    stg: 'staging',
    repl: 'replication',
    vm: 'machine',
    lb: 'balancer',
    params: 'parameter',
    docs: 'documentation',
    failure: 'fail',
    bigger: 'big',
  }),
)

const word = /[\p{L}\p{N}](?:[\p{L}\p{N}_.:/@'’-]*[\p{L}\p{N}])?/gu
const joints = /[_.:/@'’-]+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u

/** Without the marks of its letters: ü is u, é is e. */
export const withoutMarks = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '')

/** A word as written, in lower case, and the parts that it is made of. */
export type Word = { whole: string; parts: readonly string[] }

/** The words of a text, in its order. */
export const wordsOf = (text: string): Word[] =>
  Array.from(withoutMarks(text).matchAll(word), ([raw]) => ({
    whole: raw.toLowerCase().replace(/['’]/g, ''),
    parts: raw
      .split(joints)
      .filter(Boolean)
      .map((part) => part.toLowerCase()),
  }))

/** The term of one part of a word. */
export const termOf = (part: string): string => stem(aliases.get(part) ?? part)

/** The terms that a word is found by: itself, where it is an identifier, and its parts. */
export const termsOf = ({ whole, parts }: Word): string[] => {
  const terms = parts.length > 1 && !stopWords.has(whole) ? [whole] : []
  for (const part of parts) if (!stopWords.has(part) && (parts.length === 1 || part.length > 1)) terms.push(termOf(part))
  return terms
}

/** Lower-case terms in the order of the text, repeats kept. */
export const tokens = (text: string): string[] => wordsOf(text).flatMap(termsOf)
