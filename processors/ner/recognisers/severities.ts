import { rule, rules } from '../found.ts'

const grave: readonly [pattern: RegExp, value: string][] = [
  [
    /^(?:critical|crit|blocker|blocking|kritisch(?:e[nrs]?)?|crític[oa]s?|critic[oa]s?|critiques?|bloqu(?:ante?s?|eantes?|eurs?)|urgent|emergency|highest)$/i,
    '1',
  ],
  [/^(?:high|major|hoch|hohe[nrs]?|schwer(?:e[nrs]?)?|alt[ao]s?|haute?s?|élevée?s?|majeure?s?|mayor|grave)$/i, '2'],
  [/^(?:medium|moderate|normal|mittel|mittlere[nrs]?|medi[ao]s?|moyenne?s?)$/i, '3'],
  [/^(?:low|minor|lowest|niedrig(?:e[nrs]?)?|gering(?:e[nrs]?)?|baj[ao]s?|basse?s?|faibles?|mineure?s?|menor)$/i, '4'],
]

/** "1" (the gravest) to "4"; null where the words name no severity. */
export const severity = (slice: string): string | null =>
  grave.find(([pattern]) => pattern.test(slice))?.[1] ?? /[1-4]$/.exec(slice)?.[0] ?? null

const announced = 'priority|prio|severity|sev|urgency|impact|priorität|dringlichkeit|prioridad|severidad|gravedad|priorité|sévérité|gravité'
const words = [
  ...'high major medium moderate low minor hoch mittel niedrig gering alta media baja haute moyenne basse faible élevée highest lowest normal urgent critical'.split(
    ' ',
  ),
].join('|')

const troubles =
  'incidents?|outages?|disruptions?|bugs?|tickets?|issues?|alerts?|cases?|ones|vorfall|vorfälle|störung(?:en)?|fehler|incidencias?'

/** P1, sev2, critical, blocker; plain words such as 'high' only beside 'priority' or 'severity'. */
export const severities = rules(
  rule('severity', /(?<![\p{L}\p{N}_./#@-])p-?[1-4](?=s?(?![\p{L}\p{N}_]|[.-]\p{N}))/giu, severity),
  rule('severity', /(?<=#)P[1-4](?![\w-])/gu, severity),
  rule(
    'severity',
    /(?<![\p{L}\p{N}_./#@-])(?:sev|severity|prio|priority|priorität|prioridad|priorité)[\s-]?[1-4](?=s?(?![\p{L}\p{N}_%]|[.]\p{N}))/giu,
    severity,
  ),
  rule('severity', /(?<![\p{L}\p{N}_./-])(?:critical|blocker|kritisch|crítico|crítica|critique)(?![\p{L}\p{N}_]|-\p{L})/giu, severity),
  rule(
    'severity',
    new RegExp(`(?<!\\p{L})(?:${announced})(?:\\s(?:to|of|is|auf|a|à))?\\s?[\\s:=]\\s?["']?(?<it>${words})(?!\\p{L})`, 'dgiu'),
    severity,
  ),
  rule('severity', new RegExp(`(?<![\\p{L}-])(?<it>${words})(?=[\\s-](?:${announced}|prio)(?!\\p{L}))`, 'dgiu'), severity),
  // 'a major incident', 'incident majeur', 'tickets bloquants'.
  rule(
    'severity',
    new RegExp(`(?<![\\p{L}-])(?<it>${words}|kritische[nrs]?|schwere[nrs]?|hohe[nrs]?)(?=\\s(?:${troubles})(?!\\p{L}))`, 'dgiu'),
    severity,
  ),
  rule(
    'severity',
    /(?<!\p{L})(?:incidents?|tickets?|bugs?|incidencias?|casos?|alertes?|alertas?|pannes?)\s(?<it>majeure?s?|mineure?s?|critiques?|bloquante?s?|críticas?|críticos?|bloqueantes?|graves?|altas?|bajas?)(?!\p{L})/dgiu,
    severity,
  ),
  // Said by itself, between commas or at the end: 'log a bug, low, typo on the checkout page'.
  rule(
    'severity',
    /(?<=[,(]\s)(?<it>low|minor|medium|high|major|niedrig|mittel|hoch|alta|baja|media|haute|basse|moyenne)(?=\s?(?:$|[,.!?)\n]|(?:pls|please|prio|bitte|svp|stp|reicht)(?!\p{L})))/dgiu,
    severity,
  ),
  rule(
    'severity',
    /(?<!\p{L})(?:make|mark|set|flag)\s(?:it|this|that|them)\s(?:as\s|a\s)?(?<it>high|major|medium|low|minor|critical|blocker)(?![\w-])/dgiu,
    severity,
  ),
  rule(
    'severity',
    /(?<!\p{L})(?:mets|mettre|passe[rz]?|pon|poner|sube|baja|setze?n?)\s[^.!?\n]{1,40}\s(?:en|à|a|auf)\s(?<it>haute|basse|moyenne|critique|alta|baja|media|crítica|hoch|niedrig|mittel|kritisch)(?!\p{L})/dgiu,
    severity,
  ),
  rule(
    'severity',
    /(?<!\p{L})(?:severity|sev|priority|prio|prioridad|priorité|priorität)(?!\p{L})[^.!?\n]{0,40}?\s(?:from|to|auf|a|à|is|of)\s(?<it>[1-4])(?=\s(?:to|from)\s[1-4](?!\d)|\s?(?:$|[,.!?]))/dgiu,
    severity,
  ),
  rule('severity', /(?<=\b(?:severity|sev|priority|prio)\b[^.!?\n]{0,40}\sfrom\s[1-4]\sto\s)[1-4](?![\w.])/gi, severity),
  rule(
    'severity',
    /\b(?:raise|lower|change|set|bump|downgrade|upgrade|escalate|mark)[^.!?\n]{0,60}\s(?:to|as)\s(?<it>high|major|medium|low|minor|critical|blocker)(?![\w-])/dgi,
    severity,
  ),
)
