import { lowerCase, oneOf, rule, rules, sure } from '../found.ts'

const role = oneOf(
  `api db service svc worker workers gateway queue cache proxy frontend backend web consumer producer cron redis postgres kafka search auth server app ui bff processor engine
  scheduler indexer ingest ingestor ingester store broker stream exporter controller manager portal mailer sync syncer router loader importer handler daemon bot database graphql
  notifier renderer crawler listener dispatcher webhook webhooks bus pipeline runner index dlq topic lambda function client admin dashboard sidecar adapter connector bridge agent
  collector relay mysql mongo elastic replica primary reader writer events jobs batch etl core ms tracker resolver validator calculator aggregator`
    .trim()
    .split(/\s+/),
)

/** Products that organisations use, and general words: neither is a service of the organisation. */
const notService = new Set(
  `jira okta s3 slack teams github gitlab confluence salesforce zendesk grafana prometheus kibana datadog pagerduty opsgenie jenkins vault kubernetes k8s docker helm argocd terraform
  aws azure gcp outlook office excel word vpn wifi zoom sso email ldap laptop kafka postgres postgresql mysql mongodb redis elasticsearch rabbitmq nginx linux windows sentry splunk
  sharepoint onedrive servicenow bitbucket intellij vscode chrome firefox openshift consul istio envoy cloudflare internet network dns mfa 2fa ad kubectl alertmanager mlflow airflow
  the a an all any it its them they this that these those there here my our your his her their me us you i we everything everyone nothing something anything someone what which who when
  where why how is are was were be been being do does did done have has had will would can could should may might must shall not no yes ok okay and or but if so then than too also
  in on at to for from of with by about into over after before until since between during against via per as up down off out again now today tomorrow yesterday asap pls please thx thanks
  pod pods deployment deployments node nodes container containers cluster clusters host hosts server servers service services app apps application applications instance instances replica
  replicas database databases db queue queues job jobs pipeline pipelines system systems machine machines vm vms website site page api apis build builds branch release
  releases version versions commit rollout rollback deploy deploying alert alerts alarm alarms incident incidents ticket tickets issue issues case cases change changes request requests
  error errors log logs metric metrics graph graphs dashboard dashboards latency traffic cpu memory disk load rate throughput status health uptime capacity storage volume space usage
  prod production staging stg dev test qa uat sandbox environment env namespace region new old latest last next first second same other another whole entire right wrong bad good more
  less most some every each both few many one two three four five customer customers user users client clients team teams oncall on-call person people somebody anybody nobody boss
  manager support account accounts access password login-page screen monitor printer phone keyboard mouse wlan adapter battery charger office building door coffee key keys
  still very really just only even already always never maybe completely totally currently partly half slow slowly broken fine back high low critical major minor blocker medium urgent
  der die das den dem des ein eine einen einem ist sind war nicht und oder mit auf für von im zu zum zur bei wie was wer warum wieder neu alle dienst dienste anwendung bitte
  el la los las un una es está son y o con por para del al en que qué servicio aplicación todo le les une est sont et ou avec pour dans du de au aux sur service tout
  information info help question answer docs documentation runbook runbooks  everything else well time times hour hours minute minutes day days week weeks month months sure
  monday tuesday wednesday thursday friday saturday sunday morning afternoon evening night noon midnight hi hello hey mean means going coming working running failing crashing restarting
  down up green red yellow ready healthy unhealthy degraded available unavailable flaky stuck hanging see show tell get give let make need want know think seems looks like keeps keep
  restart restarts restarted bounce recycle redeploy roll revert scale promote ship kill upgrade downgrade bump drain stop start reboot tag ping allow block cannot cant check watch
  look find open close assign ask tell call page ack silence mute snooze escalate create update set add remove delete move change fix solve debug investigate describe list fetch pull
  push merge run running test tests use using try trying tried getting got gets having had made makes says said asks asked reports reported please sorry hopefully probably maybe perhaps
  switch router firewall openssl openssh java python node log4j ubuntu debian switches wan lan starting stopping http https tcp udp tls ssl ssh rdp smtp url urls link links data file files message messages email mail mails inbox calendar meeting postmortem maintenance window`
    .trim()
    .split(/\s+/),
)

