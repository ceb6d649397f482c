import { oneOf, rule, rules, sure } from '../found.ts'
import { environment } from './environments.ts'

/** Kinds by every way of writing them. */
const kinds = new Map(
  Object.entries({
    pod: 'po pod pods',
    deployment: 'deploy deployment deployments deployment.apps deployments.apps',
    statefulset: 'sts statefulset statefulsets statefulset.apps',
    daemonset: 'ds daemonset daemonsets daemonset.apps',
    replicaset: 'rs replicaset replicasets',
    service: 'svc service services',
    ingress: 'ing ingress ingresses',
    configmap: 'cm configmap configmaps',
    secret: 'secret secrets',
    job: 'job jobs',
    cronjob: 'cj cronjob cronjobs',
    node: 'no node nodes knoten nodo nodos noeud nœud',
    persistentvolumeclaim: 'pvc persistentvolumeclaim',
    persistentvolume: 'pv persistentvolume',
    horizontalpodautoscaler: 'hpa horizontalpodautoscaler',
    poddisruptionbudget: 'pdb poddisruptionbudget',
    serviceaccount: 'sa serviceaccount',
    networkpolicy: 'netpol networkpolicy',
    endpoints: 'ep endpoints',
    replicationcontroller: 'rc replicationcontroller',
    namespace: 'namespace',
  }).flatMap(([kind, ways]) => ways.split(' ').map((way) => [way, kind] as const)),
)

const name = '[a-z0-9](?:[a-z0-9.-]{0,120}[a-z0-9])?'
const kind = (written: string): string => kinds.get(written.toLowerCase())!
const object = (_: string, match: RegExpExecArray): string => `${kind(match.groups!.kind!)}/${match.groups!.name!}`

/** Words that follow a kind in a sentence and are no name. */
const notName =
  /^(?:is|are|was|in|on|of|for|to|the|a|an|keeps?|has|have|with|and|or|not|failed|fails|failing|stuck|status|restarts?|restarting|went|down|from|name|named|that|this|says|shows|pipeline|ist|sind|en|est|es|de|del|logs?|count|pool|limit|memory|cpu|by|at|can|crashed|crashing|again|out|set|spec|object|objects|template|failure|errors?|please|now|today|yesterday|tomorrow|tonight|heute|gestern|morgen|hoy|ayer|hier|seit|since|hangs|rollout|did|does|will|still|pls|again|went|took|fails|succeeded)$/i

// Letters of generated suffixes: no vowels, no 0, 1, 3 (k8s.io/apimachinery util/rand).
const generated = '[bcdfghjklmnpqrstvwxz2456789]'

const slash = oneOf([...kinds.keys()].map((way) => way.replace('.', '\\.')))
const loose =
  'pod|deployment|deployments|statefulset|sts|daemonset|replicaset|ingress|configmap|secret|cronjob|job|node|knoten|nodo|noeud|nœud|pvc|pv|hpa|serviceaccount'
const label = 'pod|deployment|statefulset|daemonset|node|job_name|cronjob|persistentvolumeclaim'

