/** Keeps a reply from leading or leaking anywhere: only allowed hosts stay links, control characters go. */

/** Whether a link to `url` may stand: its host is allowed by name or by `*.example.com`, or the very address is cited. */
export type Allowed = { readonly hosts: readonly string[]; readonly addresses: readonly string[] }

const allows = ({ hosts, addresses }: Allowed, address: string): boolean => {
  if (addresses.includes(address)) return true
  const url = URL.parse(address)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password) return false
  return hosts.some((host) => (host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : url.hostname === host))
}

// C0 and C1 controls but for tab and newline; marks that reorder or hide text (Unicode UAX #9, tag characters).
const hidden =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

/** The text without control characters and lone surrogates. */
export const printable = (text: string): string => text.replaceAll(/\r\n?/g, '\n').toWellFormed().replaceAll(hidden, '')

// Fenced blocks and code spans of the same number of backticks: nothing in them is a link.
const code = /(^(?:`{3,8}|~{3,8})[\s\S]{0,20000}?^(?:`{3,8}|~{3,8})[ \t]*$|(?<!`)`(?!`)[^`\n]{1,2000}`(?!`))/m

const inline = /!?\[([^[\]]{0,500})\]\(\s{0,9}<?([^\s()<>]{0,2000}(?:\([^\s()<>]{0,200}\))?[^\s()<>]{0,500})>?(?:\s[^()]{0,300})?\)/g
const definition = /^ {0,3}\[[^\]\n]{1,200}\]:[^\n]{0,2000}$/gm
const loading = /<\/?(?:a|img|iframe|script|style|link|object|embed|video|audio|source|form|svg|base|meta)\b[^>]{0,2000}>?/gi
const bare = /<?((?:[a-z][a-z0-9+.-]{1,20}:)?\/\/[^\s<>`]{1,2000}|www\.[^\s<>`]{1,2000}|mailto:[^\s<>`]{1,300})>?/gi

/** The Markdown with every link and image to a host that is not allowed turned into text; an address stays readable, as code. */
export const onlyAllowedLinks = (markdown: string, allowed: Allowed): string =>
  markdown
    .split(code)
    .map((part, index) => (index % 2 === 1 ? part : withoutLinks(part, allowed)))
    .join('')

const withoutLinks = (text: string, allowed: Allowed): string => {
  const kept: string[] = []
  const keep = (link: string): string => `\u0000${kept.push(link) - 1}\u0000`
  let before
  let now = text.replaceAll(loading, '').replaceAll(definition, '')
  // An image may stand inside a link, so the innermost goes first.
  for (let depth = 0; depth < 4 && now !== before; depth++) {
    before = now
    now = now.replaceAll(inline, (link, label: string, address: string) =>
      link.startsWith('!') || !allows(allowed, address) ? label : keep(link),
    )
  }
  now = now.replaceAll('](', '] (').replaceAll(bare, (written: string, address: string) => {
    const trailing = /[.,;:!?)*_\]]{0,9}$/.exec(address)![0]
    const plain = address.slice(0, address.length - trailing.length)
    return allows(allowed, plain) ? written : `\`${plain}\`${trailing}`
  })
  return now.replaceAll(/\u0000(\d+)\u0000/g, (_, index: string) => kept[Number(index)] ?? '')
}
