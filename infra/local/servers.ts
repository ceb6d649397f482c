/**
 * `npm run servers [kafka] [registry] [elasticsearch] [llama]`: real servers for development on their standard ports, until Ctrl-C. Without names the
 * first three: the language model is small enough for this, and too small for good answers.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { startElasticsearch } from './elasticsearch.ts'
import { startKafka } from './kafka.ts'
import { startLlama } from './llama.ts'
import { Missing } from './missing.ts'
import { startRegistry } from './registry.ts'
import type { Server } from './run-server.ts'
import { tempDir } from './temp-dir.ts'

const all = {
  kafka: { setting: 'KAFKA_BROKERS', start: startKafka, port: 9092 },
  registry: { setting: 'SCHEMA_REGISTRY_URL', start: startRegistry, port: 8081 },
  elasticsearch: { setting: 'ELASTICSEARCH_URL', start: startElasticsearch, port: 9200 },
  llama: { setting: 'HOPLINE_LLAMA_URL', start: startLlama, port: 8089 },
} as const

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(all).filter((name) => name !== 'llama')
const unknown = names.filter((name) => !(name in all))
if (unknown.length > 0) {
  console.error(`Not a server: ${unknown.join(', ')}. There are ${Object.keys(all).join(', ')}.`)
  process.exit(2)
}

const dir = tempDir()
const started: Server[] = []
let tip = ''
const progress = (text: string) => {
  // Off a terminal only whole steps are worth a line.
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text}`)
  else if (text.split(':')[0] !== tip) console.error((tip = text.split(':')[0]!))
}
const end = async (code: number) => {
  progress('Stopping')
  await Promise.all(started.map((server) => server.stop()))
  rmSync(dir, { recursive: true, force: true })
  process.stderr.write('\n')
  process.exit(code)
}
// Once each: a second Ctrl-C ends us at once, and run-server.ts kills what is left.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void end(0))

try {
  for (const name of names) {
    const { start, port } = all[name as keyof typeof all]
    progress(`Starting ${name}`)
    started.push(await start({ dir: join(dir, name), port, progress }))
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K')
  names.forEach((name, index) => console.log(`export ${all[name as keyof typeof all].setting}=${started[index]!.address}`))
  console.error(`Running in ${dir}, which is deleted at the end. Ctrl-C stops them.`)
} catch (error) {
  console.error(`\n${error instanceof Missing ? error.message : String(error)}`)
  await end(error instanceof Missing ? 3 : 1)
}
