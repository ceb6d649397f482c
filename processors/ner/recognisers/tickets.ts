import { rule, rules } from '../found.ts'

export const upperCase = (text: string): string => text.toUpperCase()

/** Prefixes that look like a project's key and are none. */
const notProject = /^(?:UTF|SHA|ISO|RFC|CVE|AES|RSA|HTTP|HTTPS|TLS|SSL|SEV|PRIO|ORA|IP|COVID|GPT|TOP|ES|TCP|UDP|CPU|ERR|RC|EC|P)-/i

/** Lower-case keys are taken only with a usual prefix, or after a word that announces a ticket. */
const usualPrefix = 'ops|inc|help|sup|support|jira|bug|sre|chg|req|task|it|desk|cs|case|issue|infra|plat|sec|hd|itsm|tkt|prb|ticket|change'

const announced = '(?:tickets?|issues?|cases?|incidents?|bugs?|story|change|fall|vorfall|caso|incidencia|incidente|dossier)'

/** Keys such as OPS-142, INC0012345, #48213, and the number after 'ticket'. */
export const tickets = rules(
  rule('ticket', /(?<![\w\-./@=])[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,6}(?![\w]|[.-]\w)/g, (key) => (notProject.test(key) ? null : key)),
  rule('ticket', new RegExp(`(?<![\\w\\-./@=])(?:${usualPrefix})-[1-9]\\d{0,6}(?![\\w]|[.-]\\w)`, 'gi'), upperCase),
  rule('ticket', new RegExp(`\\b${announced}[\\s:]{1,3}(?<it>[a-z][a-z0-9]{1,9}-[1-9]\\d{0,6})(?![\\w]|[.-]\\w)`, 'dgi'), (key) =>
    notProject.test(key) ? null : upperCase(key),
  ),
  rule('ticket', /(?<![\w-])(?:INC|CHG|REQ|RITM|SCTASK|TASK|PRB|CASE|CS|SR|HD)\d{4,12}(?![\w-])/gi, upperCase),
  rule('ticket', /(?<![\w#&/])#\d{2,9}(?![\w-])/g),
  rule('ticket', new RegExp(`\\b${announced}[\\s:]{1,3}(?:n[or°º]?\\.? |number |nummer )?(?<it>\\d{3,10})(?![\\w-]|[.:]\\d)`, 'dgi')),
)
