import { lowerCase, rule, rules } from '../found.ts'

export const withoutV = (text: string): string => text.replace(/^v(?=\d)/i, '')

const suffix = '(?:[-+.](?:rc|alpha|beta|snapshot|hotfix|build|dev|pre|final|ga|sp|patch|m|r|p)(?:[.-]?[a-z0-9]{1,12}){0,3})?'

/** Words before a short number that make it a version. */
const announced = [
  '(?:versions?|versión|release|tag|build|rev|upgraded?|downgraded?|update[ds]?|bump(?:ed)?|from|to|on|auf|von|vs\\.?|than|de|à|vers|running)',
  '(?:kubernetes|k8s|kafka|postgres(?:ql)?|mysql|redis|node|python|java|nginx|elasticsearch|openssl|ubuntu|debian|docker|helm|terraform)',
].join('|')

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
  rule('version', /\b(?:versions?|version|versión)\s+(?<it>\d{1,5})(?![\w%]|[.-]\w)/dgi),
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
  rule('commit', /(?<![\w\-.#/:@=])[0-9a-f]{7,40}(?![\w]|[.:-]\w)/gi, (slice) => (hex.test(slice) ? slice.toLowerCase() : null)),
  rule('commit', /\b(?:commits?|sha|hash|revision|cherry-pick|revert)[\s:=@#]{1,3}(?<it>[0-9a-f]{7,40})(?![\w-])/dgi, (slice) =>
    /\d/.test(slice) || slice.length === 40 ? lowerCase(slice) : null,
  ),
  rule('commit', /(?<=[/@:](?:commit\/)?)[0-9a-f]{40}(?![\w-])/gi, lowerCase),
)
