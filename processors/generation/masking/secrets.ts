/** Keys, tokens, passwords: by the forms that their issuers give them, by what stands before them, and by their look. */
import type { Rule } from './finding.ts'

/** A value that stands for one: a variable, a place to fill in, stars; or a word that says something about it. */
const isStandIn = (value: string): boolean =>
  /^(?:\$|%|<|\{|\[|\*+$|x{3,}$|\.{3}|…)/i.test(value) ||
  /^(?:null|none|true|false|undefined|required|empty|redacted|hidden|masked|missing|expired|invalid|unset|the|a|an|in|from|for|of|and|or|to|is|not|see|your|must|per|via|with)$/i.test(
    value,
  )

const stands = (value: string): boolean => value.length >= 3 && !isStandIn(value)
const looksSecret = (value: string): boolean =>
  value.length >= 4 && !isStandIn(value) && /[\d\p{S}!#%&*@?_^~]/u.test(value.replace(/[.,;:!?]$/, ''))

const entropy = (text: string): number => {
  const counts = new Map<string, number>()
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
  return counts.values().reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0)
}

/** Mixed as no word is: letters of both cases and digits in short runs. */
const isRandom = (text: string): boolean => {
  const switches = text.match(/[a-z](?=[A-Z\d])|\d(?=[A-Za-z])|[A-Z](?=[a-z\d])/g)?.length ?? 0
  return (
    /[a-z]/.test(text) && /[A-Z]/.test(text) && (text.match(/\d/g)?.length ?? 0) >= 3 && entropy(text) >= 3.6 && switches >= text.length / 4
  )
}

const words =
  'pass(?:wd|word|wort|phrase|code)?|pwd|kennwort|contraseña|clave|mot de passe|senha|secrets?|tokens?|api[ _-]?key|access[ _-]?key(?:[ _-]?id)?|' +
  '(?:private|secret|client|signing|encryption|master|account|auth|shared|license|storage|service|session|bot|deploy|webhook|hmac|api)[ _-]?(?:key|secret|token)|' +
  'credentials?|connection[ _-]?string|otp|pin|recovery code|cookie|(?:j|php)?sess(?:ion)?[ _-]?id'
/** In quotes up to the quote, else up to white space; a comma or a bracket that more follows is of the value. */
const quote = '["\'`]'
const value = String.raw`${quote}?(?<v>(?<=${quote})[^"'${'`'}\n]{1,400}(?=${quote})|(?:[^\s"'${'`'},;)]|[,;)](?=[^\s"'${'`'},;)])){1,400})`
const after = (before: string): RegExp => new RegExp(before + value, 'dgiu')

/** Tokens that begin with the mark of who issued them. */
const issued: readonly RegExp[] = [
  /\beyJ[\w-]{5,4000}\.[\w-]{5,4000}(?:\.[\w-]{0,4000})?/dg,
  /\b(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ABIA|ACCA)[A-Z0-9]{12,20}\b/dg,
  /\b(?:gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_\w{20,255})\b/dg,
  /\bgl(?:pat|dt|rt|soat|ptt|cbt|imt|agent|oas)-[\w-]{16,255}/dg,
  /\bx(?:ox[a-z]|app)-[\w-]{8,255}/dg,
  /\b(?:sk|rk|pk|whsec|sess)[-_](?:live|test|proj|ant|svcacct|or|admin)?[-_]?[\w-]{14,255}/dg,
  /\b(?:AIza[\w-]{30,45}|ya29\.[\w-]{10,500}|GOCSPX-[\w-]{16,60}|AGE-SECRET-KEY-1[A-Z0-9]{20,80})/dg,
  /\b(?:npm_|hf_|dop_v1_|shp(?:at|ca|pa|ss)_|figd_|glsa_|glc_|lin_api_|sntry[su]_|dapi|ATATT3|ATCTT3|PMAK-|NRAK-|NRJS-|pypi-|rubygems_|dckr_pat_|tfp_|pul-|ddp_|doo_v1_|EAACEdEose0cBA|sq0[a-z]{3}-|r8_|nvapi-|gsk_|xai-|pscale_\w{2,4}_)[\w=-]{12,500}/dg,
  /\bSG\.[\w-]{10,60}\.[\w-]{10,120}/dg,
  /\b(?:hv[sbr]\.[\w-]{16,300}|s\.[A-Za-z0-9]{24})\b/dg,
  /\b(?:AC|SK|key-)[0-9a-f]{32}\b/dg,
  /\b\d{8,10}:[\w-]{35}\b/dg,
  /https:\/\/(?:hooks\.slack\.com\/(?:services|workflows)|(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks|[\w.-]+\.webhook\.office\.com|outlook\.office\.com\/webhook)\/[^\s"'<>)]{8,400}/dg,
]

export const secretRules: readonly Rule[] = [
  {
    kind: 'KEY',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY(?: BLOCK)?|OPENSSH KEY)-----[\s\S]{0,20000}?(?:-----END [A-Z0-9 ]{0,60}-----|$(?![\s\S]))/dg,
  },
  ...issued.map((pattern) => ({ kind: 'TOKEN', pattern })),
  // A connection string: user and password; the password may hold an @ or a slash.
  {
    kind: 'LOGIN',
    pattern: /\b[a-z][a-z0-9+.-]{1,30}:\/\/(?<v>[^\s:@/"']{0,100}:[^\s"'<>]{1,200})@(?=[\w.[-]{1,255}(?:[:/?,\s"'`)]|$))/dgi,
  },
  { kind: 'TOKEN', pattern: /\bbearer\s+(?<v>[\w.~+/=-]{8,2000})/dgi, check: looksSecret },
  {
    kind: 'TOKEN',
    pattern: /\bauthorization["']?\s{0,3}[:=]\s{0,3}["']?(?:(?:basic|bearer|token|digest|apikey|key)\s+)?(?<v>[^\s"',;]{6,2000})/dgi,
    check: stands,
  },
  { kind: 'TOKEN', pattern: /\bbasic\s+(?<v>[A-Za-z0-9+/]{8,400}={0,2})(?![\w])/dg, check: looksSecret },
  {
    kind: 'SECRET',
    pattern: after(String.raw`(?:${words})(?:[_.-]\w{1,20}){0,2}${quote}?\s{0,3}(?::=|=>|[:=])\s{0,3}`),
    check: stands,
  },
  {
    kind: 'SECRET',
    pattern: after(
      String.raw`(?<!\p{L})(?:${words})\s+(?:(?:for|of|to|from|für|von|de|del|du)\s+\S{1,60}\s+)?(?:is|was|are|ist|lautet|war|es|est|era|now|to|→|->)\s+(?:now |set to |jetzt )?`,
    ),
    check: looksSecret,
  },
  {
    kind: 'SECRET',
    pattern: after(
      String.raw`(?:^|\s)--?(?:password|passwd|pass|token|secret|api-?key|access-?key|secret-?key|client-?secret|auth-?token|auth|key)(?:\s+|=)`,
    ),
    check: stands,
  },
  { kind: 'SECRET', pattern: new RegExp(String.raw`(?<!\p{L})(?:${words})\s{1,3}${quote}(?<v>[^"'${'`'}\n]{1,400})${quote}`, 'dgiu') },
  { kind: 'LOGIN', pattern: /(?:\s-u|\s--user)[\s=]{0,2}["']?(?<v>[^\s"':]{1,100}:[^\s"']{1,200})/dg },
  { kind: 'SECRET', pattern: /\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\b[^\n]{0,200}?\s-p ?["']?(?<v>[^\s"'-][^\s"']{2,100})/dg },
  { kind: 'SECRET', pattern: /\bidentified\s+by\s+["'](?<v>[^"'\n]{1,200})["']/dgi },
  { kind: 'SECRET', pattern: /\b(?:with|encrypted)\s+password\s+["'](?<v>[^"'\n]{1,200})["']/dgi },
  {
    kind: 'TOKEN',
    pattern:
      /[?&](?:sig|signature|x-amz-signature|x-amz-credential|x-amz-security-token|token|access_token|refresh_token|id_token|code|key|api_?key|auth|secret|password)=(?<v>[^&\s"'<>)]{4,2000})/dgi,
    check: stands,
  },
  { kind: 'TOKEN', pattern: /(?<![\w/+=.-])[A-Za-z0-9+/_=-]{20,500}(?![\w/+=])/dg, check: isRandom },
  { kind: 'TOKEN', pattern: /(?<![\w-])(?:0x)?[0-9a-fA-F]{32,128}(?![\w-])/dg },
]
