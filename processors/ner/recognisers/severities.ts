import { rule, rules } from '../found.ts'

const grave: readonly [pattern: RegExp, value: string][] = [
  [/^(?:critical|crit|blocker|kritisch|crítico|crítica|critico|critica|critique|urgent|emergency|highest)$/i, '1'],
  [/^(?:high|major|hoch|alta|alto|haute|élevée)$/i, '2'],
  [/^(?:medium|moderate|normal|mittel|media|moyenne)$/i, '3'],
  [/^(?:low|minor|lowest|niedrig|gering|baja|bajo|basse|faible)$/i, '4'],
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

/** P1, sev2, critical, blocker; plain words such as 'high' only beside 'priority' or 'severity'. */
export const severities = rules(
  rule('severity', /(?<![\p{L}\p{N}_./#@-])p-?[1-4](?![\p{L}\p{N}_]|[.-]\p{N})/giu, severity),
  rule(
    'severity',
    /(?<![\p{L}\p{N}_./#@-])(?:sev|severity|prio|priority|priorität|prioridad|priorité)[\s-]?[1-4](?![\p{L}\p{N}_%]|[.]\p{N})/giu,
    severity,
  ),
  rule('severity', /(?<![\p{L}\p{N}_./-])(?:critical|blocker|kritisch|crítico|crítica|critique)(?![\p{L}\p{N}_]|-\p{L})/giu, severity),
  rule(
    'severity',
    new RegExp(`(?<!\\p{L})(?:${announced})(?:\\s(?:to|of|is|auf|a|à))?\\s?[\\s:=]\\s?["']?(?<it>${words})(?!\\p{L})`, 'dgiu'),
    severity,
  ),
  rule('severity', new RegExp(`(?<![\\p{L}-])(?<it>${words})(?=[\\s-](?:${announced}|prio)(?!\\p{L}))`, 'dgiu'), severity),
  rule(
    'severity',
    /\b(?:raise|lower|change|set|bump|downgrade|upgrade|escalate|mark)[^.!?\n]{0,60}\s(?:to|as)\s(?<it>high|major|medium|low|minor|critical|blocker)(?![\w-])/dgi,
    severity,
  ),
)
