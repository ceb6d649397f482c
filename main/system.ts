/** The composition root: which log, which processors, which gateway, wired together. */
import { availableParallelism, userInfo } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Gateway } from '../gateway/app.ts'
import type { Encoder } from '../models/inference/encoder.ts'
import type { Converter } from '../processors/knowledge/converter.ts'
import { shippedModel } from '../models/inference/manifest.ts'
import { catalogue, type ProcessorName } from '../processors/catalogue.ts'
import { readSettings, type Environment } from '../streams/config.ts'
import { listDeadLetters, redrive, showDeadLetter } from '../streams/dead-letter.ts'
import { openMetrics } from '../streams/metrics.ts'
import type { Processor } from '../streams/processor.ts'
import { runProcessor, type Running } from '../streams/run.ts'
import { topics, type Topic } from '../streams/topics.ts'
import type { Api, Starter } from './api.ts'
import { takeIn } from './knowledge.ts'
import { openLog, type OpenedLog } from './log.ts'
import { neededSettings, processorNames } from './needed-settings.ts'
import { CommandError, notice, tellIfSlow } from './output.ts'
import { coreSettings, environment } from './settings.ts'
import { version } from './version.ts'

export type Part = { name: string; ready: boolean; detail: string }

/** Everything of one process. */
export type System = OpenedLog & {
  core: z.infer<typeof coreSettings>
  /** Rejects with what the process can't go on with. */
  failed: Promise<never>
  readiness(): { ready: boolean; parts: Part[] }
  metricsPage(): Promise<string>
  startProcessors(names: readonly ProcessorName[]): Promise<void>
  /**
   * Takes the folder of the settings into the knowledge base. Where the knowledge processor is in this process, the system is not ready
   * until all of it can be found; where it is in another, nothing waits for that.
   */
  takeInKnowledge(api: Api): Promise<void>
  /** The gateway's app, on this process's log. */
  app(): Promise<Gateway>
  /** Drains the processors, then closes the log. */
  close(): Promise<void>
}

/** What its routes append: messages, documents, opinions, and the redrives of dead letters. */
const writtenByGateway = [topics.messages, topics.revisions, topics.feedback, topics.audit]

const needsEncoder: ReadonlySet<string> = new Set<ProcessorName>(['intent', 'knowledge'])

/** Containers may run under a number that has no name. */
const userName = (): string => {
  try {
    return userInfo().username
  } catch {
    return 'local'
  }
}

/**
 * Reads the settings of everything that will run, then opens the log.
 * @throws HoplineError settings-invalid before anything starts
 */