const name = '[a-z][a-z0-9]{1,24}(?:[-_][a-z0-9]{1,20}){0,5}'
const edge = '(?<![\\p{L}\\p{N}_./#@=-])'
const end = '(?![\\p{L}\\p{N}_/@=]|[.:-][\\p{L}\\p{N}])'

/** Hyphenated words of ordinary language. */
export const ordinary =
  /^(?:on-|off-|re-|pre-|post-|non-|self-|multi-|two-|one-|three-|half-|full-|read-|write-|high-|low-|long-|short-|e-mail|follow-|roll-|log-in|sign-|set-up|back-up|check-in|opt-|up-to|out-of|end-to|step-by|day-to|year|week-|ad-hoc|real-|open-source|well-|built-|peut-|rendez-|est-|avez-|pouvez-|a-t-|y-a-)|-(?:up|in|out|down|off|on|level|wide|based|only|time|like|free|related|specific|date|ready|in-law|il|elle|vous|nous|tu|je|on|moi|end|to|of|the|by|called)$/

const service = (slice: string): string | null => {
  const value = lowerCase(slice)
  return notService.has(value) || ordinary.test(value) || value.length < 3 || /^\d|^(?:v\d|p\d|sev\d)/.test(value) || /^[45]xx$/.test(value)
    ? null
    : value
}

const acts =
  'restart(?:ing|ed|s)?|bounc(?:e|ing)|recycle|redeploy(?:ing|ed)?|deploy(?:ing|ed|s)?|roll(?:ing|ed)?[ -]?back|rollback|revert|scale(?:[ -](?:up|down|out|in))?|scaling|promote|releas(?:e|ing)|ship|kill|upgrade[ds]?|downgrade|bump(?:ed)?|drain|stop|start|reboot|starte|neustarten|starten|reinicia(?:r)?|despliega|desplegar|redémarre[rz]?|redemarre[rz]?|déploie[rz]?|déployer|relance[rz]?|escala(?:r)?|skaliere?'
const article = '(?:(?:the|our|den|die|das|dem|el|la|le|les|los|service|dienst|servicio|app)\\s)?'
const states =
  'down|up|slow|healthy|unhealthy|broken|flapping|degraded|failing|crashing|dead|unreachable|unavailable|unresponsive|timing out|throwing|returning|restarting|crashlooping|stuck|hanging|lagging|ok|alive|green|red|back|offline|completely|completley|totally|very|super|really|still|again|langsam|kaputt|nicht|weg|caíd[oa]|lent[oa]?|en panne|hors service|tot|caido'
const happenings =
  'throws?|keeps?|returns?|fails?|crashes|crashed|hangs|gives|responds?|times out|timed out|went down|goes down|went|logs?|latency|error rate|errors|p\\d\\d|cpu|memory|traffic|metrics|dashboard|health|replicas|replication|pods?|deployment|deploy|rollout|release|build|v\\d|ist|antwortet|wirft|está|esta|no responde|renvoie|ne répond|replica lag|consumer lag|lag|health check'
const aspects =
  'logs?|latency|error rate|errors?|health|status|metrics?|cpu|memory|traffic|throughput|uptime|dashboard|graph|pods?|replicas|version|p\\d\\d|deploy(?:ment)?|rollout|rollback|release|restart|instances?|requests?|deployment|outage|problem|problems|issue|issues|incident|alerts?|503s?|502s?|500s?|504s?|5xx|state|stack ?traces?|timeouts?|exceptions?|config|stand|zustand|fehler|estado|errores|erreurs?|état|latence|latenz|latencia|journaux|métricas|réplicas'

/** Before a verb or a noun such as 'latency' many ordinary words stand; only what can't be one of them is taken. */
const subject = (slice: string): string | null =>
  /^(?:version|error|average|avg|p\d+|max|median|tail|high|replication|consumer|network|query|response|request|write|read|error|failed|current|pod|after|before|kubectl|show|check|get|tail|pull|fetch|see|find|open|create|view|give|the|last|canary|blue|green|nightly|hot|cold|deploy|node|go|java|python|ruby|using|running|deployed|upgraded|updated|release|to|from|and|it|which|system|server|access|audit|app|crash|event|heap|what|why|nobody|everybody|team|docker|ssh|login-attempts|mine|yours|ich|er|sie|es|das|dies|wer|il|elle|on|ça|cela|qui|ella|él|eso|quien|hope|cpu|gpu|total|free|used)$/i.test(
    slice,
  )
    ? null
    : service(slice)

