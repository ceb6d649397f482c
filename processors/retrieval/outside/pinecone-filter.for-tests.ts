/**
 * The filters of Pinecone's queries, as its documentation says (docs.pinecone.io/guides/search/filter-by-metadata): `$eq`, `$ne`, `$in`, `$nin`,
 * `$exists`, `$and` and `$or`; a list in the metadata matches where one of its items does.
 */
export type Metadata = Record<string, string | number | boolean | string[]>
export type Filter = { [field: string]: unknown }

/** @throws Error for what is no filter */
export const matches = (metadata: Metadata, filter: Filter): boolean =>
  Object.entries(filter).every(([name, condition]) => {
    if (name === '$and' || name === '$or') {
      if (!Array.isArray(condition) || condition.length === 0) throw new Error(`${name} takes a list that is not empty.`)
      const test = (one: unknown) => matches(metadata, one as Filter)
      return name === '$and' ? condition.every(test) : condition.some(test)
    }
    if (name.startsWith('$')) throw new Error(`${name} is no operator between fields.`)
    const value = metadata[name]
    return typeof condition === 'object' && condition !== null
      ? Object.entries(condition).every(([operator, wanted]) => holds(value, operator, wanted))
      : holds(value, '$eq', condition)
  })

const holds = (value: Metadata[string] | undefined, operator: string, wanted: unknown): boolean => {
  const has = (one: unknown) => (Array.isArray(value) ? value.includes(one as string) : value !== undefined && value === one)
  switch (operator) {
    case '$eq':
      return has(wanted)
    case '$ne':
      return !has(wanted)
    case '$in':
      return listOf(operator, wanted).some(has)
    case '$nin':
      return !listOf(operator, wanted).some(has)
    case '$exists':
      return (value !== undefined) === wanted
    default:
      throw new Error(`${operator} is no operator.`)
  }
}

const listOf = (operator: string, wanted: unknown): unknown[] => {
  if (!Array.isArray(wanted) || wanted.length > 10_000) throw new Error(`${operator} takes a list of at most 10,000 values.`)
  return wanted
}
