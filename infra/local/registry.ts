import { join } from 'node:path'
import { fetchServer } from './fetch-server.ts'
import { findJava } from './find-java.ts'
import { freePort } from './free-port.ts'
import { answers, runServer, type Server } from './run-server.ts'

export type RegistryOptions = {
  /** Its folder: log and data. Starting again in the same folder keeps the data. */
  dir: string
  /** A free one by default. */
  port?: number
  progress?: (text: string) => void
}

/**
 * Starts an Apicurio Registry on loopback and waits until it answers. The address is that of its Confluent-compatible API.
 *
 * @throws {Missing} without Java 21 or Maven
 */
export const startRegistry = async ({ dir, port, progress }: RegistryOptions): Promise<Server> => {
  const java = findJava('Apicurio Registry', 21)
  const home = await fetchServer('registry', progress)
  const http = port ?? (await freePort())
  const address = `http://127.0.0.1:${http}/apis/ccompat/v7`
  return runServer({
    name: 'registry',
    address,
    dir,
    command: java,
    args: [
      '-Xmx384m',
      '-Dquarkus.http.host=127.0.0.1',
      `-Dquarkus.http.port=${http}`,
      // Its management port listens on every interface unless it is told not to.
      '-Dquarkus.management.host=127.0.0.1',
      `-Dquarkus.management.port=${await freePort()}`,
      // Kafka's records keep the ids of schemas, so the registry has to remember them as long as Kafka does.
      '-Dapicurio.storage.kind=sql',
      '-Dapicurio.storage.sql.kind=h2',
      `-Dapicurio.datasource.url=jdbc:h2:file:${join(dir, 'data')}`,
      '-jar',
      join(home, 'quarkus-run.jar'),
    ],
    ready: () => answers(`${address}/subjects`),
  })
}
