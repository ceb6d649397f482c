import { rule, rules } from '../found.ts'
import { figures, wordPattern } from './amounts.ts'
import { languageOf } from './languages.ts'

const edge = '(?<![\\p{L}\\p{N}_.,:#/@$€£-]|\\bv)'
const number = '[+-]?(?:\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,12})(?:[.,]\\d{1,6})?k?'

const units = [
  '%|‰|°c|percent|prozent|por ciento|pour cent',
  '[kmgtp]i?b(?:/s|ps)?|[kmg]bit/s|bytes?|[kmgt]i|(?-i:[KMGT]o)',
  'ms|µs|us|ns|millis|milliseconds?|microseconds?|millisekunden|milisegundos|millisecondes',
  '(?:req|requests?|msgs?|messages?|events?|errors?|ops|queries|tx|records|writes|reads|rows|packets|anfragen)\\s?(?:/|per |pro )\\s?(?:s|sec|second|min|minute|h|hour|day|sekunde|minute)',
  'rps|qps|tps|iops|rpm|vcpus?|cpus?|cores?|millicores|mhz|ghz|watts?|kw|usd|eur|chf|gbp|euros?|dollars?|€|\\$|inch(?:es)?|sigma|story points|miles|km',
].join('|')

/** What is counted: plural nouns, and a few words of other languages. A unit of time is a duration instead. */
const notCounted =
  /^(?:is|was|has|as|its|this|us|yes|times|hours|minutes|seconds|days|weeks|months|years|mins|secs|hrs|wks|yrs|horas|minutos|segundos|días|dias|semanas|meses|años|jours|heures|minutes|secondes|semaines|mois|ans|des|les|los|las|más|mas|plus|pls|thanks|does|across|less|gas|process|status|access|s|bis|vs|es|ms|us|ns|dns|als|aus|das|alles|nichts|puis|dans|sous|always|perhaps|sometimes|needs|says|looks|keeps|fails|seems|others|dernières|derniers|fois|veces|times|limits|waits|books|leaks|opens|guys|reacts|gets|goes|runs|shows|dies|crashes|returns|hangs)$/i
const singular =
  'replica|pod|node|instance|user|error|request|message|customer|worker|container|thread|copy|replikate?n?|knoten|nutzer|benutzer|fehler|instanzen|anfragen|nachrichten|kunden|kopien|réplicas?|nodos?|utilisateurs?|partition|shard|broker|licen[cs]e|laptop|monitor|seat|server|machine|vm|revision|people|personen|leute|personas|personnes|gente|zeilen|lignes|líneas|keyboard|kernen?|instanz'

/** Words around a length of time that make it a measured reading. */
const measured =
  /(?:latenc[yi]|latenz|latencia|latence|\bp\d{2,3}|response|antwortzeit|\brtt|\blag\b|rückstand|retraso|jitter|delay|offset|drift|load time|ttfb|\bgc\b|pause|round trip|duration_|\btakes?\b|\btook\b|median|\bavg\b|average|\bmean\b|percentile|\bage\b|\bbehind\b)[^.!?\n]{0,60}$/i
const measuredAfter =
  /^\s?(?:of\s)?(?:p\d{2}\s|avg\s|mean\s|median\s|replication\s)?(?:latenc|latenz|latencia|lag\b|response time|antwortzeit|rtt|delay|jitter|behind|round trip|de latenc|latence|to load|drift|off\b)/i
const lagging = /(?:\blag\b|rückstand|retraso|latenc[yi]|latenz|\bage\b|\bbehind\b|\bdelay\b|\bdrift\b|\boffset\b)[^.!?\n]{0,60}$/i
/** Words before a length that make it one in spite of a reading's words further off. */
const lasting =
  /(?<!\p{L})(?:for|für|during|within|in|every|after|timeout(?: of)?|wait|sleep|last|past|next|another|alle|por|durante|pendant|seit|since|depuis)\s$/iu

/** Whether the length of time that stands at `start` is a reading (a latency of 2.3 s), not a span of time: of seconds with a fraction it is. */
export const isReading = (text: string, start: number, slice: string): boolean => {
  if (!/^[\d.,]+\s?(?:s|secs?|seconds?|sekunden|segundos|secondes|min|mins|minutes?|minuten|m|hours?|h)$/i.test(slice)) return false
  const before = text.slice(Math.max(0, start - 80), start)
  if (lasting.test(before)) return false
  // Minutes and hours that something takes are a length; those that it lags behind are a reading.
  if (/(?:m|min|mins|minutes?|minuten|hours?|h)$/i.test(slice)) return lagging.test(before)
  return (
    /^\d+[.,]\d+\s?(?:s|secs?|seconds?)$/i.test(slice) ||
    measured.test(before) ||
    measuredAfter.test(text.slice(start + slice.length, start + slice.length + 24))
  )
}

const readable = (amount: string, unit: string): string => {
  const thousands = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.|$|k)/.test(amount)
  const whole = thousands ? amount.replaceAll(',', '') : figures(amount)
  const figure = /^[\d.]+k$/i.test(whole) ? String(Math.round(Number(whole.slice(0, -1)) * 1000)) : whole
  return `${figure} ${/^(?:percent|prozent|por ciento|pour cent)$/i.test(unit) ? '%' : unit}`
}

