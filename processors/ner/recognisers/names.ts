import { firstNames } from './first-names.ts'

/** Words with a capital that are no person's name. */
export const notName =
  /^(?:I|It|The|This|That|We|You|They|He|She|My|Our|Your|Please|Can|Could|Would|Is|Are|Was|What|When|Where|Who|Why|How|Which|And|Or|But|If|In|On|At|For|From|To|By|Of|Mr|Mrs|Ms|Dr|Herr|Frau|Señora?|Monsieur|Madame|Ping|Ask|Tell|Assign|Reassign|Page|Contact|Call|Cc|CC|Give|Reset|Unlock|Add|Remove|Notify|Escalate|Gib|Frag|Asigna|Open|Close|Create|Find|Show|Get|Set|Need|Did|Does|Do|Has|Have|Will|Should|No|Not|Yes|Ok|Okay|Hi|Hey|Hello|Hallo|Hola|Bonjour|Thanks|Thank|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Jira|Okta|Slack|Teams|Zoom|Github|Gitlab|Grafana|Prometheus|Kibana|Jenkins|Vault|Kafka|Redis|Postgres|Elasticsearch|Kubernetes|Docker|Helm|Terraform|Salesforce|Zendesk|Confluence|Outlook|Office|Windows|Linux|Mac|Azure|Google|Amazon|Production|Staging|Dev|Support|Platform|Security|Incident|Ticket|Case|Customer|Service|Server|Node|Pod|Cluster|Database|Team|Der|Die|Das|Ein|Eine|Ich|Wir|Bitte|Kann|Kannst|El|La|Los|Las|Un|Una|Le|Les|Une|Je|Error|Everyone|Someone|Anyone|Engineering|Finance|Sales|Marketing|Ops|Billing|Payments|Legal|Done|Urgent|High|Low|Critical|Major|Minor|Blocker|Medium)$/u

/** Whether no word of it is an ordinary word that only starts a sentence. */
export const isName = (name: string): boolean => name.split(/[\s-]/).every((word) => !notName.test(word))

export const isFirstName = (name: string): boolean =>
  firstNames.has(
    name
      .split(/[\s-]/)[0]!
      .toLowerCase()
      .replace(/['’]s$/, ''),
  )
