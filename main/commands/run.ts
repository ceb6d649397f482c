/** `hopline run`: the gateway and processors of one process, from start to an orderly stop. */
import { readSettings } from '../../streams/config.ts'
import { untilReady, type Api } from '../api.ts'
import { processorNames } from '../needed-settings.ts'
import { CommandError, notice, printJson } from '../output.ts'
import { environment } from '../settings.ts'
import { openSystem, type System } from '../system.ts'
import type { ProcessorName } from '../../processors/catalogue.ts'

const isProcessor = (name: string): name is ProcessorName => processorNames.includes(name as ProcessorName)

/** What `names` stand for. @throws CommandError for a name that is none */
const chosenOf = (names: readonly string[]): { gateway: boolean; processors: ProcessorName[] } => {
  const unknown = names.filter((name) => name !== 'all' && name !== 'gateway' && !isProcessor(name))
  if (unknown.length > 0)
    throw new CommandError(`There is nothing to run named ${unknown.join(', ')}. There are: all, gateway, ${processorNames.join(', ')}.`, 2)
  const all = names.includes('all')
  return { gateway: all || names.includes('gateway'), processors: processorNames.filter((name) => all || names.includes(name)) }
}

/** Runs until SIGTERM or SIGINT, then drains. @throws what a part can't go on with */
export const run = async (names: readonly string[], options: { json?: boolean }): Promise<void> => {
  const chosen = chosenOf(names)
  const env = environment()
  const system = await openSystem({ env, processors: chosen.processors, gateway: chosen.gateway })
  const stop = new AbortController()
  const stopped = new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()))
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      // A second signal does not wait.
      if (stop.signal.aborted) process.exit(1)
      notice('Stopping: finishing what was begun.')
      stop.abort()
    })

  let closeServers = async () => {}
  const begin = async () => {
    notice(
      `Hopline on ${system.kind === 'embedded' ? `the embedded log ${system.where}` : `Kafka at ${system.where}`}: ${names.join(', ')}.`,
    )
    await system.startProcessors(chosen.processors)
    if (stop.signal.aborted) return
    const server = await listen(system, chosen.gateway, env)
    closeServers = server.close
    if (server.url) notice(`Listening on ${server.url}`)
    if (server.api) await system.takeInKnowledge(server.api)
    if (!(await untilReady(() => system.readiness(), Infinity, stop.signal))) return
    if (options.json) printJson({ url: server.url, log: system.kind, where: system.where, processors: chosen.processors })
    notice('Ready. Stop with Ctrl-C.')
  }
  try {
    await Promise.race([stopped, system.failed, begin().then(() => stopped)])
  } finally {
    await closeServers()
    await system.close()
  }
}

type Server = { url: string | null; api: Api | null; close(): Promise<void> }

/** The gateway where it was asked for, and the health pages on their own port where one is set. */
const listen = async (system: System, gateway: boolean, env: ReturnType<typeof environment>): Promise<Server> => {
  const { HOPLINE_HEALTH_HOST: host, HOPLINE_HEALTH_PORT: port } = system.core
  const [{ serve }, { buildHealth }, { gatewaySettings }] = await Promise.all([
    import('../../gateway/serve.ts'),
    import('../../gateway/health.ts'),
    import('../../gateway/settings.ts'),
  ])
  const health = port > 0 ? await serve(buildHealth(system), { host, port }) : null
  if (!gateway) return { url: null, api: null, close: async () => health?.close() }
  try {
    const [settings] = readSettings([gatewaySettings], env)
    const served = await serve(await system.app(), { host: settings.HOPLINE_HOST, port: settings.HOPLINE_PORT })
    return {
      url: served.url,
      api: { where: served.url, fetch: (path, init) => fetch(served.url + path, init), close: async () => undefined },
      close: async () => void (await Promise.all([served.close(), health?.close()])),
    }
  } catch (error) {
    // Left open, it would keep the process from its end.
    await health?.close()
    throw error
  }
}
