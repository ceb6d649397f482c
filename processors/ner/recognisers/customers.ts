import { rule, rules, sure, type Found } from '../found.ts'
import { isFirstName, isName } from './names.ts'

const edge = '(?<![\\p{L}\\p{N}_@#/.-])'
const suffix =
  '(?:Corp(?:oration)?|Inc|GmbH(?: & Co\\.? KG)?|Ltd|Limited|LLC|AG|SE|SA|S\\.A\\.|SARL|SAS|BV|B\\.V\\.|KG|PLC|plc|Group|Holdings?|Industries|Bank|Logistics|Foods|Pharma|Airlines|Insurance|Retail|Motors|Energy|Partners|Enterprises|Labs|Systems|Technologies|Solutions|Health|Telecom|Media|University|Versicherung|SL|S\\.L\\.|SpA)'
const word = "\\p{Lu}[\\p{L}\\p{N}&'’-]{1,24}"
const name = `${word}(?:\\s(?:&\\s)?${word}){0,3}`

const pattern = new RegExp(`${edge}((?:${word}\\s(?:&\\s)?){1,3})${suffix}\\.?(?![\\p{L}\\p{N}])`, 'gu')

/** Whether a capitalised name may be an organisation: not a person, a product, or the start of a sentence. */
const organisation = (slice: string): boolean => {
  const first = slice.split(' ')[0]!
  return (
    isName(first) &&
    !isFirstName(first) &&
    !/^[A-Z]{2,}-?\d/.test(first) &&
    !/^(?:Status|Support|Portal|Manager|API|VPN|CPU|URL|SQL|SRE|DBA|ID|IT|HR|All|Some|Any|New|Old)$/.test(first)
  )
}

const known = (slice: string): string | null => (organisation(slice) ? slice : null)

function* suffixed(text: string): Generator<Found> {
  for (const match of text.matchAll(pattern)) {
    const slice = match[0].replace(/\.$/, '')
    const dropped =
      /^(?:(?:The|For|Customer|Client|Account|Case|Open|Create|Kunde|Cliente|Did|Is|Has|From|By|Find|Show|Contact|Get|And)\s)+/u.exec(
        slice,
      )?.[0].length ?? 0
    const kept = slice.slice(dropped)
    if (kept.includes(' ')) yield { type: 'customer', start: match.index + dropped, end: match.index + slice.length, value: kept }
  }
}

/** Organisations: with a company's suffix, after 'customer', before 'account', and after 'for' in talk of cases and contracts. */
export const customers = rules(
  sure(suffixed),
  rule(
    'customer',
    new RegExp(
      `(?<!\\p{L})(?:[Cc]ustomers?|[Cc]lients?|[Tt]enant|[Aa]ccounts?|[Kk]unden?|[Cc]lientes?|[Oo]rgani[sz]ation|[Cc]ompany)[\\s:]{1,2}(?:named |called |of |for |von |de )?(?<it>${name})(?!['’]?\\p{L}|[\\p{N}_])`,
      'dgu',
    ),
    known,
  ),
  rule(
    'customer',
    /(?<!\p{L})(?:customer|client|kunde|cliente)\s(?<it>[\p{Ll}][\p{Ll}\p{N}-]{3,24})(?=['’]s|\s(?:is|has|says|reports?|complains|cannot|can't|called|meldet|dice)\b)/dgu,
    (slice) =>
      /^(?:support|service|care|success|data|that|this|which|account|base|team|also|still|portal|facing)$/.test(slice) ? null : slice,
  ),
  rule(
    'customer',
    new RegExp(
      `${edge}(?<it>${name})(?=(?:['’]s?)?\\s(?:accounts?|contracts?|cases?|contacts?|renewal|subscription|SLA|tenant|support case|users|Vertrag|Konto)(?!\\p{L}))`,
      'dgu',
    ),
    known,
  ),
  rule(
    'customer',
    new RegExp(
      `(?<!\\p{L})(?:[Cc]ases?|[Aa]ccounts?|[Cc]ontracts?|[Cc]ontacts?|[Rr]enewal|[Rr]equest|[Cc]omplaint|SLA|[Ii]nvoices?|[Ff]all|[Vv]ertrag|[Cc]aso|[Cc]ontrato|[Cc]ompte|[Dd]emande|tickets?)\\s(?:(?:for|of|from|with|by|at|für|von|para|de|pour|about|on behalf of)\\s)(?:the )?(?:customer |client |Kunde |cliente )?(?<it>${name})(?![\\p{L}\\p{N}_])`,
      'dgu',
    ),
    known,
  ),
  rule(
    'customer',
    new RegExp(
      `(?<!\\p{L})(?:for|at|from|by|affects?|affecting|für|bei|para|pour|chez)\\s(?<it>${name})(?=\\s(?:is|are|has|have|says|said|reports?|cannot|can't|complain\\p{L}{0,4}|customers?|users?|as customer|who|again|since|today|only|tenant)(?!\\p{L}))`,
      'dgu',
    ),
    known,
  ),
  rule(
    'customer',
    new RegExp(
      `${edge}(?<it>${name})(?=\\s(?:wants|asks|says|said|reports?|reported|complains?|complained|called|is complaining|is affected|is blocked|cannot log|can't log|are affected|meldet|dice que)(?!\\p{L}))`,
      'dgu',
    ),
    known,
  ),
  rule(
    'customer',
    new RegExp(
      `(?<=\\b(?:case|account|contract|invoice|customer|complaint|support request)[^.!?\\n]{0,60}\\s(?:for|by|from))\\s(?<it>${name})(?![\\p{L}\\p{N}_])`,
      'dgu',
    ),
    known,
  ),
)
