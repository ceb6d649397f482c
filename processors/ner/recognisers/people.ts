import { findAll, type Found } from '../found.ts'
import { firstNames } from './first-names.ts'

const capitalised = "(?:\\p{Lu}['’])?\\p{Lu}\\p{Ll}{1,20}(?:-\\p{Lu}\\p{Ll}{1,20})?"
const edge = '(?<![\\p{L}\\p{N}_@#/.-])'
const end = '(?![\\p{L}\\p{N}_@]|[.-][\\p{L}\\p{N}])'

const groupHandle =
  /(?:on-?call|team|ops\b|sre|devs?\b|support|admins?|dbas?\b|platform|infra|security|helpdesk|group|squad|guild|eng\b|engineering|leads?\b|crew)/i
const everyone = /^(?:here|channel|all|everyone|hopline|bot)$/i

/** Words with a capital that are no person's name. */
const notName =
  /^(?:I|It|The|This|That|We|You|They|He|She|My|Our|Your|Please|Can|Could|Would|Is|Are|Was|What|When|Where|Who|Why|How|Which|And|Or|But|If|In|On|At|For|From|To|By|Of|No|Not|Yes|Ok|Okay|Hi|Hey|Hello|Hallo|Hola|Bonjour|Thanks|Thank|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Jira|Okta|Slack|Teams|Zoom|Github|Gitlab|Grafana|Prometheus|Kibana|Jenkins|Vault|Kafka|Redis|Postgres|Elasticsearch|Kubernetes|Docker|Helm|Terraform|Salesforce|Zendesk|Confluence|Outlook|Office|Windows|Linux|Mac|Azure|Google|Amazon|Production|Staging|Dev|Support|Platform|Security|Incident|Ticket|Case|Customer|Service|Server|Node|Pod|Cluster|Database|Team|Der|Die|Das|Ein|Eine|Ich|Wir|Bitte|Kann|Kannst|El|La|Los|Las|Un|Una|Le|Les|Une|Je|Error|Everyone|Someone|Anyone|Engineering|Finance|Sales|Marketing|Ops|Billing|Payments|Legal|Done|Urgent|High|Low|Critical|Major|Minor|Blocker|Medium)$/u

const personal = (name: string): boolean => name.split(/[\s-]/).every((word) => !notName.test(word))

/** What before a name says that it is a person's. */
const asksForPerson =
  /(?<!\p{L})(?:(?:re)?assign(?:ed)?(?:\s\S{1,14}){0,2}\s(?:to|from)|owner(?:\sis|:)?|reported by|reporter:?|cc|ping|ask|tell|contact|colleague|kolleg(?:e|en|in)|mr\.?|mrs\.?|ms\.?|dr\.?|herrn?|frau|señora?|monsieur|madame|on behalf of|manager|boss|acked by|approved by|frag|sag|zuweisen an|asigna(?:r|lo)?(?:\s\S{1,14})?\sa|assigne[rz]?(?:\s\S{1,14})?\sà|pregunta a|demande à|weise\s\S{1,14}\s(?:zu\s)?)\s$/iu

/** @handles, names after words that ask for a person, titles, and usual first names. */
export function* people(text: string): Generator<Found> {
  yield* findAll(text, 'person', /(?<![\w.@/+-])@[a-z][\w-]{0,40}(?:\.[\w-]{1,40}){0,3}(?![\w@]|[-.]\w)/giu, (handle) =>
    groupHandle.test(handle) || everyone.test(handle.slice(1)) ? null : handle.slice(1),
  )
  const name = new RegExp(`${edge}${capitalised}(?:\\s(?:van |von |de |la )?${capitalised}){0,2}(?:(?=['’]s(?!\\p{L}))|${end})`, 'gu')
  yield* findAll(text, 'person', name, (slice, { index }) => {
    if (!personal(slice)) return null
    return isFirstName(slice) || asksForPerson.test(text.slice(Math.max(0, index - 60), index)) ? slice : null
  })
  yield* findAll(
    text,
    'person',
    new RegExp(
      `${edge}(?:assign(?:ed)?\\s(?:\\S{1,14}\\s)?to|reassign\\s(?:\\S{1,14}\\s)?to|cc|ping|ask)\\s(?<it>\\p{Ll}{3,14}(?:\\s\\p{Ll}{3,14})?)${end}`,
      'dgu',
    ),
    (slice) => (firstNames.has(slice.split(' ')[0]!) ? slice : null),
  )
}

