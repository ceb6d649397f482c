/**
 * Alerts that people paste whole: Alertmanager's and Grafana's messages, PagerDuty's, CloudWatch's, Datadog's, Nagios's and Zabbix's. Their name
 * and summary are what is asked about; hosts, links, times and the rest of the labels would lead a search astray.
 */

export type Alert = {
  name: string
  /** As written, lower case; '' where none is said. */
  severity: string
  /** What the alert says in a sentence; '' where it says nothing. */
  summary: string
  /** All `name: value` and `name = value` pairs, names in lower case; the first of a name counts. */
  labels: ReadonlyMap<string, string>
  /** What the person wrote around it. */
  words: string
}

const bullet = String.raw`^[\s>*•·-]*`
/** Label names have at most four words: a sentence with a colon in it is no label. */
const pair = new RegExp(String.raw`${bullet}[*_\x60"]*([A-Za-z][\w./-]*(?: [\w./-]+){0,3})[*_\x60"]*\s*[:=](?!//)[*_]*\s*(\S.*?)\s*$`)
const inlinePair = /\b([A-Za-z_][\w.]*)=("[^"]*"|[^\s,;{}"]+)/g

const severities = 'critical|crit|warning|warn|info|error|high|major|minor|disaster|page|p[1-5]|sev-?[1-5]|emergency|alert'

