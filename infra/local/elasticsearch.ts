import { chownSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fetchServer } from './fetch-server.ts'
import { findJava } from './find-java.ts'
import { freePort } from './free-port.ts'
import { answers, runServer, type Server } from './run-server.ts'

export type ElasticsearchOptions = {
  /** Its folder: settings, log and data. Run by root, it is handed to `nobody`, who must be able to reach it. */
  dir: string
  /** A free one by default. */
  port?: number
  progress?: (text: string) => void
}

// Elasticsearch refuses to run as root. 65534 is `nobody` wherever that user exists, and needs no entry in /etc/passwd.
const user = process.getuid?.() === 0 ? 65534 : undefined

/**
 * Starts a one-node Elasticsearch on loopback and waits until it answers. It is the distribution that Elastic publishes for
 * integration tests: index, bulk, search and aggregations are there, but not painless, ingest, ILM nor `GET /`.
 *
 * @throws {Missing} without Java 17 or Maven
 */
export const startElasticsearch = async ({ dir, port, progress }: ElasticsearchOptions): Promise<Server> => {
  const java = findJava('Elasticsearch', 17)
  const fetched = await fetchServer('elasticsearch', progress)
  const home = join(fetched, readdirSync(fetched)[0]!)
  const http = port ?? (await freePort())
  const address = `http://127.0.0.1:${http}`

  const config = join(dir, 'config')
  for (const folder of [dir, config, join(dir, 'data'), join(dir, 'tmp')]) mkdirSync(folder, { recursive: true })
  for (const file of ['jvm.options', 'log4j2.properties']) cpSync(join(home, 'config', file), join(config, file))
  const settings = {
    'discovery.type': 'single-node',
    'http.host': '127.0.0.1',
    'http.port': http,
    'transport.host': '127.0.0.1',
    'transport.port': await freePort(),
    'path.data': join(dir, 'data'),
    'path.logs': join(dir, 'logs'),
    // Before the first start: with it on, that writes TLS settings and a keystore which a later start stumbles over.
    'xpack.security.enabled': false,
    // A development disk is often nearly full; its default would make indices read-only then.
    'cluster.routing.allocation.disk.threshold_enabled': false,
  }
  writeFileSync(
    join(config, 'elasticsearch.yml'),
    Object.entries(settings)
      .map(([key, value]) => `${key}: ${value}\n`)
      .join(''),
  )
  if (user !== undefined) handTo(user, dir)

  return runServer({
    name: 'elasticsearch',
    address,
    dir,
    command: join(home, 'bin/elasticsearch'),
    args: [],
    env: {
      ES_JAVA_HOME: dirname(dirname(java)),
      ES_JAVA_OPTS: '-Xms512m -Xmx512m',
      ES_PATH_CONF: config,
      ES_TMPDIR: join(dir, 'tmp'),
    },
    user,
    ready: () => answers(`${address}/_cluster/health?wait_for_status=yellow&timeout=1s`),
  })
}

const handTo = (owner: number, folder: string) => {
  chownSync(folder, owner, owner)
  for (const entry of readdirSync(folder, { recursive: true })) chownSync(join(folder, String(entry)), owner, owner)
}
