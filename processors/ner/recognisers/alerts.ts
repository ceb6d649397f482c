import { rule, rules, sure } from '../found.ts'

/** Words in camel case that name products, kinds and people's things, not alerts. */
const notAlert =
  /^(?:GitHub|GitLab|PagerDuty|JavaScript|TypeScript|PostgreSQL|MySQL|MongoDB|OpenShift|OpenSearch|ElasticSearch|LinkedIn|YouTube|ServiceNow|CloudWatch|CloudFront|BitBucket|SalesForce|RabbitMQ|DynamoDB|InfluxDB|ClickHouse|VictoriaMetrics|OpenSSL|OpenVPN|FortiClient|GlobalProtect|OneDrive|SharePoint|PowerPoint|MacBook|OpsGenie|DevOps|SecOps|NetOps|StatefulSet|DaemonSet|ReplicaSet|ConfigMap|CronJob|ServiceAccount|NetworkPolicy|ChatOps|GraphQL|WordPress|DataDog|NewRelic|AppDynamics|VMware|iPhone|ArgoCD|AutoScaler|LoadBalancer|WebSocket|OnCall|McDonald\w*|McKinsey|DeepL|TeamViewer|KeePass|LastPass|BackOff|NotReady|ReadOnly|TimeOut|LogIn|SignIn|TypeError)$/

/** Alert names of the Prometheus style (two words or more in camel case), and whatever 'alertname' names. */
export const alerts = rules(
  rule(
    'alert',
    /(?<![\w.@#/-])(?:[A-Z][a-z]{1,20}|[A-Z]{2,6}(?=[A-Z][a-z]))(?:[A-Z][a-z]{1,20}|[A-Z]{2,6}(?=[A-Z\W]|$)|\d{1,3}(?=[A-Z\W]|$)){1,10}(?![\w.@-]\w|[\w(])/g,
    (slice) => (notAlert.test(slice) || slice.length < 7 ? null : slice),
  ),
  rule('alert', /(?<![\w.@#/-])(?:etcd|kube|node|prometheus|kafka|redis|pg|host)[A-Z][a-z]{1,20}(?:[A-Z]{1,5}[a-z]{0,20}){1,8}(?![\w])/g),
  sure(rule('alert', /\balertname\s?[=:]\s?["']?(?<it>[A-Za-z][\w:-]{1,80})/dgi)),
)
