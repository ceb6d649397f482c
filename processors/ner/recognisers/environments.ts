import { lowerCase, rule, rules, sure } from '../found.ts'
import { languageOf } from './languages.ts'

const values: readonly [pattern: RegExp, value: string][] = [
  [/^(?:prod|production|prd|pro|live|live-?system|produktion|produktiv\w*|producción|produccion)$/i, 'production'],
  [/^(?:staging|stage|stg|pre|pre-?prod(?:uction|ucci[oó]n|uktion)?|pré-?prod(?:uction)?|vorproduktion)$/i, 'staging'],
  [/^(?:dev|development|entwicklung\w*|desarrollo|développement)$/i, 'development'],
  [/^(?:qa|uat|test|tests|testing|testumgebung|testsystem|abnahme\w*|pruebas|recette|homologation)$/i, 'test'],
  [/^sandbox$/i, 'sandbox'],
]

/** The environment that a word names, in four languages; null for another word. */
export const environment = (slice: string): string | null => values.find(([pattern]) => pattern.test(slice))?.[1] ?? null

const edge = '(?<![\\p{L}\\p{N}_./#@-])'
const end = '(?![\\p{L}\\p{N}_/@]|[.-][\\p{L}\\p{N}])'

const always =
  'prod|production|prd|staging|stg|pre-?prod(?:uction|ucci[oó]n|uktion)?|pré-?prod(?:uction)?|vorproduktion|uat|qa|sandbox|producción|produccion|produktion|produktivumgebung|produktivsystem|testumgebung|testsystem|abnahmeumgebung'
const inContext = 'dev|development|test|testing|live|stage|entwicklung|desarrollo|développement|pruebas|recette'

/** Words of other meanings too: after a Spanish or French word of place. */
const afterPlace = '(?:en|a|de|desde|hacia)\\s(?<it>pre|pro)|(?:la|de|en|sur la|vers la)\\s(?<it>recette)'

/** Words that always name an environment, and those that do so only after 'in', 'to', … or before 'environment'. */
export const environments = rules(
  rule('environment', new RegExp(`${edge}(?:${always})${end}`, 'giu'), environment),
  rule(
    'environment',
    new RegExp(
      `(?<=\\b(?:in|on|to|from|into|auf|en|vs|of|env(?:ironment)?[ =:]|sur|for|vs|dans|a|nach)\\s{0,2}["']?)${edge}(?:${inContext})${end}`,
      'giu',
    ),
    environment,
  ),
  rule('environment', new RegExp(`(?<!\\p{L})(?:${afterPlace})${end}(?!\\s\\p{N})`, 'dgiu'), (slice, { input }) =>
    ['es', 'fr'].includes(languageOf(input)) ? environment(slice) : null,
  ),
  rule(
    'environment',
    new RegExp(
      `${edge}(?<it>${inContext})(?=\\s+(?:env|environment|umgebung|entorno|cluster|system|database|db|namespace|access)\\b)`,
      'dgiu',
    ),
    environment,
  ),
)

const direction = '(?:north|south|east|west|central|northeast|northwest|southeast|southwest)'
const stage = '(?:prod|production|prd|stg|staging|dev|test|qa|uat|live|sandbox|k8s|eks|gke|aks)'
// A short code of a place before the stage: 'mad-prod-1'.
const region = '(?:eu|us|ap|sa|ca|me|af|uk|de|fr|asia|apac|emea|na|europe|latam|cn|in|jp|au|br)'

const lower = (slice: string): string => lowerCase(slice)
const name = '(?=[a-z0-9-]{0,40}[\\d-])[a-z][a-z0-9]{0,20}(?:-[a-z0-9]{1,20}){0,4}'

/** Named clusters and regions of the large clouds. */
export const clusters = rules(
  sure(
    rules(
      rule(
        'cluster',
        new RegExp(`(?<![\\w./-])(?:us-gov|us|eu|ap|sa|ca|me|af|il|mx|cn)-${direction}-\\d[a-f]?(?![\\w-]|\\.\\w)`, 'gi'),
        lower,
      ),
      rule(
        'cluster',
        new RegExp(
          `(?<![\\w./-])(?:us|europe|asia|australia|northamerica|southamerica|me|africa)-${direction}\\d{1,2}(?:-[a-f])?(?![\\w-]|\\.\\w)`,
          'gi',
        ),
        lower,
      ),
      rule(
        'cluster',
        /(?<![\w./-])(?:(?:west|north|east|central|south)(?:europe|us|india|central)\d?|(?:germany|uk|france|switzerland|sweden|norway|poland|italy|spain|canada|brazil|korea|japan|australia|southafrica|uae|qatar|israel|mexico)(?:west|north|south|east|southeast|central|westcentral)\d?)(?![\w-])/gi,
        lower,
      ),
    ),
  ),
  rule(
    'cluster',
    new RegExp(`(?<![\\w./-])(?:${stage}-${region}|${region}-${stage})(?:-[a-z]{2,12}){0,2}(?:-?\\d{1,3})?(?![\\w-]|\\.\\w)`, 'gi'),
    lower,
  ),
  rule('cluster', new RegExp(`(?<![\\w./-])[a-z]{2,6}-${stage}-?\\d{1,2}(?![\\w-]|\\.\\w)`, 'gi'), (slice) =>
    /^(?:web|db|app|api|pod|node|job)-/i.test(slice) ? null : lower(slice),
  ),
  rule(
    'cluster',
    new RegExp(`(?<![\\w./-])(?:eks|gke|aks|k8s)(?!-(?:worker|node|master|control))(?:-[a-z0-9]{1,12}){1,4}(?![\\w-]|\\.\\w)`, 'gi'),
    lower,
  ),
  rule('cluster', new RegExp(`\\bcluster\\s?[\\s=:]\\s?["'\`]?(?<it>${name})(?![\\w-]|\\.\\w)`, 'dgi'), lower),
  rule('cluster', new RegExp(`(?<![\\w./-])(?<it>${name})(?=["'\`]?\\s+clusters?\\b)`, 'dgi'), (slice) =>
    /^(?:multi|three|two|kafka|non)-/.test(slice) ? null : lower(slice),
  ),
)
