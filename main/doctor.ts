/** What is configured, reachable and missing, part by part. */
import { access, constants, stat } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'
import { ModelError, type FailureKind } from '../processors/generation/models/language-model.ts'
import { modelSettings } from '../processors/generation/models/settings.ts'
import { readSettings, type Environment } from '../streams/config.ts'
import { usesKafka } from './log.ts'
import { neededSettings, processorNames } from './needed-settings.ts'
import { coreSettings } from './settings.ts'
import type { Part } from './system.ts'

type Check = () => Promise<string>

/** Each part with whether it is as it should be, and a sentence that says so or names the remedy. */
export const factsOf = async (env: Environment): Promise<Part[]> => {
  const wrong = await mistakesOf(env)
  if (wrong) return [{ name: 'settings', ready: false, detail: wrong }]
  const [core] = readSettings([coreSettings], env)
  const checks: Record<string, Check> = {
    node: async () => {
      const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
      if (major < 24 || (major === 24 && minor < 12))
        throw new Error(`Node ${process.versions.node} is too old; Hopline needs 24.12. npm scripts and npx use the one of package.json.`)
      return `Node ${process.versions.node}`
    },
    settings: async () => 'all in order',
    log: async () => {
      if (usesKafka(env)) return `Kafka at ${await reachable(env['KAFKA_BROKERS']!)}`
      const found = await stat(core.HOPLINE_DATA_DIR).catch(() => null)
      const isUsable =
        found === null ||
        (found.isDirectory() &&
          (await access(core.HOPLINE_DATA_DIR, constants.W_OK).then(
            () => true,
            () => false,
          )))
      if (!isUsable)
        throw new Error(`The data directory ${core.HOPLINE_DATA_DIR} is no folder that can be written. Set HOPLINE_DATA_DIR to one.`)
      return `embedded, in ${core.HOPLINE_DATA_DIR}, durability ${core.HOPLINE_DURABILITY}`
    },
    'schema registry': async () => {
      if (!usesKafka(env)) return 'not needed: schemas are bundled with the embedded log'
      const url = env['SCHEMA_REGISTRY_URL']!
      const answer = await fetch(`${url.replace(/\/$/, '')}/subjects`, { signal: AbortSignal.timeout(3_000) }).catch(() => null)
      if (!answer?.ok) throw new Error(`The schema registry at ${url} ${answer ? `answered ${answer.status}` : 'does not answer'}.`)
      return `answers at ${url}`
    },
    encoder: async () => {
      const { shippedModel, verifyModel } = await import('../models/inference/manifest.ts')
      return verifyModel(join(core.HOPLINE_MODELS, shippedModel))
    },
    'vector index': async () => {
      const { graphs } = await import('../processors/retrieval/hnsw/graph.ts')
      return (await graphs())
        ? 'hnswlib-node for large indexes, exact search for small ones'
        : 'exact search alone: hnswlib-node is not installed (it needs a C++ compiler); large knowledge bases are slower'
    },
    ...(await languageModels(env)),
    'vector store': async () => {
      const { openOutside } = await import('../processors/retrieval/outside/open-outside.ts')
      const { outsideSettings } = await import('../processors/retrieval/outside/settings.ts')
      const store = await openOutside(readSettings([z.object(outsideSettings)], env)[0])
      if (!store) return 'built-in'
      try {
        return await store.check()
      } finally {
        await store.close()
      }
    },
    authentication: async () => 'none: the gateway listens on loopback only',
    policy: async () => 'none: every action is denied',
  }
  return Promise.all(
    Object.entries(checks).map(([name, check]) =>
      check().then(
        (detail) => ({ name, ready: true, detail }),
        (error: unknown) => ({ name, ready: false, detail: error instanceof Error ? error.message : String(error) }),
      ),
    ),
  )
}

const remedies: Partial<Record<FailureKind, string>> = {
  unauthorised: 'Check its key.',
  unreachable: 'Check its address, and that its server runs.',
  'unknown-model': 'Check its name.',
  timeout: 'Check its address.',
}

/** A check for each language model that is set; it asks for no tokens, and shows no key. */
const languageModels = async (env: Environment): Promise<Record<string, Check>> => {
  const { openModels } = await import('../processors/generation/models/open-models.ts')
  const [settings] = readSettings([modelSettings], env)
  const models = await openModels(settings)
  if (models.length === 0) return { 'language models': async () => 'none: answers are quotes from the documents' }
  return Object.fromEntries(
    models.map((model) => [
      `language model ${model.name}`,
      async () => {
        try {
          return await model.probe(AbortSignal.timeout(5_000))
        } catch (error) {
          const remedy = error instanceof ModelError ? remedies[error.kind] : undefined
          throw new Error([(error as Error).message, remedy].filter(Boolean).join(' '), { cause: error })
        }
      },
    ]),
  )
}

/** What is wrong with the settings of any part, or null. */
const mistakesOf = async (env: Environment): Promise<string | null> => {
  try {
    readSettings(await neededSettings(env, { inMemory: false, gateway: true, processors: processorNames }), env)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

/** The first broker that takes a connection. */
const reachable = async (brokers: string): Promise<string> => {
  for (const broker of brokers.split(',').map((one) => one.trim())) {
    const [host = '', port = ''] = broker.split(/:(?=\d+$)/)
    const answers = await new Promise<boolean>((resolve) => {
      const socket = connectTcp({ host, port: Number(port), timeout: 3_000 })
      const end = (result: boolean) => (socket.destroy(), resolve(result))
      socket
        .on('connect', () => end(true))
        .on('error', () => end(false))
        .on('timeout', () => end(false))
    })
    if (answers) return broker
  }
  throw new Error(`No broker of KAFKA_BROKERS (${brokers}) takes a connection.`)
}
