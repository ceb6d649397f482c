import { readFile, stat } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import type { KnownName } from '../../schemas/index.ts'

const names = z.array(z.string().min(1)).optional()
const shape = z.strictObject({ services: names, people: names, teams: names, customers: names, clusters: names })
const types = { services: 'service', people: 'person', teams: 'team', customers: 'customer', clusters: 'cluster' } as const

/**
 * Reads the names that an organisation lists: a JSON or YAML file with lists under services, people, teams, customers and clusters.
 * @throws Error naming the file and what is wrong with it
 */
export const readGazetteer = async (path: string): Promise<KnownName[]> => {
  try {
    const lists = shape.parse(parse(await readFile(path, 'utf8')) ?? {})
    return Object.entries(types).flatMap(([list, type]) => (lists[list as keyof typeof types] ?? []).map((name) => ({ type, name })))
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message
    throw new Error(
      `The gazetteer ${path} (HOPLINE_GAZETTEER) can't be used: ${why}. It takes lists of names under services, people, teams, customers and clusters.`,
      { cause },
    )
  }
}

/**
 * Reads the file now and again whenever it has changed; a version that can't be used is told once and leaves the former names. The time of
 * change is polled, because a mounted ConfigMap is replaced by a link, which file watchers miss.
 * @throws Error as `readGazetteer` does, for the first version
 */
export const followGazetteer = async (
  path: string,
  on: { names: (names: readonly KnownName[]) => void; problem: (text: string) => void },
  everyMs = 2_000,
): Promise<{ close(): void }> => {
  let seen = await changeOf(path)
  on.names(await readGazetteer(path))
  let busy = false
  const check = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      const now = await changeOf(path)
      if (now === seen) return
      seen = now
      on.names(await readGazetteer(path))
    } catch (error) {
      on.problem(`${(error as Error).message} The names that were read before stay.`)
    } finally {
      busy = false
    }
  }
  const timer = setInterval(() => void check(), everyMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}

/** What changes when the file does; empty where it is not there. */
const changeOf = async (path: string): Promise<string> =>
  stat(path).then(
    ({ mtimeMs, size, ino }) => `${mtimeMs} ${size} ${ino}`,
    () => '',
  )
