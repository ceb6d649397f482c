/**
 * Appends numbered records and passes them through a chain of leases until it is killed. Run by the crash test, which
 * kills it; run again on the same file, it goes on where the file says.
 */
import { openEmbedded } from './embedded.ts'
import { passThrough } from './pass-through.for-tests.ts'

export const chain = ['numbers', 'first', 'second', 'third']
export const latest = 'latest'
export const partitions = 2
export const keys = 10

/** Each hop also keeps the newest number of each key in a compacted topic. */
export const beside = (hop: number, value: Buffer) => [
  { topic: latest, partition: 0, key: Buffer.from(`${hop}/${Number(value.toString()) % keys}`), value },
]

const run = async (file: string, durability: 'fsync' | 'os'): Promise<void> => {
  const log = await openEmbedded({ file, durability, gaps: true })
  await log.ensureTopics([
    ...chain.map((name) => ({ name, partitions, cleanup: 'delete' as const })),
    { name: latest, partitions: 1, cleanup: 'compact' as const },
  ])
  let number = 0
  for (let partition = 0; partition < partitions; partition++) {
    const { end } = await log.bounds({ topic: chain[0]!, partition })
    const { records } = await log.read({ topic: chain[0]!, partition }, end - 2, { max: 1 })
    for (const { value } of records) number = Math.max(number, Number(value!.toString()) + 1)
  }
  await passThrough(log, chain, beside)
  process.send?.('running')
  for (;;) {
    const numbers = Array.from({ length: 1 + (number % 5) }, () => number++)
    await log.append(
      numbers.map((number) => ({ topic: chain[0]!, partition: number % partitions, key: null, value: Buffer.from(String(number)) })),
    )
    if (number % 20 === 0) await log.clean()
  }
}

if (import.meta.main) await run(process.argv[2]!, process.argv[3] === 'os' ? 'os' : 'fsync')
