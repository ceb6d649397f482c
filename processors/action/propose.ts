import type { Action, Entity, Intent, Message, Verdict } from '../../schemas/index.ts'
import type { Authorise, Decision } from './authorise.ts'
import { forms } from './parameters.ts'

const verdicts: Record<Decision['decision'], Verdict> = { allow: 'queued', ask: 'proposed', deny: 'denied' }

/**
 * The action that a message asks for, and what was decided about it; null where it asks for none. Only the person's own
 * words count (intent and entities are made from them): nothing that a document says is looked at here.
 */
export const propose = (
  { message, intent, entities }: { message: Message; intent: Intent | null; entities: readonly Entity[] },
  authorise: Authorise,
): Action | null => {
  if (!intent || (intent.route !== 'act' && intent.route !== 'look')) return null
  const request = { name: intent.label, parameters: parametersOf(intent.label, entities) }
  const { decision, reason } = authorise(request, message.author, message.tenant)
  const decided =
    decision === 'deny' ? `${phrase(request)} is denied: nothing was read or changed, because ${reason}.` : `${phrase(request)}: ${reason}.`
  return { ...request, verdict: verdicts[decision], reason: [decided, ...leftOver(intent)].join(' ') }
}

/** A message is one proposal, since a person decides about one thing at a time; what else it asks to be done is told, not dropped. */
const leftOver = ({ others }: Intent): string[] => {
  const doings = others.flatMap(({ label }) => forms[label]?.doing ?? [])
  if (doings.length === 0) return []
  const list = doings.map((doing) => doing[0]!.toLowerCase() + doing.slice(1)).join(', ')
  return [`Not taken up: ${list}; ask for that in a message of its own.`]
}

/** Each parameter takes the first entity of its most preferred type that no other parameter took. */
const parametersOf = (label: string, entities: readonly Entity[]): Record<string, string> => {
  const free = new Set(entities)
  const filled = Object.entries(forms[label]?.parameters ?? {}).flatMap(([name, types]) => {
    const entity = types.flatMap((type) => [...free].filter((candidate) => candidate.type === type))[0]
    if (!entity) return []
    free.delete(entity)
    return [[name, entity.value] as const]
  })
  return Object.fromEntries(filled)
}

/** The action and its parameters in words: 'Restarting (target checkout-api, environment production)'. */
const phrase = ({ name, parameters }: Pick<Action, 'name' | 'parameters'>): string => {
  const said = Object.entries(parameters).map(([parameter, value]) => `${parameter} ${value}`)
  const doing = forms[name]?.doing ?? `The action ${name}`
  return said.length === 0 ? doing : `${doing} (${said.join(', ')})`
}
