import type { Route } from '../../schemas/index.ts'

const labels: Readonly<Record<'act' | 'look' | 'talk', readonly string[]>> = {
  act: [
    'report_incident',
    'acknowledge_alert',
    'silence_alert',
    'page_oncall',
    'deploy_service',
    'rollback_service',
    'restart_service',
    'scale_service',
    'create_ticket',
    'update_ticket',
    'close_ticket',
    'create_case',
    'request_access',
    'reset_password',
    'report_equipment',
    'talk_to_human',
  ],
  look: [
    'incident_status',
    'who_is_oncall',
    'deploy_status',
    'service_health',
    'show_logs',
    'show_metrics',
    'ticket_status',
    'search_tickets',
    'find_customer',
    'case_status',
  ],
  talk: ['give_feedback', 'capabilities', 'greeting', 'thanks', 'goodbye', 'affirm', 'deny'],
}

const routes = new Map(Object.entries(labels).flatMap(([route, all]) => all.map((label) => [label, route as Route] as const)))

/** What does the work for a message of this label, as the intent catalogue says; all others are answered from documents. */
export const routeOf = (label: string): Route => routes.get(label) ?? 'answer'
