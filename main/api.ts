/** The HTTP interface, as commands use it: that of the running server, or, where none answers, of one that lives as long as the command. */
import { z } from 'zod'
import { readSettings } from '../streams/config.ts'
import { CommandError } from './output.ts'
import { coreSettings, environment } from './settings.ts'

export type Api = {
  /** Where it answers, for people. */
  where: string
  fetch(path: string, init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** How a command got at its API: `start` opens the data directory, with the processors only where the command needs them. */
export type Starter = (options: { processors: boolean }) => Promise<Api>

/** Where a server would listen. */
export const serverUrl = (): string => {
  const listen = z.object({ HOPLINE_HOST: z.string().default('127.0.0.1'), HOPLINE_PORT: z.coerce.number().default(8080) })
  const [core, { HOPLINE_HOST, HOPLINE_PORT }] = readSettings([coreSettings, listen], environment())
  return core.HOPLINE_URL?.replace(/\/$/, '') ?? `http://${HOPLINE_HOST}:${HOPLINE_PORT}`
}

/** The running server, or null where none answers at its address. */
export const runningServer = async (url = serverUrl()): Promise<Api | null> => {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) })
    await answer.body?.cancel()
    if (!answer.ok) return null
  } catch {
    return null
  }
  return { where: url, fetch: (path, init) => fetch(url + path, init), close: async () => undefined }
}

/** The running server, or one started by `start` for this command. */
export const connect = async (start: Starter, options: { processors: boolean }): Promise<Api> => (await runningServer()) ?? start(options)

type Problem = { title?: string; detail?: string; status?: number }

/**
 * Asks the API and reads its JSON answer.
 * @throws CommandError with the problem's sentence where the status is not 2xx
 */
export const call = async <T>(
  api: Api,
  path: string,
  init?: { method?: string; body?: unknown; headers?: Record<string, string> },
): Promise<T> => {
  const response = await api.fetch(path, {
    method: init?.method ?? 'GET',
    headers: { ...(init?.body === undefined ? {} : { 'content-type': 'application/json' }), ...init?.headers },
    ...(init?.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  })
  const text = await response.text()
  let value: unknown
  try {
    value = text === '' ? null : JSON.parse(text)
  } catch {
    throw new CommandError(
      `${api.where}${path} answered ${response.status} with something that is not JSON. Is this the address of Hopline?`,
    )
  }
  if (response.ok) return value as T
  const problem = value as Problem | null
  throw new CommandError(problem?.detail ?? problem?.title ?? `${api.where}${path} answered ${response.status}.`)
}
