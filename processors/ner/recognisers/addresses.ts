import { isIPv6 } from 'node:net'
import { lowerCase, rule, rules, type Found } from '../found.ts'

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'

/** Canonical text of an IPv6 address (RFC 5952): the URL parser compresses and lowers it; mapped IPv4 keeps its dots (section 5). */
export const canonicalIPv6 = (address: string): string => {
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(short)
  if (!mapped) return short
  const [high, low] = [Number.parseInt(mapped[1]!, 16), Number.parseInt(mapped[2]!, 16)]
  return `::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/** A sentence's punctuation does not belong to a URL; a closing bracket does where the URL opened it. */
const withoutTrailing = (url: string): string => {
  let end = url.length
  for (; end > 0; end--) {
    const last = url[end - 1]!
    if ('.,;:!?*_'.includes(last)) continue
    if (last === ')' && unopened(url.slice(0, end), '(', ')')) continue
    if (last === ']' && unopened(url.slice(0, end), '[', ']')) continue
    break
  }
  return url.slice(0, end)
}

const unopened = (url: string, open: string, close: string): boolean => url.split(close).length > url.split(open).length

function* urls(text: string): Generator<Found> {
  for (const match of text.matchAll(/(?<![\w])(?:https?:\/\/|www\.(?=\w))[^\s<>"'`|\\^{}]{2,2000}/gi)) {
    const value = withoutTrailing(match[0])
    yield { type: 'url', start: match.index, end: match.index + value.length, value }
  }
}

/** URLs, email addresses, and IP addresses with the port or prefix length that is written. */
export const addresses = rules(
  urls,
  rule('email', /(?<![\w.%+-])[\w%+-][\w.%+-]{0,63}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){1,6}[a-z]{2,24}(?![\w-])/gi, lowerCase),
  rule(
    'ip_address',
    new RegExp(`(?<![\\w.-])(?:${octet}\\.){3}${octet}(?:/(?:3[0-2]|[12]?\\d)|:\\d{1,5})?(?![\\w-]|\\.\\d)`, 'g'),
    (slice) => (Number(slice.split(':')[1] ?? 0) > 65_535 ? null : slice),
  ),
  rule(
    'ip_address',
    /(?<![\w:.[])(?=[\da-f]{0,4}:)[\da-f:]{2,39}(?:(?:\d{1,3}\.){3}\d{1,3})?(?:\/(?:12[0-8]|1[01]\d|\d{1,2}))?(?![\w:]|\.\d)/gi,
    (slice) => {
      const [address, prefix] = slice.split('/')
      if (!isIPv6(address!) || !/\d/.test(address!) || /^\d{1,2}::\d{1,2}$/.test(address!)) return null
      return canonicalIPv6(address!) + (prefix === undefined ? '' : `/${prefix}`)
    },
  ),
  rule('ip_address', /\[([\da-f:]{2,39}(?:(?:\d{1,3}\.){3}\d{1,3})?)\](?::(\d{1,5}))?/gi, (_, [, address, port]) =>
    isIPv6(address!) ? `[${canonicalIPv6(address!)}]${port ? `:${port}` : ''}` : null,
  ),
)
