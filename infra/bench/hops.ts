/**
 * `hopline bench hops`: six pass-through hops with exactly-once on Kafka, 300-byte records, four partitions. Ours, bare kafkajs
 * and Kafka Streams take turns on one broker under the same load, so that what else the machine does falls on all of them.
 */
import { join } from 'node:path'
import { progressBar } from '../../main/output.ts'
import { openKafka } from '../../streams/kafka/kafka.ts'
import { kafkaSettings } from '../../streams/kafka/settings.ts'
import { registryCodec } from '../../streams/registry/confluent.ts'
import { specOf } from '../../streams/topics.ts'
import { startChild, type Child } from './child.ts'
import { onServers, type BenchServers } from './on-servers.ts'
import { lineOf, message } from './pass-through.ts'
import { against, percentile, type Row } from './report.ts'

const here = join(import.meta.dirname, 'hops')
const [partitions, warmUp, count, singles, pauseMs, limitSeconds] = [4, 10_000, 40_000, 150, 20, 15]
const rounds = 3

type Contestant = { name: string; start: (servers: BenchServers, prefix: string) => Promise<Child> }

const streams = (name: string, ...settings: string[]): Contestant => ({
  name: `Kafka Streams 4.3.1 exactly_once_v2, ${name}`,
  start: ({ java, classpath, brokers, dir }, prefix) =>
    startChild(java, ['-Xmx1g', '-cp', classpath, join(here, 'Streams.java'), brokers, prefix, join(dir, 'streams'), ...settings]),
})

const ours: Contestant = {
  name: 'ours',
  start: ({ brokers, registry }, prefix) => startChild(process.execPath, [join(here, 'ours.ts'), brokers, registry, prefix]),
}
const peers: Contestant[] = [
  {
    name: 'bare kafkajs 2.2.4',
    start: ({ brokers }, prefix) => startChild(process.execPath, [join(here, 'bare-kafkajs.ts'), brokers, prefix]),
  },
  streams('commit.interval.ms=1', 'commit.interval.ms=1', 'num.stream.threads=2'),
  streams('commit.interval.ms=100', 'commit.interval.ms=100', 'num.stream.threads=2'),
  streams('commit.interval.ms=1000', 'commit.interval.ms=1000', 'num.stream.threads=2'),
]

type Measured = { rate: number; singles: number[] }

const measure = async (contestant: Contestant, servers: BenchServers, load: Child, run: number): Promise<Measured> => {
  const prefix = `${servers.prefix}${run}.`
  const line = lineOf('hop', 6)
  const log = await openKafka(
    kafkaSettings.parse({ KAFKA_BROKERS: servers.brokers, HOPLINE_TOPIC_PREFIX: prefix, HOPLINE_GROUP_PREFIX: prefix }),
  )
  const codec = registryCodec({ url: servers.registry, prefix, autoRegister: true, timeoutMs: 10_000 })
  await Promise.all([log.ensureTopics(line.map((topic) => specOf(topic, partitions))), codec.prepare(line)])
  await log.close()
  const value = codec.encode(line[0]!, message('message')).toString('hex')
  const child = await contestant.start(servers, prefix)
  try {
    const said = await load.ask(
      [`${prefix}${line[0]!.name}`, `${prefix}${line[6]!.name}`, value, warmUp, count, singles, pauseMs, limitSeconds].join(' '),
    )
    return JSON.parse(said) as Measured
  } finally {
    await child.stop()
  }
}

export const hops = async (): Promise<Row[]> =>
  onServers(async (servers) => {
    const load = await startChild(servers.java, ['-Xmx512m', '-cp', servers.classpath, join(here, 'Load.java'), servers.brokers])
    const results = new Map<Contestant, Measured[]>([ours, ...peers].map((one) => [one, []]))
    const bar = progressBar('Runs')
    let run = 0
    try {
      for (let round = 0; round < rounds; round++)
        for (const [contestant, measured] of results) {
          measured.push(await measure(contestant, servers, load, run))
          bar.update(++run, rounds * results.size)
        }
    } finally {
      bar.end()
      await load.stop()
    }
    const figures = (one: Contestant) => {
      const measured = results.get(one)!
      const all = measured.flatMap(({ singles }) => singles)
      return {
        p50: percentile(all, 0.5),
        p99: percentile(all, 0.99),
        rate: percentile(
          measured.map(({ rate }) => rate),
          0.5,
        ),
      }
    }
    const mine = figures(ours)
    return peers.flatMap((peer) => {
      const its = figures(peer)
      return [
        against('latency_p50', 'ms', mine.p50, peer.name, its.p50, 'lower'),
        against('latency_p99', 'ms', mine.p99, peer.name, its.p99, 'lower'),
        against('throughput', 'msg/s', mine.rate, peer.name, its.rate, 'higher'),
      ]
    })
  })
