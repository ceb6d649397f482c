import type { Head, KnownName } from '../../schemas/index.ts'

/** Names that documents and a file list. Those of a document are its tenant's alone; those of the file are everybody's. */
export type Names = {
  put(document: string, head: Pick<Head, 'tenant' | 'names'> | null): void
  setForAll(names: readonly KnownName[]): void
  /** The same object as long as nothing has changed for the tenant. */
  of(tenant: string): readonly KnownName[]
}

export const namesByTenant = (): Names => {
  const documents = new Map<string, Pick<Head, 'tenant' | 'names'>>()
  const made = new Map<string, readonly KnownName[]>()
  let forAll: readonly KnownName[] = []
  return {
    put: (document, head) => {
      const former = documents.get(document)
      if (former) made.delete(former.tenant)
      if (head && head.names.length > 0) {
        documents.set(document, { tenant: head.tenant, names: head.names })
        made.delete(head.tenant)
      } else documents.delete(document)
    },
    setForAll: (names) => {
      forAll = names
      made.clear()
    },
    of: (tenant) => {
      let names = made.get(tenant)
      if (!names) {
        const own = [...documents.entries()].filter(([, head]) => head.tenant === tenant).sort(([a], [b]) => (a < b ? -1 : 1))
        names = [...forAll, ...own.flatMap(([, head]) => head.names)]
        made.set(tenant, names)
      }
      return names
    },
  }
}