type Header = { pattern: RegExp; name: number; summary?: number; severity?: number }
/** The lines that alerts begin with. Each names the group of the alert's name, and of its summary where the line has one. */
const headers: readonly Header[] = [
  // Alertmanager: [FIRING:2] KubePodCrashLooping (prod checkout critical)
  {
    pattern: /^\W*\[(?:FIRING|RESOLVED)(?::\s?\d+)?\]\W*([^\s(]+)(?:\s+(?:for|on)\s.*|\s*\(.*\)?)?\s*(?:[-|–:]\s*(.+))?$/i,
    name: 1,
    summary: 2,
  },
  // Nagios: ** PROBLEM Service Alert: web-3/HTTP is CRITICAL **
  {
    pattern:
      /^\W*(?:PROBLEM|RECOVERY|ACKNOWLEDGEMENT)\b[\w\s]*?(?:alert)?\s*[:-]\s*[^/\s]+\/(.+?) is (CRITICAL|WARNING|UNKNOWN|DOWN|OK)\b\W*(.*)$/i,
    name: 1,
    severity: 2,
    summary: 3,
  },
  { pattern: /^\W*(?:PROBLEM|RECOVERY)\b[\w\s]*?(?:alert)?\s*[:-]\s*(\S+ is (?:DOWN|UNREACHABLE))\b\W*(.*)$/i, name: 1, summary: 2 },
  // CloudWatch: ALARM: "checkout-5xx" in EU (Ireland)
  { pattern: /^\W*(?:ALARM|INSUFFICIENT_DATA):\s*["“]?([^"”]+?)["”]?(?:\s+in\s.*)?$/, name: 1 },
  // Datadog, Grafana and PagerDuty: [Triggered] [P2] High latency on {host:web-1}
  {
    pattern:
      /^\W*\[(?:#\d+|Triggered|Alerting|Alert|Warn|Re-?Triggered|Monitor Alert|P[1-5]|No data|Firing)[^\]]*\](?:\s*\[[^\]]*\])*\s*(?:(?:Triggered|Alert|Warn)\s*:\s*)?(.+?)(?:\s*(?:on|for)?\s*\{.*\}\W*)?$/i,
    name: 1,
  },
  {
    pattern: /^\W*(?:TRIGGERED|PagerDuty(?: ALERT)?|Incident #?\d+|(?:Zabbix )?Problem)\s*[:|–-]\s*(?:Incident #?\d+\s*[:|–-]?\s*)?(.+)$/i,
    name: 1,
  },
  // A severity before a name: CRITICAL KubeletDown, [warning] DiskAlmostFull: …
  {
    pattern: new RegExp(String.raw`^\W*((?i:${severities}))\W+([A-Z]?[a-z0-9]+(?:[A-Z]+[a-z0-9]*)+)\b\W*(.*)$`),
    severity: 1,
    name: 2,
    summary: 3,
  },
  { pattern: /^\W*(?:FIRING|ALERT(?:ING)?)\s*[:!-]+\s*(\S.*)$/, name: 1 },
]

const nameKeys = ['alertname', 'alert name', 'alarm name', 'alert', 'alarm', 'monitor', 'rule', 'rule name', 'problem', 'service']
const summaryKeys = ['summary', 'description', 'message', 'additional info', 'info', 'reason for state change', 'details', 'body', 'title']
/** What only alerts have; two of them make an alert also where no line is a known header. */
const tellTale =
  /^(?:alertname|severity|runbook(?:_url| url)?|generatorurl|startsat|fingerprint|notification type|state change|priority|urgency|status|state|firing|instance|summary|description|alert|prometheus|job|namespace|pod|cluster|host|service|metric|threshold|value)$/

/** @returns null where the text is no alert */
export const parseAlert = (text: string): Alert | null => {
  const json = fromJson(text)
  const lines = (json ?? text).split('\n').filter((line) => line.trim() !== '')
  if (lines.length > 200) return null
  const header = firstHeader(lines)
  const labels = new Map<string, string>()
  const rest: string[] = []
  for (const [i, line] of lines.entries()) {
    if (i === header?.line) continue
    const found = readPairs(line, lines[i + 1])
    for (const [key, value] of found) if (!labels.has(key) && value !== '') labels.set(key, value)
    if (found.length === 0) rest.push(line.trim())
  }
  const named = nameKeys.map((key) => labels.get(key)).find((value) => value !== undefined && value !== '')
  const told = [...labels.keys()].filter((key) => tellTale.test(key)).length
  const isAlert = header !== null || (labels.has('alertname') && told > 1) || (named !== undefined && told > 2)
  if (!isAlert) return null

  const name = (labels.get('alertname') ?? header?.name ?? named ?? '').trim()
  const said = summaryKeys.map((key) => labels.get(key)).find((value) => value !== undefined && /\s/.test(value))
  const words = rest.filter((line) => isOwnWords(line))
  const free = rest.filter((line) => !isOwnWords(line) && /\p{L}{3,}.*\s.*\p{L}{2,}/u.test(line) && !/https?:/.test(line))
  return {
    name,
    severity: (labels.get('severity') ?? labels.get('priority') ?? labels.get('urgency') ?? header?.severity ?? '').toLowerCase(),
    summary: bare(said ?? (header?.summary || free[0] || '')),
    labels,
    words: words.join(' '),
  }
}

/** What the alert asks: its name, what it says, and what the person wrote around it. */
export const questionOf = ({ name, summary, words }: Alert): string => {
  const told = summary && !name.includes(summary) ? `${name}: ${summary}` : name
  return [clipped(told, 60), clipped(words, 30)].filter(Boolean).join(' ')
}

const clipped = (text: string, most: number): string => text.split(/\s+/).slice(0, most).join(' ')

/** Without marks of a chat and quotes around the whole. */
const bare = (text: string): string => text.replace(/[*_`]{1,2}(?=\S)|(?<=\S)[*_`]{1,2}/g, (mark) => (mark === '_' ? mark : '')).replace(/^["“]|["”]$/g, '').trim() // prettier-ignore

const firstHeader = (lines: readonly string[]) => {
  // A person may write a line or two before what they paste.
  for (const [line, text] of lines.slice(0, 4).entries()) {
    for (const { pattern, name, summary, severity } of headers) {
      const found = pattern.exec(text.trim())
      const of = (group: number | undefined) => bare((group === undefined ? undefined : found?.[group]) ?? '')
      if (found && of(name) !== '') return { line, name: of(name), summary: of(summary), severity: of(severity) }
    }
  }
  return null
}

const readPairs = (line: string, next: string | undefined): [string, string][] => {
  const inline = [...line.matchAll(inlinePair)].map(([, key, value]): [string, string] => [key!.toLowerCase(), bare(value!)])
  const whole = pair.exec(line)
  if (whole && (inline.length < 2 || /\s/.test(whole[2]!))) return [[whole[1]!.toLowerCase(), bare(whole[2]!)], ...inline]
  // Nagios writes the text below its name.
  const alone = /^[\s*]*(additional info|description|summary|message)[\s*]*:?[\s*]*$/i.exec(line)
  return alone && next ? [[alone[1]!.toLowerCase(), bare(next.trim())]] : inline
}

const isOwnWords = (line: string): boolean =>
  /\?\s*$|^(?:hi|hey|hello|anyone|what|how|why|who|can|could|should|is|help|pls|please|any idea|got|getting|we|i|was|wie|warum|que|qué|comment|pourquoi)\b/i.test(
    line,
  )

/** The first alert of a webhook's body, as lines of pairs. */
const fromJson = (text: string): string | null => {
  const body = text.trim()
  if (!/^[[{]/.test(body)) return null
  try {
    const parsed: unknown = JSON.parse(body)
    const first = (Array.isArray(parsed) ? parsed[0] : ((parsed as { alerts?: unknown[] }).alerts?.[0] ?? parsed)) as Record<
      string,
      unknown
    >
    const flat = Object.entries(first).flatMap(([key, value]) =>
      typeof value === 'object' && value !== null ? Object.entries(value) : [[key, value] as const],
    )
    return flat.filter(([, value]) => typeof value !== 'object').map(([key, value]) => `${key}: ${String(value)}`).join('\n') // prettier-ignore
  } catch {
    return null
  }
}
