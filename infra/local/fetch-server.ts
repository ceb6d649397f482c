import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Missing } from './missing.ts'

/** A profile of pom.xml. */
export type Artefact = 'kafka' | 'kafka-streams' | 'registry' | 'elasticsearch'

const pom = join(import.meta.dirname, 'pom.xml')

// Elasticsearch refuses to run as root, and the user it runs as instead can not read root's home.
const root = process.getuid?.() === 0

/** Where the files of servers are kept for every clone of the repository. */
export const cache =
  process.env.HOPLINE_SERVERS_CACHE ??
  (root ? '/var/cache/hopline-servers' : join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hopline-servers'))

/**
 * The folder that holds a server's files, fetched with Maven on first use and kept for every later clone of the repository
 * (in `HOPLINE_SERVERS_CACHE`, else the user's cache folder).
 *
 * @param progress called with a line such as `12/159 MB` while something is fetched
 * @throws {Missing} without Maven
 */
export const fetchServer = async (artefact: Artefact, progress: (text: string) => void = () => {}): Promise<string> => {
  const version = new RegExp(`<${artefact}\\.version>(.+?)<`).exec(readFileSync(pom, 'utf8'))![1]!
  const folder = join(cache, `${artefact}-${version}`)
  if (existsSync(folder)) return folder

  mkdirSync(cache, { recursive: true, mode: 0o755 })
  // Fetched beside its place and renamed into it, so that a fetch that is cut off leaves nothing half done there.
  const partial = mkdtempSync(join(cache, `.${artefact}-`))
  const isJars = artefact === 'kafka' || artefact === 'kafka-streams'
  progress(`Fetching ${artefact} ${version} with Maven into ${cache}`)
  try {
    const goal = isJars ? 'dependency:copy-dependencies' : 'dependency:unpack'
    await maven([`-P${artefact}`, goal, `-Dpartial=${partial}`, `-DoutputDirectory=${partial}/files`], (text) =>
      progress(`Fetching ${artefact} ${version}: ${text}`),
    )
    if (!existsSync(folder)) renameSync(join(partial, 'files'), folder)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return folder
}

const maven = (args: string[], progress: (text: string) => void) =>
  new Promise<void>((resolve, reject) => {
    const child = spawn('mvn', ['-f', pom, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4000)
      const transfers = chunk.toString().match(/Progress \(\d+\): [^\r\n]+/g)
      if (transfers)
        progress(
          transfers
            .at(-1)!
            .replace(/^Progress \(\d+\): /, '')
            .trim(),
        )
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', (cause) => reject(new Missing('Fetching a server needs Maven: `mvn` is not on the PATH.', { cause })))
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`Maven (mvn ${args.join(' ')}) ended with ${code}:\n${output}`)),
    )
  })
