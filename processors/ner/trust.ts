import type { EntityType } from './found.ts'

/**
 * How likely a span is right that only one source gives: `recognised` that of a recogniser, `spotted` that of the token classifier,
 * which its own score is multiplied by.
 */
export const trust: Readonly<Record<EntityType, { readonly recognised: number; readonly spotted: number }>> = {
  url: { recognised: 0.99, spotted: 0.5 },
  email: { recognised: 0.99, spotted: 0.5 },
  ip_address: { recognised: 0.98, spotted: 0.6 },
  kubernetes_object: { recognised: 0.85, spotted: 0.9 },
  error: { recognised: 0.85, spotted: 0.9 },
  ticket: { recognised: 0.97, spotted: 0.7 },
  datetime: { recognised: 0.8, spotted: 0.8 },
  severity: { recognised: 0.9, spotted: 0.8 },
  duration: { recognised: 0.8, spotted: 0.8 },
  quantity: { recognised: 0.8, spotted: 0.8 },
  namespace: { recognised: 0.8, spotted: 0.95 },
  version: { recognised: 0.9, spotted: 0.8 },
  commit: { recognised: 0.9, spotted: 0.7 },
  cluster: { recognised: 0.9, spotted: 0.95 },
  host: { recognised: 0.7, spotted: 0.95 },
  alert: { recognised: 0.6, spotted: 0.95 },
  team: { recognised: 0.5, spotted: 1 },
  customer: { recognised: 0.4, spotted: 1 },
  environment: { recognised: 0.8, spotted: 0.95 },
  service: { recognised: 0.3, spotted: 1 },
  person: { recognised: 0.5, spotted: 1 },
}
