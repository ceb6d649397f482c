import { lowerCase, rule, rules } from '../found.ts'

export const withoutV = (text: string): string => text.replace(/^v(?=\d)/i, '')

const suffix =
  '(?:[-+.](?:rc|alpha|beta|snapshot|hotfix|build|dev|pre|final|ga|sp|patch|m|r|p|lts|nightly)(?:[.-]?[a-z0-9]{1,12}){0,3})?(?:\\+[a-z0-9.-]{1,20})?'

/** Words before a short number that make it a version. */
const announced = [
  '(?:versions?|versión|release|tag|build|rev|upgraded?|downgraded?|update[ds]?|bump(?:ed)?|from|to|on|auf|von|vs\\.?|than|de|à|vers|running)',
  '(?:kubernetes|k8s|kafka|postgres(?:ql)?|mysql|redis|node|python|java|nginx|elasticsearch|openssl|ubuntu|debian|docker|helm|terraform)',
].join('|')

/** Units that make a number with a point a reading or a price. */
const measures =
  'ms|s|secs?|seconds?|min|mins|minutes?|h|hrs?|hours?|days?|weeks?|[kmgtp]i?b|[kmgt]o|[kmgt]|%|percent|prozent|usd|eur|chf|gbp|euros?|dollars?|€|\\$|x|sigma|cores?|million|billion|mio|uhr|am|pm|inch|cm|mm|km|kg|degrees|req|rps|qps|times|points?'
/** Talk of releases, in which a bare '2.9' is a version. */
const releasing =
  /(?<!\p{L})(?:deploy\p{L}*|releas\p{L}*|version\p{L}*|versión|roll\p{L}*|promot\p{L}*|ship\p{L}*|upgrade\p{L}*|downgrade\p{L}*|install\p{L}*|revert\p{L}*|back to|fixed in|make it|drop|support|zurück auf|ausroll\p{L}*|revierte|vuelve a|despleg\p{L}*|despliega|déploie\p{L}*|revenir|live|prod|production|producción|prd|staging|stg|uat|qa|preprod|image|tag|build|canary|cannary|patch\p{L}*|update\p{L}*|hotfix|push|withdraw|runs?|running)(?!\p{L})/iu

/** Versions and tags of software: v2.4.1, 1.18.0-rc2, release-2026-11. */
export const versions = rules(
  rule('version', new RegExp(`(?<![\\w.\\-/])v?\\d{1,5}(?:\\.\\d{1,6}){2,3}${suffix}(?![\\w]|[.-]\\w|:\\d|/\\d)`, 'gi'), (slice) =>
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(slice) || /^\d{1,2}\.\d{1,2}\.(?:19|20)\d\d$/.test(slice) ? null : withoutV(slice),
  ),
  rule('version', new RegExp(`(?<![\\w.\\-/])v\\d{1,5}(?:\\.\\d{1,6}){0,1}${suffix}(?![\\w]|[.-]\\w)`, 'gi'), withoutV),
  rule(
    'version',
    new RegExp(`\\b(?:${announced})\\s+(?<it>\\d{1,4}\\.\\d{1,5}${suffix})(?![\\w%]|[.-]\\w|\\s?(?:%|[kmgt]i?b|ms|s|min|h)\\b)`, 'dgi'),
  ),
  rule(
    'version',
    /\b(?:versions?|version|versión|builds?|upgrade to|downgrade to)\s+#?(?<it>\d{1,6})(?![\w%]|[.-]\w|\s?(?:[kmgt]i?b|ms|replicas|pods|nodes|agents|minutes|cores)\b)/dgi,
  ),
  rule(
    'version',
    new RegExp(`(?<![\\w.\\-/:=<>$€£~+,])(?<it>\\d{1,4}\\.\\d{1,3}${suffix})(?![\\w%$€£]|[.,:/-]\\w|\\s?(?:${measures})(?![\\w]))`, 'dgi'),
    (slice, { input }) => (releasing.test(input) ? slice : null),
  ),
  rule('version', /(?<![\w.\-/])\d{1,4}\.\d{1,4}[a-z](?![\w]|[.-]\w)/g, (slice) => (/[dhms]$/.test(slice) ? null : slice)),
  // Release trains and calendar versions: R26.3, R47_SP2, 2026-W48.
  rule('version', /(?<![\w.\-/#@])[Rr]\d{2,4}(?:[._][A-Z0-9]{1,6}){0,2}(?![\w-]|\.\w)/g),
  rule('version', /(?<![\w.\-/])20\d\d[.-]?[Ww]\d\d(?![\w]|[.-]\w)/g),
  rule(
    'version',
    /\b(?:releases?|tag|versi[oó]n)\s(?<it>20\d\d[-.](?:0[1-9]|1[0-2])|20\d{6}(?:[.-]\d{1,3})?|(?:sha|nightly|build)-[0-9a-z]{3,40})(?![\w]|[.-]\w)/dgi,
  ),
  rule('version', /(?<![\w.\-/])(?:release|rel|hotfix|build)[-/]v?\d[\w.]{0,15}(?:-[\w.]{1,15}){0,3}(?<![.])/gi),
  rule(
    'version',
    /(?<=[\w-]{1,60}:)(?!\d{1,5}(?![\w.-]))v?\d{1,5}\.\d{1,6}(?:\.\d{1,6}){0,2}(?:-[a-z0-9.]{1,20})?(?![\w]|[.:]\w)/gi,
    withoutV,
  ),
)

const hex = /^(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]+$/i

/** Commit hashes: 7 to 40 hexadecimal digits, mixed of letters and figures unless a word such as 'commit' announces them. */
export const commits = rules(
  rule('commit', /(?<![\w\-.#/:@=])[0-9a-f]{7,40}(?![\w]|[.:-]\w)/gi, (slice) =>
    // In capitals a short one is more likely an error's code or somebody's number.
    hex.test(slice) && !(slice === slice.toUpperCase() && slice.length < 10) ? slice.toLowerCase() : null,
  ),
  rule('commit', /\b(?:commits?|sha|hash|revision|cherry-pick|revert)[\s:=@#]{1,3}(?<it>[0-9a-f]{7,40})(?![\w-])/dgi, (slice) =>
    /\d/.test(slice) || slice.length === 40 ? lowerCase(slice) : null,
  ),
  rule('commit', /(?<=[/@:](?:commit\/)?)[0-9a-f]{40}(?![\w-])/gi, lowerCase),
)
