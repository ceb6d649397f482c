/** What points to a person: addresses, numbers, accounts, and names where their surroundings tell that they are names. */
import { isPublicAddress } from './addresses.ts'
import { isCard, isDni, isIban } from './checksums.ts'
import type { Rule } from './finding.ts'

const digitsOf = (text: string): number => text.replace(/\D/g, '').length
const isPhone = (text: string): boolean => {
  const count = digitsOf(text)
  // Not a date, a time, a version or an address.
  return count >= 7 && count <= 15 && !/^\d{4}[-/.]\d{2}[-/.]\d{2}|^\d{1,3}(?:\.\d{1,3}){3}$|^\d{2}[-/.]\d{2}[-/.]\d{4}$/.test(text.trim())
}

const first = String.raw`\p{Lu}[\p{Ll}\p{M}'’]+(?:-\p{Lu}\p{Ll}+)?`
const name = String.raw`${first}(?:\s(?:(?:van|von|de|der|den|del|da|di|la|le|bin|al|el)\s){0,2}(?:${first}|\p{Lu}\.)){1,2}`
const someone = (before: string, one = name): RegExp =>
  new RegExp(String.raw`(?<!\p{L})(?:${before})\.?\s{0,3}[:,]?\s{0,3}(?<v>${one})`, 'dgu')

/** Accounts that every machine has. */
const isAccount = (user: string): boolean =>
  !/^(?:root|ubuntu|admin|user|users|app|node|runner|jenkins|ec2-user|public|default|shared|all|me|you)$/i.test(user)

