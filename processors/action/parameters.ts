/** The actions of the intent catalogue (routes act and look): how each is called, and which entities fill its parameters. */
export type Form = {
  /** Names the action at the start of a sentence. */
  readonly doing: string
  /** Entity types by parameter, in order of preference; an entity fills one parameter at most. */
  readonly parameters: Readonly<Record<string, readonly string[]>>
}

const target = ['service', 'kubernetes_object', 'host'] as const
const place = { environment: ['environment'], cluster: ['cluster'], namespace: ['namespace'] } as const
const ticket = { ticket: ['ticket'] } as const

export const forms: Readonly<Record<string, Form>> = {
  report_incident: {
    doing: 'Recording an incident',
    parameters: { target, ...place, severity: ['severity'], error: ['error', 'alert'], since: ['datetime'], customer: ['customer'] },
  },
  incident_status: { doing: 'Looking up an incident', parameters: { ...ticket, target, ...place } },
  acknowledge_alert: { doing: 'Acknowledging an alert', parameters: { alert: ['alert', 'ticket', 'error'], target, ...place } },
  silence_alert: {
    doing: 'Silencing an alert',
    parameters: { alert: ['alert', 'error'], target, ...place, duration: ['duration'], until: ['datetime'] },
  },
  page_oncall: {
    doing: 'Paging the on-call',
    parameters: { whom: ['team', 'person'], target, ...place, severity: ['severity'], ticket: ['ticket'] },
  },
  who_is_oncall: { doing: 'Looking up who is on call', parameters: { team: ['team', 'service'], when: ['datetime'] } },
  deploy_service: { doing: 'Deploying', parameters: { target, version: ['version', 'commit'], ...place, when: ['datetime'] } },
  rollback_service: { doing: 'Rolling back', parameters: { target, version: ['version', 'commit'], ...place } },
  deploy_status: { doing: 'Looking up a deployment', parameters: { target, version: ['version', 'commit'], ...place, when: ['datetime'] } },
  restart_service: { doing: 'Restarting', parameters: { target, ...place, when: ['datetime'] } },
  scale_service: { doing: 'Scaling', parameters: { target, size: ['quantity'], ...place } },
  service_health: { doing: 'Looking up health', parameters: { target, ...place } },
  show_logs: { doing: 'Reading logs', parameters: { target, ...place, when: ['datetime'], error: ['error'] } },
  show_metrics: { doing: 'Reading metrics', parameters: { target, ...place, when: ['datetime', 'duration'] } },
  create_ticket: {
    doing: 'Opening a ticket',
    parameters: { about: [...target, 'error', 'alert'], ...place, severity: ['severity'], assignee: ['person', 'team'], due: ['datetime'] },
  },
  update_ticket: {
    doing: 'Changing a ticket',
    parameters: { ...ticket, assignee: ['person', 'team'], severity: ['severity'], due: ['datetime'] },
  },
  close_ticket: { doing: 'Closing a ticket', parameters: ticket },
  ticket_status: { doing: 'Looking up a ticket', parameters: ticket },
  search_tickets: {
    doing: 'Searching tickets',
    parameters: {
      about: [...target, 'customer', 'error', 'alert'],
      severity: ['severity'],
      assignee: ['person', 'team'],
      when: ['datetime'],
    },
  },
  find_customer: { doing: 'Looking up a customer', parameters: { customer: ['customer', 'email', 'person'] } },
  create_case: {
    doing: 'Opening a case',
    parameters: { customer: ['customer'], contact: ['email', 'person'], severity: ['severity'], about: [...target, 'error'] },
  },
  case_status: { doing: 'Looking up a case', parameters: { case: ['ticket'], customer: ['customer'] } },
  request_access: {
    doing: 'Granting access',
    parameters: { to: ['service', 'cluster', 'environment', 'team', 'host', 'url'], whom: ['person', 'email'], duration: ['duration'] },
  },
  reset_password: { doing: 'Resetting a password', parameters: { whom: ['person', 'email'], of: ['service', 'host'] } },
  report_equipment: { doing: 'Reporting equipment', parameters: { whom: ['person'], device: ['host'], error: ['error'] } },
  talk_to_human: { doing: 'Calling a person in', parameters: { whom: ['person', 'team'] } },
}