const more = '(?:(?:more|extra|additional|further|mehr|weitere|zusätzliche|más|autres)\\s)?'
const counted = `(?<amount>${number}|(?<!\\p{L})${wordPattern}(?=\\s))[^\\S\\n]${more}(?<unit>[\\p{L}][\\p{L}-]{1,24}s|${singular})(?![\\p{L}\\p{N}_/]|-\\p{L})`

const scaling =
  'scale[ds]?|scaling|skalier\\p{L}{0,3}|hochskalier\\p{L}{0,3}|replicas|escala\\p{L}{0,2}|resize|raise|lower|increase|decrease|bump|sube|subir|baja|bajar|augmente[rz]?|réduis|réduire|erhöhe?|setz(?:e|en)?'
/** A bare number: nothing behind it makes it an amount with a unit, a time or a name. */
const alone =
  "(?![\\p{L}\\p{N}_%]|[.,:/-]\\p{N}|\\s?(?:[kmgt]i?[bo]?|%|percent|replicas?|pods?|nodes?|instances?|cores?|uhr|am|pm|h|o['’]clock)(?!\\p{L}))"
const isTime = /^(?:sekunde|minute|stunde|tag|woche|monat|jahr|uhr|januar|februar|september|oktober|november|dezember|mai)/i

/** Counts and amounts with their unit. */
export const quantities = rules(
  rule('quantity', new RegExp(`${edge}(?<amount>${number})\\s?(?<unit>${units})(?![\\p{L}\\p{N}_/]|-\\p{L})`, 'giu'), (_, match) =>
    readable(match.groups!.amount!, match.groups!.unit!),
  ),
  rule(
    'quantity',
    new RegExp(`${edge}(?<amount>[$€£])(?<unit>${number})(?![\\p{L}\\p{N}])`, 'giu'),
    (_, match) => `${match.groups!.unit} ${match.groups!.amount}`,
  ),
  rule(
    'quantity',
    new RegExp(
      `${edge}(?<amount>\\d{1,6}(?:[.,]\\d{1,3})?)\\s?(?<unit>s|secs?|seconds?|sekunden|segundos|secondes|min|mins|minutes?|minuten|m|hours?|h)(?![\\p{L}\\p{N}_])`,
      'giu',
    ),
    (slice, match) => (isReading(match.input, match.index, slice) ? readable(match.groups!.amount!, match.groups!.unit!) : null),
  ),
  rule('quantity', new RegExp(`${edge}(?<amount>\\d{1,6}m)(?=\\s?(?:cpu|cores?)(?!\\p{L}))`, 'giu'), (slice) => `${slice.slice(0, -1)} m`),
  rule('quantity', new RegExp(`${edge}${counted}`, 'giu'), (_, match) => {
    const { amount, unit } = match.groups!
    const article = /^(?:a|an|un|une|una|uno|ein|eine|einen|einer|eines|once|couple|cent)$/i.test(amount!)
    const status = /^[45]\d\d$/.test(amount!) && /^(?:errors?|responses?|fehler|erreurs|errores)$/i.test(unit!)
    const name = /\b(?:ticket|case|issue|incident|version|port|error|code|exit|http|status)\s$/i.test(
      match.input.slice(Math.max(0, match.index - 10), match.index),
    )
    // 'Trois Clochers' is a name; 'the new one leaks' counts nothing.
    const named = !/^[+-]?\d/.test(amount!) && /^\p{Lu}/u.test(unit!) && languageOf(match.input) !== 'de'
    const one = /^one$/i.test(amount!) && /s$/.test(unit!)
    return notCounted.test(unit!) || article || status || name || named || one ? null : readable(amount!, unit!)
  }),
  // German nouns in the plural: '200 Zeilen', '3 Fehlversuchen'.
  rule(
    'quantity',
    /(?<![\p{L}\p{N}_.,:#/@$€£-])(?<amount>\d{1,6})\s(?<unit>\p{Lu}\p{Ll}{2,24}(?:en|er|n|e))(?![\p{L}\p{N}_-])/gu,
    (_, match) => {
      const { amount, unit } = match.groups!
      return isTime.test(unit!) || languageOf(match.input) !== 'de' ? null : `${amount} ${unit}`
    },
  ),
  rule(
    'quantity',
    new RegExp(`(?<!\\p{L})(?:${scaling})(?!\\p{L})[^.!?\\n]{0,60}?\\s(?:to|=|auf|a|à|by|um)\\s?(?<it>\\d{1,4})${alone}`, 'dgiu'),
  ),
  rule('quantity', new RegExp(`(?<!\\p{L})from\\s(?<it>\\d{1,5})(?=\\sto\\s\\d{1,5}\\s(?:${singular}|\\p{L}{3,20}s)(?!\\p{L}))`, 'dgiu')),
  rule(
    'quantity',
    new RegExp(
      `(?<!\\p{L})(?:replicas|min|max|maximum|minimum|minreplicas|maxreplicas)(?:\\s?[=:]\\s?|\\s(?:to\\s|auf\\s)?)(?<it>\\d{1,4})${alone}`,
      'dgiu',
    ),
  ),
  rule('quantity', /(?<!\p{L})(?:to|auf|a|à)\s(?<it>zero|null|cero|zéro)(?!\p{L})/dgiu, () => '0'),
)
