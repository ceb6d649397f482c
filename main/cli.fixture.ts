/** The command line as a person uses it: real processes, each test file with a data directory, a port and a small knowledge folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll } from 'vitest'
import { freePort } from '../infra/local/free-port.ts'
import { tempDir } from '../infra/local/temp-dir.ts'

export type Ran = { code: number | null; stdout: string; stderr: string }

export type Running = {
  /** What it has printed on stderr so far. */
  stderr(): string
  /** Resolves when that matches; rejects where the process ends before. */
  told(pattern: RegExp): Promise<void>
  /** Sends a signal, and resolves with the exit code, or null where the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

export type Cli = {
  dir: string
  url: string
  env: Record<string, string>
  run(args: readonly string[], more?: { env?: Record<string, string>; stdin?: string }): Promise<Ran>
  /** The one value on stdout of a command that ended well, asked with `--json`. */
  json<T>(args: readonly string[], more?: { env?: Record<string, string>; stdin?: string }): Promise<T>
  /** Starts a process that stays. */
  start(args: readonly string[], env?: Record<string, string>): Running
  /** Writes a file below the folder, and gives its path. */
  file(name: string, text: string): string
}

const main = resolve(import.meta.dirname, '../main.ts')

const documents = {
  'wifi.md': '# Office Wi-Fi\n\nThe guest network of the office is called Heron. Its password is changed every Monday.\n',
  'canteen.md': '# Canteen\n\nThe canteen serves lunch from 11:30 to 14:00 on the second floor.\n',
}

/** Everything that is left of it goes at the end of the file's tests. */
export const openCli = async (settings: Record<string, string> = {}): Promise<Cli> => {
  const dir = tempDir()
  const children = new Set<ChildProcess>()
  afterAll(async () => {
    await Promise.all(
      [...children].map((child) => {
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        return ended
      }),
    )
    rmSync(dir, { recursive: true, force: true })
  })
  const file = (name: string, content: string): string => {
    const path = join(dir, name)
    mkdirSync(join(path, '..'), { recursive: true })
    writeFileSync(path, content)
    return path
  }
  for (const [name, content] of Object.entries(documents)) file(`knowledge/${name}`, content)

  const port = String(await freePort())
  const env = {
    HOPLINE_PORT: port,
    HOPLINE_DATA_DIR: join(dir, 'data'),
    HOPLINE_KNOWLEDGE: join(dir, 'knowledge'),
    ...settings,
  }
  const open = (args: readonly string[], more: Record<string, string>) => {
    const child = spawn(process.execPath, [main, ...args], { cwd: dir, env: { ...env, ...more }, stdio: 'pipe' })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }

  const run: Cli['run'] = async (args, { env: more = {}, stdin = '' } = {}) => {
    const child = open(args, more)
    child.stdin.end(stdin)
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ])
    return { code, stdout, stderr }
  }

  return {
    dir,
    url: `http://127.0.0.1:${port}`,
    env,
    file,
    run,
    async json(args, more) {
      const { code, stdout, stderr } = await run([...args, '--json'], more)
      if (code !== 0) throw new Error(`hopline ${args.join(' ')} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout)
    },
    start(args, more = {}) {
      const child = open(args, more)
      let stderr = ''
      child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr += part))
      child.stdout.resume()
      return {
        stderr: () => stderr,
        async told(pattern) {
          while (!pattern.test(stderr)) {
            if (child.exitCode !== null || child.signalCode !== null) throw new Error(`hopline ${args.join(' ')} ended: ${stderr}`)
            await Promise.race([once(child.stderr, 'data'), once(child, 'close')])
          }
        },
        async end(signal) {
          if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
          const closed = once(child, 'close') as Promise<[number | null]>
          child.kill(signal)
          return (await closed)[0]
        },
      }
    },
  }
}
