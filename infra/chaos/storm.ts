/**
 * A storm: processes of every hop are killed, stopped for longer than a transaction may take, and restarted, and the broker
 * too, at random moments under load. What comes out is judged by a reader that shares no code with us.
 */
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openKafka } from '../../streams/kafka/kafka.ts'
import { kafkaSettings } from '../../streams/kafka/settings.ts'
import { registryCodec } from '../../streams/registry/confluent.ts'
import { topics } from '../../streams/topics.ts'
import { startChild, type Child } from '../bench/child.ts'
import type { Server } from '../local/run-server.ts'
import { conversations, line, numbered, topicSpecs } from './numbered.ts'

export type Verdict = {
  /** Messages that went in, and that the reader found at the end. */
  expected: number
  read: number
  repeated: number
  /** Came before one of its conversation that should have come first. */
  early: number
  /** In another partition than its conversation, or under another key. */
  misplaced: number
  /** Given up on the way: their process was killed twice while it worked on them. They come out too. */
  deadLetters: number
  /** Processes that ended without being told to. */
  died: readonly string[]
  /** What was done, in order. */
  events: readonly string[]
}

export type StormOptions = {
  brokers: string
  registry: string
  prefix: string
  /** Where it may be restarted. */
  broker: Server | null
  java: string
  classpath: string
  seconds: number
  seed: number
  /** How many hops a process runs: six, or one. There are three processes of each. */
  hopsPerProcess: 1 | 6
  onProgress?: (seconds: number) => void
}

type Slot = { name: string; child: Child | null; busy: boolean; ending: boolean }

const perSecond = 200
/** Longer than a transaction may stay open (15 s) and than a session without a heartbeat (10 s). */
const stoppedMs = 17_000
/** Longer than a broker may be silent (3 s) before its controller takes its partitions away. */
const goneMs = 5_000

export const storm = async (options: StormOptions): Promise<Verdict> => {
  const { brokers, registry, prefix, broker, seconds, hopsPerProcess } = options
  const random = randomFrom(options.seed)
  const log = await openKafka(kafkaSettings.parse({ KAFKA_BROKERS: brokers, HOPLINE_TOPIC_PREFIX: prefix, HOPLINE_GROUP_PREFIX: prefix }))
  const codec = registryCodec({ url: registry, prefix, autoRegister: true, timeoutMs: 10_000 })
  await Promise.all([log.ensureTopics(topicSpecs), codec.prepare(line)])

  const began = performance.now()
  const elapsed = () => (performance.now() - began) / 1_000
  const events: string[] = []
  const died: string[] = []
  let over = false

  /** Runs a process, again and again, as an orchestrator would. */
  const keep = async (slot: Slot, first: number): Promise<void> => {
    while (!over) {
      try {
        const args = [brokers, registry, prefix, String(first), String(first + hopsPerProcess - 1)]
        const child = await startChild(process.execPath, [join(import.meta.dirname, 'hops.ts'), ...args])
        slot.child = child
        if (child.process.exitCode === null && child.process.signalCode === null) await once(child.process, 'exit')
        if (!slot.ending && !over) died.push(`${slot.name}: ${child.told()}`)
      } catch {
        // It could not start, because there is no broker now.
        await delay(500)
      }
      slot.child = null
      slot.ending = false
    }
  }
  const slots: Slot[] = []
  const kept: Promise<void>[] = []
  for (let first = 0; first < 6; first += hopsPerProcess)
    for (let copy = 0; copy < 3; copy++) {
      const slot: Slot = {
        name: hopsPerProcess === 6 ? `process ${copy}` : `process ${copy} of hop ${first}`,
        child: null,
        busy: false,
        ending: false,
      }
      slots.push(slot)
      kept.push(keep(slot, first))
    }
  while (slots.some(({ child }) => child === null)) await delay(100)

  const sent = new Array<number>(conversations).fill(0)
  const feed = async (): Promise<void> => {
    const started = elapsed()
    for (let count = 0; elapsed() < seconds; await delay(50)) {
      const due = Math.min(perSecond, Math.floor((elapsed() - started) * perSecond) - count)
      count += due
      await log.append(
        Array.from({ length: due }, () => {
          const conversation = Math.floor(random() * conversations)
          return numbered(codec, conversation, sent[conversation]!++)
        }),
      )
    }
  }

  const strike = async (what: string, slot: Slot): Promise<void> => {
    const { child } = slot
    if (!child) return
    events.push(`${elapsed().toFixed(1)} s ${what} ${slot.name}`)
    if (what === 'stop') {
      child.process.kill('SIGSTOP')
      slot.busy = true
      await delay(stoppedMs)
      child.process.kill('SIGCONT')
      slot.busy = false
      return
    }
    slot.ending = true
    if (what === 'kill') child.process.kill('SIGKILL')
    else await child.stop()
  }
  // Killed, and away until its controller has noticed: a broker that comes back as the leader that it was drops the markers of
  // prepared transactions (streams/kafka/DECISIONS.md), which no client can mend.
  const strikeBroker = async (): Promise<void> => {
    events.push(`${elapsed().toFixed(1)} s kill broker`)
    await broker!.kill()
    await delay(goneMs)
    await broker!.restart()
  }
  const strikes = async (): Promise<void> => {
    const underway: Promise<void>[] = []
    for (let bag: string[] = []; elapsed() < seconds; await delay(1_000 + random() * 3_000)) {
      if (bag.length === 0)
        bag = shuffled(['kill', 'kill', 'kill', 'kill', 'stop', 'restart', 'restart', ...(broker ? ['broker'] : [])], random)
      const what = bag.pop()!
      const free = slots.filter(({ child, busy }) => child && !busy)
      if (what === 'broker') await strikeBroker()
      else if (free.length > 0) underway.push(strike(what, free[Math.floor(random() * free.length)]!))
    }
    await Promise.all(underway)
  }

  const ticking = setInterval(() => options.onProgress?.(Math.min(seconds, Math.round(elapsed()))), 1_000)
  try {
    await Promise.all([feed(), strikes()])
    const reader = await startChild(options.java, [
      '-cp',
      options.classpath,
      join(import.meta.dirname, 'Reader.java'),
      brokers,
      prefix + line[6]!.name,
    ])
    const found = JSON.parse(await reader.ask(sent.join(' '))) as Omit<Verdict, 'deadLetters' | 'died' | 'events'>
    await reader.stop()
    let deadLetters = 0
    for (let partition = 0; partition < 4; partition++) {
      const at = { topic: topics.deadLetters.name, partition }
      const { end } = await log.bounds(at)
      for (let offset = 0; offset < end;) {
        const { records, nextOffset } = await log.read(at, offset, { max: 1_000 })
        deadLetters += records.length
        if (nextOffset === offset) break
        offset = nextOffset
      }
    }
    return { ...found, deadLetters, died, events }
  } finally {
    over = true
    clearInterval(ticking)
    for (const { child } of slots) child?.process.kill('SIGKILL')
    await Promise.all(kept)
    await log.close()
  }
}

/** Mulberry32: the same seed gives the same storm, as far as the moments go. */
const randomFrom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

const shuffled = <T>(list: readonly T[], random: () => number): T[] =>
  list
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