/** Services, applications, queues and databases of the organisation, by their form or by what is said of them. */
export const services = rules(
  sure(
    rule(
      'service',
      new RegExp(`${edge}[a-z][a-z0-9]{1,24}(?:[-_][a-z0-9]{1,20}){0,4}[-_](?:${role})(?:[-_](?:v\\d{1,2}|[1-9]))?${end}`, 'giu'),
      service,
    ),
  ),
  rule('service', new RegExp(`${edge}(?:${acts})\\s${article}(?<it>${name})${end}`, 'dgiu'), service),
  rule(
    'service',
    new RegExp(
      `${edge}(?:of|in|on|and|und|y|et|,)\\s(?<it>${name})(?=\\s(?:to|in|on|auf|en|sur)\\s(?:prod|production|prd|staging|stg|dev|test|qa|uat|live)${end})`,
      'dgiu',
    ),
    service,
  ),
  rule(
    'service',
    new RegExp(
      `${edge}(?<it>${name})(?=\\s(?:service|microservice|svc|application|queue|dienst|api|backend|frontend|worker|consumer|database)s?${end})`,
      'dgiu',
    ),
    (slice) =>
      /^(?:customer|self|web|rest|public|internal|external|ticket|message|dead|status|shared|main|legacy|cloud|self-service|affected|managed|following|on-call|it|help|field|mobile|core|own|log|print|mail|remote|directory|notre|votre)$/i.test(
        slice,
      )
        ? null
        : service(slice),
  ),
  rule(
    'service',
    new RegExp(
      `(?<!\\p{L})(?:dienst|servicio(?: de)?|service|microservice|application|app|anwendung|aplicación|queue|database|datenbank|topic)\\s["'\`]?(?<it>${name})${end}`,
      'dgiu',
    ),
    (slice) =>
      /^(?:desk|account|accounts|owner|mesh|level|name|request|discovery|principal|provider|went|has|monitoring|status|health|catalog|catalogue|migration|schema|connection|connections|backup|lag|depth|size|restart|logs|called|named|backed|full|empty|growing|backlog|length)$/i.test(
        slice,
      )
        ? null
        : service(slice),
  ),
  rule(
    'service',
    new RegExp(
      `${edge}(?<it>${name})(?=\\s(?:is|are|was|seems|looks|appears|ist|est|está|went|still|läuft)\\s(?:seit\\s\\S{1,12}\\s)?(?:${states})(?!\\p{L}))`,
      'dgiu',
    ),
    service,
  ),
  rule(
    'service',
    new RegExp(`(?<!\\p{L})(?:is|are|ist|est|está|why is|was)\\s(?:the\\s)?(?<it>${name})(?=\\s(?:${states})(?!\\p{L}))`, 'dgiu'),
    service,
  ),
  rule('service', new RegExp(`${edge}(?<it>${name})(?=\\s(?:${happenings})(?!\\p{L}))`, 'dgiu'), subject),
  rule(
    'service',
    new RegExp(
      `(?<!\\p{L})(?:${aspects})\\s(?:of|for|in|on|from|with|von|für|bei|im|vom|de|del|du|para|en|sur|pour)\\s${article}(?<it>${name})${end}`,
      'dgiu',
    ),
    service,
  ),
  rule('service', new RegExp(`${edge}(?<it>${name})(?=[:@]v?\\d{1,4}\\.\\d)`, 'dgiu'), service),
  rule(
    'service',
    new RegExp(`${edge}(?<it>${name})(?=\\s(?:v\\d|(?:from\\s)?(?:version\\s)?v?\\d{1,4}\\.\\d{1,4}\\.\\d))`, 'dgiu'),
    subject,
  ),
  rule('service', /(?<![\w])(?:service|app|application|job|deployment_name|container)\s?=\s?["']?(?<it>[a-z][\w-]{1,60})/dgi, service),
  rule(
    'service',
    new RegExp(
      `(?<!\\p{L})(?:broke|breaks|breaking|affects?|affecting|impacts?|hitting|behind|against)\\s(?:the\\s)?(?<it>${name})${end}`,
      'dgiu',
    ),
    service,
  ),
)