const isFirstName = (name: string): boolean =>
  firstNames.has(
    name
      .split(/[\s-]/)[0]!
      .toLowerCase()
      .replace(/['’]s$/, ''),
  )

const determiner =
  /^(?:the|our|your|my|this|that|which|a|his|her|their|another|whole|right|wrong|other|each|every|any|on|das|dem|el|la|le|mein|mi|ask|page|ping|notify|tell|from|to|by|with|for|and|what|is)$/i
const roles =
  'SREs?|DBAs?|dbas?|sres?|netops|NetOps|devops|DevOps|secops|SecOps|infosec|helpdesk|service desk|servicedesk|network|platform|security|database|infra|infrastructure|payments|data|storage|backend|frontend|mobile|billing|identity|observability'

/** #channels, handles of groups, '… team', 'team …', on-call groups, and roles that are paged. */
export function* teams(text: string): Generator<Found> {
  yield* findAll(text, 'team', /(?<![\w#&/])#[\p{L}][\p{L}\p{N}_-]{1,79}(?![\p{L}\p{N}_])/gu, (slice) => slice.slice(1))
  yield* findAll(text, 'team', /(?<![\w.@/+-])@[a-z][\w-]{1,40}(?![\w@]|[-.]\w)/giu, (handle) =>
    groupHandle.test(handle) && !everyone.test(handle.slice(1)) ? handle.slice(1) : null,
  )
  for (const match of text.matchAll(
    /(?<![\p{L}\p{N}_#@.-])((?:[\p{L}][\p{L}\p{N}&-]{1,20}\s){0,2}[\p{L}][\p{L}\p{N}&-]{1,20})\s(?:teams?|squad)(?![\p{L}\p{N}_-])/giu,
  )) {
    const words = match[1]!.split(' ')
    const from = words.findLastIndex((word) => determiner.test(word) || verb.test(word)) + 1
    const kept = words.slice(Math.max(from, words.length - 2))
    if (kept.length === 0 || from === words.length) continue
    const start = match.index + match[1]!.length - kept.join(' ').length
    yield { type: 'team', start, end: match.index + match[0].length, value: text.slice(start, match.index + match[0].length) }
  }
  yield* findAll(
    text,
    'team',
    /(?<![\p{L}-])(?:team|equipo(?: de)?|équipe|squad)\s(?<it>[\p{L}][\p{L}\p{N}-]{2,30})(?![\p{L}\p{N}_])/dgiu,
    (slice, match) => (determiner.test(slice) || verb.test(slice) ? null : match[0]),
  )
  yield* findAll(text, 'team', /(?<![\p{L}-])(?:on-?call|oncall)\s(?:DBAs?|SREs?|engineers?|devs?|admins?)(?![\p{L}-])/gu)
  yield* findAll(
    text,
    'team',
    /(?<![\p{L}-])(?:[\p{Ll}]{2,16})\son-?call(?=\s(?:group|team|rotation)|$|[,.!?]|\sfor|\sabout|\splease)/gu,
    (slice, match) => (new RegExp(`^(?:${roles})\\s`, 'u').test(match[0]) ? slice : null),
  )
  yield* findAll(
    text,
    'team',
    new RegExp(
      `(?<!\\p{L})(?:page|pages?d|escalate(?:d)?(?:\\s\\S{1,16})?\\sto|notify|ping|alert|ask|assign(?:ed)?(?:\\s\\S{1,16})?\\sto|wake|call|hand(?:\\s\\S{1,16})?\\sto)\\s(?:the\\s)?(?<it>${roles})(?![\\p{L}\\p{N}_-]|\\s(?:on-?call|team|service|group))`,
      'dgu',
    ),
  )
}

const verb =
  /^(?:page|escalate|ask|tell|notify|ping|assign|call|should|will|can|is|are|was|has|have|does|did|needs?|if|who|said|says|from|in|of|als?o|please|ist|soll|hat|está|est|owns?|get|when|where|because|so|or|but|now|reports?|give|add|me|us|inform|contact|das|im|vom|beim|el|del|de|du)$/i

const suffix =
  '(?:Corp(?:oration)?|Inc|GmbH(?: & Co\\.? KG)?|Ltd|Limited|LLC|AG|SE|SA|S\\.A\\.|SARL|SAS|BV|B\\.V\\.|KG|PLC|plc|Group|Holdings?|Industries|Bank|Logistics|Foods|Pharma|Airlines|Insurance|Retail|Motors|Energy|Partners|Enterprises|Labs|Systems|Technologies|Solutions|Health|Telecom|Media|University|Versicherung|SL|S\\.L\\.|SpA)'
const word = "\\p{Lu}[\\p{L}\\p{N}&'’-]{1,24}"
const name = `${word}(?:\\s(?:&\\s)?${word}){0,3}`

/** Organisations: with a company's suffix, after 'customer', before 'account', and after 'for' in talk of cases and contracts. */
export function* customers(text: string): Generator<Found> {
  const known = (slice: string): string | null => (organisation(slice) ? slice : null)
  for (const match of text.matchAll(new RegExp(`${edge}((?:${word}\\s(?:&\\s)?){1,3})${suffix}\\.?(?![\\p{L}\\p{N}])`, 'gu'))) {
    const slice = match[0].replace(/\.$/, '')
    const dropped =
      /^(?:(?:The|For|Customer|Client|Account|Case|Open|Create|Kunde|Cliente|Did|Is|Has|From|By|Find|Show|Contact|Get|And)\s)+/u.exec(
        slice,
      )?.[0].length ?? 0
    const kept = slice.slice(dropped)
    if (kept.includes(' ')) yield { type: 'customer', start: match.index + dropped, end: match.index + slice.length, value: kept }
  }
  yield* findAll(
    text,
    'customer',
    new RegExp(
      `(?<!\\p{L})(?:[Cc]ustomers?|[Cc]lients?|[Tt]enant|[Aa]ccounts?|[Kk]unden?|[Cc]lientes?|[Oo]rgani[sz]ation|[Cc]ompany)[\\s:]{1,2}(?:named |called |of |for |von |de )?(?<it>${name})(?!['’]?\\p{L}|[\\p{N}_])`,
      'dgu',
    ),
    known,
  )
  yield* findAll(
    text,
    'customer',
    /(?<!\p{L})(?:customer|client|kunde|cliente)\s(?<it>[\p{Ll}][\p{Ll}\p{N}-]{3,24})(?=['’]s|\s(?:is|has|says|reports?|complains|cannot|can't|called|meldet|dice)\b)/dgu,
    (slice) =>
      /^(?:support|service|care|success|data|that|this|which|account|base|team|also|still|portal|facing)$/.test(slice) ? null : slice,
  )
  yield* findAll(
    text,
    'customer',
    new RegExp(
      `${edge}(?<it>${name})(?=(?:['’]s?)?\\s(?:accounts?|contracts?|cases?|contacts?|renewal|subscription|SLA|tenant|support case|users|Vertrag|Konto)(?!\\p{L}))`,
      'dgu',
    ),
    known,
  )
  yield* findAll(
    text,
    'customer',
    new RegExp(
      `(?<!\\p{L})(?:[Cc]ases?|[Aa]ccounts?|[Cc]ontracts?|[Cc]ontacts?|[Rr]enewal|[Rr]equest|[Cc]omplaint|SLA|[Ii]nvoices?|[Ff]all|[Vv]ertrag|[Cc]aso|[Cc]ontrato|[Cc]ompte|[Dd]emande|tickets?)\\s(?:(?:for|of|from|with|by|at|für|von|para|de|pour|about|on behalf of)\\s)(?:the )?(?:customer |client |Kunde |cliente )?(?<it>${name})(?![\\p{L}\\p{N}_])`,
      'dgu',
    ),
    known,
  )
  yield* findAll(
    text,
    'customer',
    new RegExp(
      `(?<!\\p{L})(?:for|at|from|by|affects?|affecting|für|bei|para|pour|chez)\\s(?<it>${name})(?=\\s(?:is|are|has|have|says|said|reports?|cannot|can't|complain\\p{L}{0,4}|customers?|users?|as customer|who|again|since|today|only|tenant)(?!\\p{L}))`,
      'dgu',
    ),
    known,
  )
  yield* findAll(
    text,
    'customer',
    new RegExp(
      `${edge}(?<it>${name})(?=\\s(?:says|said|reports?|reported|complains?|complained|called|is complaining|is affected|is blocked|cannot log|can't log|are affected|meldet|dice que)(?!\\p{L}))`,
      'dgu',
    ),
    known,
  )
  yield* findAll(
    text,
    'customer',
    new RegExp(
      `(?<=\\b(?:case|account|contract|invoice|customer|complaint|support request)[^.!?\\n]{0,60}\\s(?:for|by|from))\\s(?<it>${name})(?![\\p{L}\\p{N}_])`,
      'dgu',
    ),
    known,
  )
}

/** Whether a capitalised name may be an organisation: not a person, a product, or the start of a sentence. */
const organisation = (slice: string): boolean => {
  const first = slice.split(' ')[0]!
  return (
    personal(first) &&
    !isFirstName(first) &&
    !/^[A-Z]{2,}-?\d/.test(first) &&
    !/^(?:Status|Support|Portal|Manager|API|VPN|CPU|URL|SQL|SRE|DBA|ID|IT|HR|All|Some|Any|New|Old)$/.test(first)
  )
}