/** Kubernetes objects, with their kind when written, and bare pod names with a generated suffix. */
export const kubernetes = rules(
  sure(
    rules(
      rule('kubernetes_object', new RegExp(`(?<![\\w./:-])(?<kind>${slash})/(?<name>${name})(?![\\w/])`, 'gi'), object),
      rule(
        'kubernetes_object',
        new RegExp(`(?<![\\w./:-])(?<kind>${loose})\\s{1,3}["'\`]?(?<name>${name})(?![\\w/@:-])`, 'giu'),
        (slice, match) => {
          const named = match.groups!.name!
          const plain = /^[a-z]+$/.test(named)
          const takesPlain = /^(?:deployment|statefulset|sts|daemonset|hpa|cronjob|configmap)$/i.test(match.groups!.kind!)
          // A plain word is a name only where something is done to it, or nothing follows.
          const done =
            /(?<!\p{L})(?:restart|scale|describe|delete|edit|get|logs|bounce|kill|redeploy|undo|patch|of|reinicia|redémarre|starte)\s(?:the\s)?$/iu
          const acted =
            done.test(match.input.slice(Math.max(0, match.index - 24), match.index)) ||
            /^\s?(?:$|[,.!?)\n]|in\s|-n\s)/.test(match.input.slice(match.index + slice.length))
          if (plain && !acted) return null
          if (/["'`]/.test(slice) || notName.test(named) || (plain && !takesPlain) || /^\d+(?:\.\d+)*$/.test(named)) return null
          return object(slice, match)
        },
      ),
    ),
  ),
  rule('kubernetes_object', new RegExp(`(?<![\\w])(?<kind>${label})\\s?[=:]\\s?["'\`]?(?<it>${name})`, 'dgi'), (slice, match) =>
    notName.test(slice) ? null : `${kinds.get(match.groups!.kind!.toLowerCase()) ?? 'job'}/${slice}`,
  ),
  rule(
    'kubernetes_object',
    new RegExp(`(?<![\\w./=-])[a-z][a-z0-9-]{0,80}-(?=[a-z]{0,9}\\d)${generated}{5,10}-${generated}{5}(?![a-zA-Z0-9-]|\\.\\w)`, 'g'),
  ),
  // A cron job's pods carry a number.
  rule('kubernetes_object', new RegExp(`(?<![\\w./=-])[a-z][a-z0-9-]{0,80}-\\d{5,10}-${generated}{5}(?![a-zA-Z0-9-]|\\.\\w)`, 'g')),
  rule('kubernetes_object', /(?<![\w./=-])[a-z][a-z0-9-]{0,80}-(?=[a-f]{0,9}\d)[a-f0-9]{7,10}-[a-z0-9]{5}(?![\w-]|\.\w)/g),
)

const namespaceName = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const notNamespace =
  /^(?:is|are|in|the|a|for|of|with|and|to|on|that|this|quota|has|was|name|not|ist|est|does|from|stuck|or|can|please|pls|here|there|quotas?|names?)$/

const before = new RegExp(
  `(?<![\\w-])(?:namespaces?|namensraum|ns|-n|--namespace)\\s?[\\s=:]\\s?["'\`]?(?<it>${namespaceName})(?![\\w])`,
  'dgi',
)
const after = new RegExp(`\\b(?:in|im|the|from|en|dans|on|of|el|le)\\s+["'\`]?(?<it>${namespaceName})["'\`]?\\s+(?:namespace|ns)\\b`, 'dgi')

/** After an object: 'deploy/gimli in moria', 'pod session-cache-0 in shared-infra'. */
const ofObject = new RegExp(
  `(?<=(?:(?:${slash})/[a-z0-9][\\w.-]{1,60}|(?<!\\p{L})pods?(?:\\s[a-z0-9]{1,30}(?:-[a-z0-9]{1,30}){1,6})?)[\\s:,]{1,2}(?:in|im|en|dans)\\s)${namespaceName}(?![\\w./-])`,
  'giu',
)

/** Kubernetes namespaces, after 'ns' or before 'namespace'. */
export const namespaces = rules(
  sure(rule('namespace', before, (slice) => (notNamespace.test(slice) ? null : slice))),
  rule('namespace', /(?<![\w./-])ns-[a-z][a-z0-9-]{1,40}(?![\w./])/g),
  rule('namespace', ofObject, (slice) =>
    notNamespace.test(slice) ||
    environment(slice) !== null ||
    /^(?:my|our|all|which|total|general|trouble|error|pending|crashloop\w*|\d.*|.*-(?:east|west|north|south|central)\S*|(?:prod|stg|staging|dev|gke|eks|aks)-.*)$/i.test(
      slice,
    )
      ? null
      : slice,
  ),
  rule('namespace', after, (slice) => (/^(?:the|this|that|which|a|my|our|same|el|le|dem)$/i.test(slice) ? null : slice)),
)
