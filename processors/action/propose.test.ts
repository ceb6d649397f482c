import { describe, expect, it } from 'vitest'
import catalogue from '../../models/catalogue/intents.json' with { type: 'json' }
import entities from '../../models/catalogue/entities.json' with { type: 'json' }
import type { Entity, Intent, Message, Route } from '../../schemas/index.ts'
import { denyByDefault, type Authorise } from './authorise.ts'
import { forms } from './parameters.ts'
import { propose } from './propose.ts'

const message: Message = {
  messageId: 'm',
  tenant: 'acme',
  conversationId: 'c',
  channel: 'web',
  place: 'direct',
  author: { id: 'a', name: 'A', groups: ['sre'] },
  text: '',
  sentAt: 0,
  receivedAt: 0,
}
const intent = (label: string, route: Route): Intent => ({ label, score: 1, route, alternatives: [], others: [], inScope: 1 })
const entity = (type: string, value: string): Entity => ({ type, text: value, start: 0, end: 1, value })

describe('propose', () => {
  it('has a form for each action of the catalogue, filled from its entity types, and for nothing else', () => {
    const actions = catalogue.intents.filter(({ route }) => route === 'act' || route === 'look').map(({ label }) => label)
    expect(Object.keys(forms).sort()).toEqual(actions.sort())
    const types = new Set(entities.entities.map(({ type }) => type))
    for (const { parameters } of Object.values(forms)) for (const type of Object.values(parameters).flat()) expect(types).toContain(type)
  })

  it('denies while no policy is configured, naming the action, its object and the remedy', () => {
    const found = [entity('service', 'checkout-api'), entity('environment', 'production')]
    expect(propose({ message, intent: intent('restart_service', 'act'), entities: found }, denyByDefault)).toEqual({
      name: 'restart_service',
      parameters: { target: 'checkout-api', environment: 'production' },
      verdict: 'denied',
      reason:
        'Restarting (target checkout-api, environment production) is denied: nothing was read or changed, because no policy file is configured; ' +
        'an operator can add one that allows it.',
    })
  })

  it('fills a parameter with the first entity of its preferred type, and each entity once', () => {
    const found = [entity('host', 'web-07'), entity('service', 'a-api'), entity('service', 'b-api'), entity('version', '2.0')]
    const action = propose({ message, intent: intent('deploy_service', 'act'), entities: found }, denyByDefault)
    expect(action?.parameters).toEqual({ target: 'a-api', version: '2.0' })
  })

  it('proposes the strongest alone, and says what else was asked and is not taken up', () => {
    const others = ['who_is_oncall', 'thanks', 'scale_service'].map((label) => ({ label, score: 0.5 }))
    const action = propose({ message, intent: { ...intent('restart_service', 'act'), others }, entities: [] }, denyByDefault)
    expect(action?.name).toBe('restart_service')
    expect(action?.reason).toMatch(/ Not taken up: looking up who is on call, scaling; ask for that in a message of its own\.$/)
  })

  it.each([
    ['ask_knowledge', 'answer'],
    ['out_of_scope', 'answer'],
    ['greeting', 'talk'],
  ] as const)('sees no action in %s', (label, route) => {
    expect(propose({ message, intent: intent(label, route), entities: [entity('service', 'x-api')] }, denyByDefault)).toBeNull()
  })

  it('asks about the author and tenant of the message, and follows the decision', () => {
    const asked: unknown[] = []
    const authorise: Authorise = (action, author, tenant) => {
      asked.push([action.name, author.groups, tenant])
      return { decision: 'ask', reason: 'a second person has to confirm' }
    }
    expect(propose({ message, intent: intent('close_ticket', 'act'), entities: [] }, authorise)?.verdict).toBe('proposed')
    expect(asked).toEqual([['close_ticket', ['sre'], 'acme']])
  })
})
