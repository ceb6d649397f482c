import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** A server in a process of its own. */
export type Server = {
  /** Where clients reach it: `host:port` for Kafka, a URL for the rest. */
  readonly address: string
  /** The process id; another one after `restart()`. */
  readonly pid: number
  /** SIGTERM, and waits for the end. */
  stop(): Promise<void>
  /** SIGKILL, as in a crash, and waits for the end. */
  kill(): Promise<void>
  /** Starts it again on the same ports and data, after stopping it where it still runs; waits until it answers. */
  restart(): Promise<void>
}

type Options = {
  name: string
  address: string
  /** The server's own folder; its output goes to `<name>.log` there. */
  dir: string
  command: string
  args: string[]
  env?: Record<string, string> | undefined
  /** User and group that it runs as; ours by default. */
  user?: number | undefined
  /** Does not keep our process from ending, and ends with it. */
  background?: boolean
  /** Whether it serves; asked every 100 ms with all that it has printed since its start. */
  ready(output: string): boolean | Promise<boolean>
}

const startLimit = 180_000

// SIGKILL of what is left when our own process ends, whatever way it ends: a stray broker would hold ports and memory.
const running = new Set<ChildProcess>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** Starts a server and waits until it answers. @throws {Error} with the end of its output, where it ends or takes over three minutes. */
export const runServer = async (options: Options): Promise<Server> => {
  const { name, address, dir, ready } = options
  const logFile = join(dir, `${name}.log`)
  mkdirSync(dir, { recursive: true })
  let child: ChildProcess

  const start = async () => {
    const log = openSync(logFile, 'w')
    const user = options.user === undefined ? {} : { uid: options.user, gid: options.user }
    child = spawn(options.command, options.args, {
      cwd: dir,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', log, log],
      ...user,
    })
    closeSync(log)
    if (options.background) child.unref()
    const started = child
    running.add(started)
    started.once('exit', () => running.delete(started))
    await once(started, 'spawn')
    const limit = Date.now() + startLimit
    for (;;) {
      const output = readFileSync(logFile, 'utf8')
      if (started.exitCode !== null || started.signalCode !== null) {
        throw new Error(
          `${name} ended while it started (${started.exitCode ?? started.signalCode}); the end of ${logFile}:\n${output.slice(-3000)}`,
        )
      }
      if (await ready(output)) return
      if (Date.now() > limit) {
        await end('SIGKILL')
        throw new Error(
          `${name} did not answer at ${address} within ${startLimit / 1000} s; the end of ${logFile}:\n${output.slice(-3000)}`,
        )
      }
      await delay(100)
    }
  }
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }

  await start()
  return {
    address,
    get pid() {
      return child.pid!
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    async restart() {
      await end('SIGTERM')
      await start()
    },
  }
}

/** Whether a GET of `url` is answered with success. */
export const answers = async (url: string): Promise<boolean> => {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok
  } catch {
    return false
  }
}