export const personalRules: readonly Rule[] = [
  { kind: 'EMAIL', pattern: /[\p{L}\p{N}][\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{0,63}@(?:[\p{L}\p{N}-]{1,63}\.){1,5}\p{L}{2,24}/dgu },
  {
    kind: 'EMAIL',
    pattern: /[\w.+-]{1,64}\s?(?:\[at\]|\(at\)|\{at\})\s?[\w-]{1,63}(?:\s?(?:\[dot\]|\(dot\)|\{dot\}|\.)\s?\w{2,24}){1,3}/dgi,
  },
  { kind: 'EMAIL', pattern: /[\w.+-]{1,64} at [\w-]{1,63} dot \w{2,24}\b/dgi },
  { kind: 'CARD', pattern: /(?<![\w.-])\d{13,19}(?![\w-])/dg, check: isCard },
  { kind: 'CARD', pattern: /(?<![\w.-])\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{3})?(?!\w)/dg, check: isCard },
  { kind: 'CARD', pattern: /(?<![\w.-])\d{4}[ -]\d{6}[ -]\d{5}(?!\w)/dg, check: isCard },
  { kind: 'IBAN', pattern: /(?<!\w)[A-Za-z]{2}\d{2}[A-Za-z0-9]{11,30}(?!\w)/dg, check: isIban },
  { kind: 'IBAN', pattern: /(?<!\w)[A-Z]{2}\d{2}(?:[ -][A-Z0-9]{4}){2,7}(?:[ -][A-Z0-9]{1,3})?(?!\w)/dg, check: isIban },
  {
    kind: 'PHONE',
    pattern: /(?<![\w.:/-])(?:\+|00)\d{1,3}[ .\-/]?(?:\(0\)[ ]?)?(?:\(?\d{1,5}\)?[ .\-/]?){1,6}\d{2,5}(?![\w:])/dg,
    check: isPhone,
  },
  { kind: 'PHONE', pattern: /(?<![\w.:-])(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?:\s?(?:x|ext\.?)\s?\d{1,6})?(?![\w:])/dg },
  { kind: 'PHONE', pattern: /(?<![\w.:/-])\(?0\d{1,5}\)?[ /-]{1,3}(?:\d[ /-]?){5,10}\d(?![\w:.-])/dg, check: isPhone },
  {
    kind: 'PHONE',
    pattern:
      /\b(?:tel|phone|mobile|cell|call|dial|fax|whatsapp|telefon|handy|móvil|teléfono|portable)\b\.?\s{0,3}[:.]?\s{0,3}(?<v>\+?[\d(][\d ().\-/]{5,20}\d)/dgi,
    check: isPhone,
  },
  { kind: 'ID', pattern: /(?<![\w-])(?!000|666|9\d\d)\d{3}-\d{2}-\d{4}(?![\w-])/dg },
  { kind: 'ID', pattern: /(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)/dg },
  { kind: 'ID', pattern: /(?<!\w)(?:[XYZ]\d{7}|\d{8})-?[A-Z](?!\w)/dg, check: isDni },
  { kind: 'ID', pattern: /(?<!\w)[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z](?!\w)/dg },
  {
    kind: 'ID',
    pattern:
      /\b(?:passport|passeport|pasaporte|reisepass|driver'?s licen[cs]e|ssn|national id|tax id|steuer-?id|personalausweis)\b(?:\s?(?:no|number|nr|#)\.?)?\s{0,3}[:#]?\s{0,3}(?<v>[A-Z0-9][A-Z0-9 -]{4,18}[A-Z0-9])/dgi,
    check: (text) => digitsOf(text) >= 4,
  },
  {
    kind: 'BORN',
    pattern:
      /\b(?:born|dob|date of birth|birthday|geboren(?: am)?|né(?:e)? le|nacid[oa] el)\b[:\s]{1,4}(?:on )?(?<v>\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}\.? \p{L}{3,10} \d{4})/dgiu,
  },
  { kind: 'IP', pattern: /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]\d|\w)/dg, check: isPublicAddress },
  {
    kind: 'IP',
    pattern: /(?<![\w:.])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){0,6}(?![\w:])/dgi,
    check: (text) => /[0-9a-f]{3,4}:/i.test(text) && isPublicAddress(text),
  },
  { kind: 'DEVICE', pattern: /(?<![\w:-])(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}(?![\w:-])/dgi },
  {
    kind: 'ADDRESS',
    pattern:
      /(?<!\w)\d{1,5}[a-z]?,? (?:\p{Lu}[\p{L}']{1,20} ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Boulevard|Blvd|Way|Court|Square|Terrace|Close|Crescent)\b\.?/dgu,
  },
  {
    kind: 'ADDRESS',
    pattern: /(?<!\p{L})\p{Lu}[\p{L}-]{2,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer)\s\d{1,4}\s?[a-z]?(?!\w)/dgu,
  },
  {
    kind: 'ADDRESS',
    pattern: /(?<!\p{L})(?:Calle|Avenida|Plaza|Paseo|Rua|Via|Piazza|Corso)\s(?:\p{L}{1,15}\s){0,4}?\p{Lu}\p{L}{1,20},?\s\d{1,4}(?!\w)/dgu,
  },
  {
    kind: 'ADDRESS',
    pattern:
      /(?<!\w)\d{1,4},?\s(?:bis\s)?(?:rue|avenue|boulevard|place|allée|chemin|quai)\s(?:(?:de|du|des|la|le|les|l'|d')\s?){0,3}\p{L}[\p{L}-]{1,20}(?:\s\p{Lu}[\p{L}-]{1,20}){0,2}/dgiu,
  },
  { kind: 'USER', pattern: /(?:\/home\/|\/Users\/|[A-Z]:\\Users\\)(?<v>[\p{L}\p{N}._-]{2,40})/dgu, check: isAccount },
  { kind: 'USER', pattern: /<@(?<v>[UW][A-Z0-9]{6,12})(?:\|[^>\n]{0,80})?>/dg },
  { kind: 'USER', pattern: /(?<![\w./@-])@[a-z](?:[a-z0-9_-]|\.(?=[a-z0-9])){2,38}(?![\w/@])/dgi },
  {
    kind: 'PERSON',
    pattern: someone(
      String.raw`Mr|Mrs|Ms|Miss|Dr|Prof|Herrn?|Frau|Señora?|Sra?|Don|Doña|Mme|Mlle|Monsieur|Madame|Signora?`,
      String.raw`${first}(?:\s(?:(?:van|von|de|der|la|le)\s){0,2}${first}){0,2}`,
    ),
  },
  { kind: 'PERSON', pattern: new RegExp(String.raw`(?<!\p{L})(?<v>${name})(?=\s{0,2}[<(][^>)\s]{1,80}@)`, 'dgu') },
  {
    kind: 'PERSON',
    pattern: someone(
      String.raw`[Cc]ontact|[Cc]all|[Aa]sk|[Pp]age|[Pp]ing|[Tt]ell|[Ee]mail|[Mm]ail|[Nn]otify|[Cc]c|[Oo]wner|[Aa]uthor|[Aa]ssignee|[Aa]ssigned to|[Rr]eporter|[Rr]eported by|[Oo]n[- ]call(?: is)?|[Ee]mployee|[Cc]olleague|[Mm]anager|[Ll]ead|[Cc]ustomer|[Pp]atient|[Ss]igned-off-by|[Ss]igned by|[Aa]pproved by|[Ww]ritten by|[Cc]reated by|[Ff]rom|[Bb]y|[Rr]egards|[Cc]heers|[Tt]hanks|[Gg]rüße|[Ss]aludos|[Cc]ordialement|[Nn]ame(?: is)?|I am|I'm|[Tt]his is|[Ii]ch bin|[Ss]oy|[Jj]e suis|[Ff]ragt?|[Ll]lama a|[Aa]ppelez|[Hh]i|[Hh]ello|[Dd]ear|[Uu]ser|[Ff]or`,
    ),
  },
]
