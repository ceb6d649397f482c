import { rule, rules } from '../found.ts'
import { figures, wordPattern } from './amounts.ts'

const edge = '(?<![\\p{L}\\p{N}_.,:#/@$€£-]|\\bv)'
const number = '[+-]?(?:\\d{1,3}(?:,\\d{3}){1,4}|\\d{1,12})(?:[.,]\\d{1,6})?k?'

const units = [
  '%|‰|°c|percent|prozent|por ciento|pour cent',
  '[kmgtp]i?b(?:/s|ps)?|[kmg]bit/s|bytes?|[kmgt]i',
  'ms|µs|us|ns|millis|milliseconds?|microseconds?|millisekunden|milisegundos|millisecondes',
  '(?:req|requests?|msgs?|messages?|events?|errors?|ops|queries|tx|records|writes|reads|rows|packets|anfragen)\\s?(?:/|per |pro )\\s?(?:s|sec|second|min|minute|h|hour|day|sekunde|minute)',
  'rps|qps|tps|iops|rpm|vcpus?|cpus?|cores?|millicores|mhz|ghz|watts?|kw|usd|eur|euros?|dollars?|€|\\$',
].join('|')

/** What is counted: plural nouns, and a few words of other languages. A unit of time is a duration instead. */
const notCounted =
  /^(?:is|was|has|as|its|this|us|yes|times|hours|minutes|seconds|days|weeks|months|years|mins|secs|hrs|wks|yrs|horas|minutos|segundos|días|dias|semanas|meses|años|jours|heures|minutes|secondes|semaines|mois|ans|des|les|los|las|más|mas|plus|pls|thanks|does|across|less|gas|process|status|access|s|bis|vs|es|ms|us|ns|dns|als|aus|das|alles|nichts|puis|dans|sous|always|perhaps|sometimes|needs|says|looks|keeps|fails|seems|gets|goes|runs|shows|dies|crashes|returns|hangs)$/i
const singular =
  'replica|pod|node|instance|user|error|request|message|customer|worker|container|thread|copy|replikate?n?|knoten|nutzer|benutzer|fehler|instanzen|anfragen|nachrichten|kunden|kopien|réplicas?|nodos?|utilisateurs?|partition|shard|broker|licen[cs]e|laptop|monitor|seat|server|machine|vm'

/** Words around a length of time that make it a measured reading. */
const measured =
  /(?:latenc[yi]|latenz|latencia|latence|\bp\d{2,3}|response time|antwortzeit|\brtt|\blag\b|jitter|delay|load time|ttfb|gc pause|pause|round trip|duration_|took|median|avg|average|mean|max|percentile)\b[^.!?\n]{0,40}$/i
const measuredAfter =
  /^\s?(?:of\s)?(?:p\d{2}\s|avg\s|mean\s|median\s|replication\s)?(?:latenc|latenz|latencia|lag\b|response time|antwortzeit|rtt|delay|jitter|behind|round trip|de latenc|latence)/i

/** Whether the length of time that stands at `start` is a reading (a latency of 2.3 s), not a span of time. Only short units are. */
export const isReading = (text: string, start: number, slice: string): boolean =>
  /^[\d.,]+\s?(?:s|secs?|seconds?|sekunden|segundos|secondes|min|m)$/i.test(slice) &&
  (measured.test(text.slice(Math.max(0, start - 60), start)) ||
    measuredAfter.test(text.slice(start + slice.length, start + slice.length + 24)))

const readable = (amount: string, unit: string): string => {
  const thousands = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.|$|k)/.test(amount)
  const figure = thousands ? amount.replaceAll(',', '') : figures(amount)
  return `${figure} ${/^(?:percent|prozent|por ciento|pour cent)$/i.test(unit) ? '%' : unit}`
}

const counted = `(?<amount>${number}|(?<!\\p{L})${wordPattern}(?=\\s))\\s(?<unit>[\\p{L}][\\p{L}-]{1,24}s|${singular})(?![\\p{L}\\p{N}_/]|-\\p{L})`

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
      `${edge}(?<amount>\\d{1,6}(?:[.,]\\d{1,3})?)\\s?(?<unit>s|secs?|seconds|sekunden|segundos|secondes|min)(?![\\p{L}\\p{N}_])`,
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
    return notCounted.test(unit!) || article || status || name ? null : readable(amount!, unit!)
  }),
  rule(
    'quantity',
    /\b(?:scale[ds]?|scaling|skalier\w{0,3}|replicas|escala\w{0,2}|resize)\b[^.!?\n]{0,60}?\s(?:to|=|auf|a|à)\s?(?<it>\d{1,4})(?![\w%]|[.,:-]\d|\s?(?:[kmgt]i?b?|%|percent|replicas?|pods?|nodes?|instances?|cores?)\b)/dgi,
  ),
)