export const openSystem = async (
  options: { env?: Environment; inMemory?: boolean; processors?: readonly ProcessorName[]; gateway?: boolean } = {},
): Promise<System> => {
  const { processors = [], gateway: withGateway = false, inMemory = false } = options
  const given = options.env ?? environment()
  // A log in memory has a few documents of its own: retrieval would take them for all there are, and erase the rest from the store outside.
  const env = inMemory ? { ...given, HOPLINE_VECTOR_STORE: undefined } : given
  const [core] = readSettings(await neededSettings(env, { processors, gateway: withGateway, inMemory }), env)
  const opened = await tellIfSlow('Opening the log', openLog(core, env, { inMemory }))
  const { log, codec } = opened
  const metrics = openMetrics()
  const running: Running[] = []
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  let encoder: Promise<Encoder> | null = null
  let gateway: Gateway | null = null
  let converter: Converter | null = null
  let takingIn = false
  let starting = Promise.resolve()
  let closing = false

  /** One encoder for all processors of this process. */
  const sharedEncoder = () =>
    (encoder ??= import('../models/inference/encoder.ts')
      .then(({ openEncoder }) =>
        openEncoder({ folder: join(core.HOPLINE_MODELS, shippedModel), threads: Math.min(4, availableParallelism()) }),
      )
      .catch((cause: unknown) => {
        throw new CommandError(`The encoder can't be loaded. ${cause instanceof Error ? cause.message : String(cause)}`, 3, { cause })
      }))

  const snapshots = inMemory
    ? null
    : {
        folder: join(core.HOPLINE_DATA_DIR, 'retrieval'),
        onProblem: (error: unknown) =>
          notice(
            `The index of retrieval was not written to ${core.HOPLINE_DATA_DIR}; the next start reads all knowledge anew. ${String(error)}`,
          ),
      }

  const start = async (names: readonly ProcessorName[]): Promise<void> => {
    for (const name of names) {
      if (closing) return
      const processor = (await catalogue[name]()) as unknown as Processor<z.ZodObject, unknown>
      const [settings] = readSettings([processor.settings], env)
      // Generation opens it only where a language model is configured, whose sentences it checks.
      const ports = needsEncoder.has(name) ? { encoder: await sharedEncoder() } : { openEncoder: sharedEncoder, snapshots, tell: notice }
      const one = await runProcessor(processor, settings, ports, { log, codec, metrics })
      one.failed.catch(failed.reject)
      running.push(one)
    }
  }

  const readiness = (): { ready: boolean; parts: Part[] } => {
    const health = log.health()
    const parts = [
      { name: 'log', ready: health.ready, detail: health.detail },
      ...(takingIn
        ? [{ name: 'shipped knowledge', ready: false, detail: `The documents of ${core.HOPLINE_KNOWLEDGE} are being read.` }]
        : []),
      ...running.map((one) => {
        const why = one.notReady()
        return { name: one.name, ready: why === null, detail: why ?? one.degraded() ?? 'ready' }
      }),
    ]
    return { ready: parts.every(({ ready }) => ready), parts }
  }

  return {
    ...opened,
    core,
    failed: failed.promise,
    readiness,
    metricsPage: () => metrics.page(),
    startProcessors(names) {
      // Said before the gateway listens: a question in between would be asked of an empty knowledge base.
      takingIn = withGateway && !inMemory && names.includes('knowledge')
      return (starting = start(names))
    },
    async takeInKnowledge(api) {
      await takeIn(core.HOPLINE_KNOWLEDGE, api, takingIn)
      takingIn = false
    },
    async app() {
      const [{ buildApp }, { gatewaySettings }, { ingest }, { openConverter }, { factsOf }] = await Promise.all([
        import('../gateway/app.ts'),
        import('../gateway/settings.ts'),
        import('../processors/knowledge/ingest.ts'),
        import('../processors/knowledge/converter.ts'),
        import('./doctor.ts'),
      ])
      await codec.prepare(writtenByGateway)
      const [settings] = readSettings([gatewaySettings], env)
      const name = userName()
      gateway = buildApp(
        {
          log,
          codec,
          now: Date.now,
          author: { id: 'local', name, groups: [] },
          revise: (document) => ingest(document, (converter ??= openConverter())),
          deadLetters: {
            list: () => listDeadLetters(log, codec),
            show: (id) => showDeadLetter(log, codec, id),
            redrive: (ids) => redrive(log, codec, ids, { actor: name, now: Date.now() }),
          },
          metrics: () => metrics.page(),
          readiness,
          version,
          processors: await Promise.all(
            processorNames.map(async (one) => {
              const { name, summary, from, to } = await catalogue[one]()
              return { name, summary, from: from.map((topic: Topic) => topic.name), to: to.map((topic: Topic) => topic.name) }
            }),
          ),
          doctor: () => factsOf(env),
          onError: (error) => void process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
        },
        settings,
      )
      await gateway.caughtUp
      return gateway
    },
    async close() {
      closing = true
      await gateway?.close()
      await converter?.close()
      await starting.catch(() => undefined)
      // The log is closed also where a processor could not be drained: what it held is the next owner's.
      const drained = await Promise.allSettled(running.map((one) => one.drain(core.HOPLINE_DRAIN_SECONDS * 1_000)))
      await (await encoder?.catch(() => null))?.close()
      await log.close()
      for (const one of drained) if (one.status === 'rejected') throw one.reason
    },
  }
}

/** An API that lives in this process: no port is opened. */
const apiOf = async (system: System): Promise<Api> => {
  const app = await system.app()
  return {
    where: system.kind === 'embedded' ? system.where : 'this process',
    fetch: (path, init) => app.request(`http://127.0.0.1${path}`, init),
    close: () => system.close(),
  }
}

/** Starts processors and the API; what was opened is closed again where that fails. */
const begin = async (system: System, names: readonly ProcessorName[]): Promise<Api> => {
  try {
    await tellIfSlow('Starting the processors', system.startProcessors(names))
    return await tellIfSlow('Reading what is in the log', apiOf(system))
  } catch (error) {
    await system.close()
    throw error
  }
}

/** Opens the log for one command, because no server answers. On Kafka the processors run elsewhere: here they would take partitions for a moment. */
export const startForCommand: Starter = async (need) => {
  const system = await openSystem({ processors: processorNames, gateway: true })
  const names = { log: [], topics: [], index: ['knowledge' as const], answers: processorNames }[need]
  const api = await begin(system, system.kind === 'embedded' ? names : [])
  if (system.kind === 'embedded' && need === 'answers') await system.takeInKnowledge(api)
  return api
}

/** A system in memory, with every processor and no knowledge: for `ask --knowledge`, `eval` and `bench`. */
export const startApart = async (): Promise<{ system: System; api: Api }> => {
  const system = await openSystem({ inMemory: true, processors: processorNames, gateway: true })
  return { system, api: await begin(system, processorNames) }
}
