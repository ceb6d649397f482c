/** A folder's rules of who may read which of its documents. */
import { posix } from 'node:path'
import { parse } from 'yaml'
import { nobody, principalsOf } from './revision.ts'

/** The file that holds them, at the root of the folder. */
export const rulesFile = '.hopline-access.yaml'

export type AccessRules = {
  /** The principals that may read a document; empty means everyone, null that no rule speaks of it. */
  readersOf(path: string): readonly string[] | null
  /** What is wrong with the file, or null. Then nobody may read anything, whatever a document says of itself. */
  problem: string | null
}

/**
 * Reads rules: a mapping from patterns (`*`, `**`, `?`, `{a,b}`, of paths below the folder) to a principal, a list of them, or `everyone`.
 * The last pattern that matches decides, as in .gitignore.
 */
export const accessRules = (text: string): AccessRules => {
  const closed = (problem: string): AccessRules => ({ readersOf: () => nobody, problem })
  let rules: unknown
  try {
    rules = parse(text, { mapAsMap: true, maxAliasCount: 100, logLevel: 'error' })
  } catch (error) {
    return closed(`it is no YAML: ${(error as Error).message.split('\n')[0]}`)
  }
  if (rules === null) return { readersOf: () => null, problem: null }
  if (!(rules instanceof Map)) return closed('it is no mapping from patterns to readers')
  const wrong = [...rules].find(([pattern, readers]) => typeof pattern !== 'string' || pattern === '' || !isReaders(readers))
  if (wrong)
    return closed(
      `the rule ${String(wrong[0])} names no readers: write one, a list of them, or everyone, each of 1 to 200 visible ASCII characters`,
    )
  const all = [...(rules as Map<string, unknown>)].reverse()
  return {
    readersOf(path) {
      const rule = all.find(([pattern]) => posix.matchesGlob(path, pattern.replace(/^\//, '')))
      return rule === undefined ? null : rule[1] === 'everyone' ? [] : principalsOf(rule[1])
    },
    problem: null,
  }
}

const isReaders = (value: unknown): boolean => {
  const listed: unknown[] = Array.isArray(value) ? value : [value]
  return (
    listed.length > 0 &&
    listed.every((one) => typeof one === 'string' && /^[!-~]{1,200}$/.test(one)) &&
    (listed.length === 1 || !listed.includes('everyone'))
  )
}
