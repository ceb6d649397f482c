/** Numbers and units of time as people write them, in English, German, Spanish and French. */
import { oneOf } from '../found.ts'

const units: readonly [designator: Designator, words: string][] = [
  ['S', 's sec secs second seconds sekunde sekunden segundo segundos seconde secondes'],
  ['M', 'm min mins minute minutes minuten minuto minutos'],
  ['H', 'h hr hrs hour hours std stunde stunden hora horas heure heures'],
  ['D', 'd day days tag tage tagen día días dia dias jour jours journée journées'],
  ['W', 'w wk wks week weeks woche wochen semana semanas semaine semaines'],
  ['Mo', 'month months mon monat monate monaten mes meses mois'],
  ['Y', 'y yr yrs year years jahr jahre jahren año años an ans année années'],
]

/** Units of ISO 8601 durations; `Mo` are months, which ISO writes M before the T. */
export type Designator = 'S' | 'M' | 'H' | 'D' | 'W' | 'Mo' | 'Y'

const designators = new Map(units.flatMap(([designator, words]) => words.split(' ').map((word) => [word, designator] as const)))

const numbers = new Map(
  Object.entries({
    1: 'one a an ein eine einen einer eines un una uno une',
    2: 'two couple zwei dos deux',
    3: 'three drei tres trois',
    4: 'four vier cuatro quatre',
    5: 'five fünf cinco cinq',
    6: 'six sechs seis',
    7: 'seven sieben siete sept',
    8: 'eight acht ocho huit',
    9: 'nine neun nueve neuf',
    10: 'ten zehn diez dix',
    11: 'eleven elf once onze',
    12: 'twelve zwölf doce douze',
    15: 'fifteen fünfzehn quince quinze',
    20: 'twenty zwanzig veinte vingt',
    24: 'twenty-four vierundzwanzig',
    30: 'thirty dreißig dreissig treinta trente',
    40: 'forty vierzig cuarenta quarante',
    45: 'forty-five fünfundvierzig',
    48: 'forty-eight',
    50: 'fifty fünfzig cincuenta cinquante',
    60: 'sixty sechzig sesenta soixante',
    90: 'ninety neunzig noventa',
    100: 'hundred hundert cien cent',
  }).flatMap(([value, words]) => words.split(' ').map((word) => [word, value] as const)),
)

/** Patterns (sources) for a unit of time, a number word, and a number in figures or words. Use them with the flags `iu`. */
export const unitPattern = `(?:${oneOf([...designators.keys()])})(?![\\p{L}\\p{N}_])`
export const wordPattern = `(?:${oneOf([...numbers.keys()])})`
export const numberPattern = `(?:\\d{1,6}(?:[.,]\\d{1,3})?|(?<!\\p{L})${wordPattern}(?:\\s(?:of|de))?(?=\\s))`

export const designatorOf = (unit: string): Designator => designators.get(unit.toLowerCase())!

/** The number in figures: '1,5' is 1.5, 'thirty' is 30. */
export const figures = (number: string): string => {
  const text = number.toLowerCase().replace(/ (?:of|de)$/, '')
  return numbers.get(text) ?? text.replace(',', '.')
}

const seconds: Record<Designator, number> = { S: 1, M: 60, H: 3600, D: 86_400, W: 604_800, Mo: 0, Y: 0 }
const months: Partial<Record<Designator, number>> = { Mo: 1, Y: 12 }

/** `at` (ms since 1970) moved by `amount` units, in UTC; months and years by the calendar. */
export const shift = (at: number, amount: number, unit: Designator): number => {
  const calendar = months[unit]
  if (calendar === undefined) return at + amount * seconds[unit] * 1000
  const date = new Date(at)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + Math.trunc(amount * calendar))
  date.setUTCDate(Math.min(day, new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()))
  return date.getTime()
}
