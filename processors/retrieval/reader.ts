/** Who reads an answer, and what they may read. */

/** `openOnly`: others read along, so only what everyone of the tenant may read counts. */
export type Reader = { tenant: string; principals: readonly string[]; openOnly: boolean }

/** What may be read by the same people: those of the tenant that the list names; an empty list names all of them. */
export type Audience = { tenant: string; access: readonly string[] }

export const mayRead = ({ tenant, principals, openOnly }: Reader, audience: Audience): boolean =>
  audience.tenant === tenant && (audience.access.length === 0 || (!openOnly && audience.access.some((one) => principals.includes(one))))
