/** A program in a process of its own that prints `ready` when it works, and ends when its standard input does. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

export type Child = {
  readonly process: ChildProcess
  /** Writes a line and resolves with the next line that it prints. */
  ask(line: string): Promise<string>
  /** The end of what it printed on stderr. */
  told(): string
  /** Closes its input and waits for its end; SIGKILL after 15 s. */
  stop(): Promise<void>
}

// Whatever way our own process ends, what it started ends with it.
const running = new Set<() => void>()
process.on('exit', () => running.forEach((kill) => kill()))

/** @throws where it ends before it is ready, with what it printed on stderr */
export const startChild = async (command: string, args: readonly string[]): Promise<Child> => {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  let told = ''
  child.stderr.on('data', (chunk: Buffer) => (told = (told + chunk.toString()).slice(-4_000)))
  child.stdin.on('error', () => undefined)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const kill = () => child.kill('SIGKILL')
  running.add(kill)
  child.once('exit', () => running.delete(kill))
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next()
    if (!done) return value
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    throw new Error(`${command} ${args.slice(0, 4).join(' ')} ended with ${child.exitCode ?? child.signalCode}:\n${told}`)
  }
  while ((await next()) !== 'ready');
  return {
    process: child,
    told: () => told,
    ask(line) {
      child.stdin.write(line + '\n')
      return next()
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.stdin.end()
      const timer = setTimeout(kill, 15_000)
      await ended
      clearTimeout(timer)
      // Its group and its sockets are gone a moment later than itself.
      await delay(100)
    },
  }
}
