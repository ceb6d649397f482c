/** The HTTP interface, as commands use it: that of the running server, or, where none answers, of one that lives as long as the command. */
import { setTimeout as delay } from 'node:timers/promises'
import { gatewaySettings } from '../gateway/settings.ts'
import { readSettings } from '../streams/config.ts'
import { HoplineError } from '../streams/errors.ts'
import { CommandError, notice } from './output.ts'
import { usesKafka } from './log.ts'
import { coreSettings, environment } from './settings.ts'

export type Api = {
  /** Where it answers, for people. */
  where: string
  fetch(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** What a command needs: the log as it is, the log with all topics made, documents that can be found, or answers. */
export type Need = 'log' | 'topics' | 'index' | 'answers'

/** Opens the log that the settings name for one command, with what it needs. */
export type Starter = (need: Need) => Promise<Api>

/** Where a server would listen. */
export const serverUrl = (): string => {
  const [core, { HOPLINE_HOST, HOPLINE_PORT }] = readSettings([coreSettings, gatewaySettings], environment())
  return core.HOPLINE_URL?.replace(/\/$/, '') ?? `http://${HOPLINE_HOST}:${HOPLINE_PORT}`
}

/** The running server, or null where none answers at its address. */
export const runningServer = async (url = serverUrl()): Promise<Api | null> => {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5_000) })
    await answer.body?.cancel()
    if (!answer.ok) return null
  } catch {
    return null
  }
  return { where: url, fetch: (path, init) => fetch(url + path, init), close: async () => undefined }
}

/** The running server, or what `start` opens for this command. */
export const connect = async (start: Starter, need: Need): Promise<Api> => {
  const server = await runningServer().catch((error: unknown) => {
    // `start` reads these settings and all others, and tells of every mistake.
    if (error instanceof HoplineError && error.code === 'settings-invalid') return null
    throw error
  })
  // A server on Kafka may be older than the settings; on the embedded log it holds the file.
  const isEnough = need !== 'topics' || !usesKafka(environment())
  return server && isEnough ? server : start(need)
}

type Problem = { title?: string; detail?: string; errors?: { at: string; says: string }[] }

/** What is wrong with a word of the command line is said without its place in the address. */
const sentenceOf = ({ errors, detail, title }: Problem): string | undefined =>
  errors?.every(({ at }) => at.startsWith('path/')) ? errors.map(({ says }) => says).join(' ') : (detail ?? title)

/**
 * Asks the API and reads its JSON answer.
 * @throws CommandError with the problem's sentence where the status is not 2xx
 */
export const call = async <T>(api: Api, path: string, init: { method?: string; body?: unknown } = {}): Promise<T> => {
  const response = await api
    .fetch(path, {
      method: init.method ?? 'GET',
      ...(init.body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(init.body) }),
    })
    .catch((cause: unknown) => {
      throw new CommandError(`${api.where} does not answer any more.`, 3, { cause })
    })
  const value = await jsonOf(api, path, response)
  if (response.ok) return value as T
  const sentence = sentenceOf((value ?? {}) as Problem) ?? `${api.where}${path} answered ${response.status}.`
  throw new CommandError(sentence, response.status === 400 || response.status === 422 ? 2 : response.status === 503 ? 3 : 1)
}

const jsonOf = async (api: Api, path: string, response: Response): Promise<unknown> => {
  const text = await response.text()
  try {
    return text === '' ? null : JSON.parse(text)
  } catch (cause) {
    const sentence = `${api.where}${path} answered ${response.status} with something that is not JSON. Is this the address of Hopline?`
    throw new CommandError(sentence, 1, { cause })
  }
}

export type Readiness = { ready: boolean; parts: { name: string; ready: boolean; detail: string }[] }

/** What the server says of its parts. */
export const readinessOf = async (api: Api): Promise<Readiness> => (await jsonOf(api, '/readyz', await api.fetch('/readyz'))) as Readiness

/**
 * Waits until all parts are ready, telling what is waited for. Resolves to false where that takes longer than `patienceMs`.
 * @param ask what the parts say now
 */
export const untilReady = async (ask: () => Readiness | Promise<Readiness>, patienceMs: number, signal?: AbortSignal): Promise<boolean> => {
  const until = Date.now() + patienceMs
  for (let told = ''; Date.now() < until && !signal?.aborted;) {
    const { ready, parts } = await ask()
    if (ready) return true
    const waiting = parts
      .filter((part) => !part.ready)
      .map(({ name, detail }) => `${name}: ${detail}`)
      .join('; ')
    if (waiting !== told) notice(`Waiting. ${waiting}`)
    told = waiting
    await delay(250)
  }
  return false
}
