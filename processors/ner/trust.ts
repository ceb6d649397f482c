import type { EntityType } from './found.ts'

/** How likely a span is right that only a recogniser gives, whose form is sure or weak. */
export const trustInForm = { sure: 0.95, weak: 0.3 } as const

/**
 * How likely a span is right that only one source gives: `recognised` that of a recogniser, `spotted` that of the token classifier,
 * which its own score is multiplied by.
 */
export const trust: Readonly<Record<EntityType, { readonly recognised: number; readonly spotted: number }>> = {
  url: { recognised: 0.99, spotted: 0.5 },
  email: { recognised: 0.99, spotted: 0.5 },
  ip_address: { recognised: 0.98, spotted: 0.5 },
  kubernetes_object: { recognised: 0.8, spotted: 0.6 },
  error: { recognised: 0.8, spotted: 0.6 },
  ticket: { recognised: 0.95, spotted: 0.6 },
  datetime: { recognised: 0.95, spotted: 0.5 },
  severity: { recognised: 0.9, spotted: 0.5 },
  duration: { recognised: 0.8, spotted: 0.5 },
  quantity: { recognised: 0.8, spotted: 0.5 },
  namespace: { recognised: 0.8, spotted: 0.6 },
  version: { recognised: 0.9, spotted: 0.6 },
  commit: { recognised: 0.9, spotted: 0.6 },
  cluster: { recognised: 0.6, spotted: 0.6 },
  host: { recognised: 0.4, spotted: 0.6 },
  alert: { recognised: 0.4, spotted: 0.6 },
  team: { recognised: 0.45, spotted: 0.6 },
  customer: { recognised: 0.55, spotted: 0.6 },
  environment: { recognised: 0.9, spotted: 0.5 },
  service: { recognised: 0.2, spotted: 0.6 },
  person: { recognised: 0.5, spotted: 0.6 },
}
