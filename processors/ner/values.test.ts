import { describe, expect, it } from 'vitest'
import type { EntityType } from './found.ts'
import { valueOf } from './values.ts'

const sentAt = Date.parse('2026-11-23T09:30:00Z')

describe('valueOf', () => {
  it.each<[EntityType, string, string]>([
    ['ticket', 'ops-142', 'OPS-142'],
    ['service', 'Checkout-API', 'checkout-api'],
    ['host', 'WEB-07', 'web-07'],
    ['kubernetes_object', 'deploy/checkout', 'deployment/checkout'],
    ['kubernetes_object', 'node worker-3', 'node/worker-3'],
    ['environment', 'prd', 'production'],
    ['environment', 'Produktion', 'production'],
    ['environment', 'preprod', 'staging'],
    ['environment', 'recette', 'test'],
    ['cluster', 'EU-West-1', 'eu-west-1'],
    ['version', 'v2.4.1', '2.4.1'],
    ['commit', 'DEADBEEF01', 'deadbeef01'],
    ['severity', 'Sev-2', '2'],
    ['severity', 'bloquant', '1'],
    ['ip_address', '2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['ip_address', '[2001:db8::0:1]:443', '[2001:db8::1]:443'],
    ['email', 'Ann.Lee@Example.com', 'ann.lee@example.com'],
    ['person', '@mlopez', 'mlopez'],
    ['team', '#sre', 'sre'],
    ['team', '@sre-oncall', 'sre-oncall'],
    ['customer', 'Acme Corp', 'Acme Corp'],
    ['duration', 'zwei Wochen', 'P2W'],
    ['duration', '48h', 'PT48H'],
    ['quantity', '91%', '91 %'],
    ['quantity', '40k players', '40000 players'],
    ['datetime', 'since 9', '2026-11-23T09:00:00Z/2026-11-23T09:30:00Z'],
  ])('makes of the %s %s the value %s', (type, text, value) => {
    expect(valueOf(type, text, 0, text.length, sentAt)).toBe(value)
  })

  it('asks chrono-node for a time that our own readers do not know', () => {
    expect(valueOf('datetime', '2 weeks after Monday', 0, 20, sentAt)).toBe('2026-12-07T00:00:00Z/2026-12-08T00:00:00Z')
  })

  it('leaves as written what can not be read', () => {
    expect(valueOf('datetime', 'since the reboot', 0, 16, sentAt)).toBe('since the reboot')
    expect(valueOf('environment', 'the lab', 0, 7, sentAt)).toBe('the lab')
  })
})
