import { rule, rules, sure, type Found } from '../found.ts'

/** Words in an @handle that make it a group's. */
export const groupHandle =
  /(?:on-?call|team|ops\b|sre|devs?\b|support|admins?|dbas?\b|platform|infra|security|helpdesk|group|squad|guild|eng\b|engineering|leads?\b|crew)/i
/** Handles that name nobody in particular. */
export const everyone = /^(?:here|channel|all|everyone|hopline|bot)$/i

const determiner =
  /^(?:the|our|your|my|this|that|which|a|his|her|their|another|whole|right|wrong|other|each|every|any|on|das|dem|el|la|le|mein|mi|ask|page|ping|notify|tell|from|to|by|with|for|and|what|is)$/i
const roles =
  'SREs?|DBAs?|dbas?|sres?|netops|NetOps|devops|DevOps|secops|SecOps|infosec|helpdesk|service desk|servicedesk|network|platform|security|database|infra|infrastructure|payments|data|storage|backend|frontend|mobile|billing|identity|observability'

const verb =
  /^(?:für|para|pour|von|vom|there|here|that|there's|meeting|lead|member|members|work|page|escalate|ask|tell|notify|ping|assign|call|should|will|can|is|are|was|has|have|does|did|needs?|if|who|said|says|from|in|of|als?o|please|ist|soll|hat|está|est|owns?|get|when|where|because|so|or|but|now|reports?|give|add|me|us|inform|contact|das|im|vom|beim|el|del|de|du)$/i

function* named(text: string): Generator<Found> {
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
}

/** #channels, handles of groups, '… team', 'team …', on-call groups, and roles that are paged. */
export const teams = rules(
  sure(rule('team', /(?<![\w#&/])#[\p{L}][\p{L}\p{N}_-]{1,79}(?![\p{L}\p{N}_])/gu, (slice) => slice.slice(1))),
  sure(
    rule('team', /(?<![\w.@/+-])@[a-z][\w-]{1,40}(?![\w@]|[-.]\w)/giu, (handle) =>
      groupHandle.test(handle) && !everyone.test(handle.slice(1)) ? handle.slice(1) : null,
    ),
  ),
  named,
  rule(
    'team',
    /(?<![\p{L}-])(?:team|equipo(?: de)?|équipe|squad)\s(?<name>[\p{L}][\p{L}\p{N}-]{2,30})(?![\p{L}\p{N}_])/giu,
    (slice, match) => (determiner.test(match.groups!.name!) || verb.test(match.groups!.name!) ? null : slice),
  ),
  rule(
    'team',
    /(?<=\b(?:from|with|via|of|von|vom|de)\s(?:the\s)?)(?:SREs?|DBAs?|netops|NetOps|devops|DevOps|secops|SecOps|infosec|helpdesk)(?![\p{L}\p{N}-])/gu,
  ),
  rule('team', /(?<![\p{L}-])(?:on-?call|oncall)\s(?:DBAs?|SREs?|engineers?|devs?|admins?)(?![\p{L}-])/gu),
  rule('team', new RegExp(`(?<![\\p{L}-])(?:${roles})\\son-?call(?=\\s(?:group|team|rotation)|$|[,.!?]|\\sfor|\\sabout|\\splease)`, 'gu')),
  rule(
    'team',
    new RegExp(
      `(?<!\\p{L})(?:page|pages?d|escalate(?:d)?(?:\\s\\S{1,16})?\\sto|notify|ping|alert|ask|assign(?:ed)?(?:\\s\\S{1,16})?\\sto|wake|call|hand(?:\\s\\S{1,16})?\\sto)\\s(?:the\\s)?(?<it>${roles})(?![\\p{L}\\p{N}_-]|\\s(?:on-?call|team|service|group))`,
      'dgu',
    ),
  ),
)
