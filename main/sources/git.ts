/** The tracked files of a git repository, as they stand in its newest commit. Nothing is checked out, so no link, filter or hook of it acts. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { accessRules, rulesFile } from '../../processors/knowledge/access-rules.ts'
import { mostBytes } from '../../processors/knowledge/convert.ts'
import { CommandError } from '../output.ts'
import { environment } from '../settings.ts'
import { isUnsure, mayBeDocument, readable } from './files.ts'
import { openBlobs } from './git-blobs.ts'
import type { Source } from './source.ts'

const run = promisify(execFile)
const cloneMs = 300_000

/** Whether a name is the address of a repository, or a folder that is one. */
export const isGit = (name: string): boolean => isAddress(name) || existsSync(join(name, '.git'))

const isAddress = (name: string): boolean =>
  /^(?:git|ssh):\/\/|^git\+(?:https?|ssh|file):\/\/|^https?:\/\/\S+\.git$|^[\w.-]+@[\w.-]+:\S+$/.test(name)

/**
 * Files of a repository's folder, or of an address, which is cloned without its history. Each one's source names the commit.
 * Ids are paths below the folder; those of an address begin with the repository's name, so that two of them do not meet.
 * @throws CommandError where git is missing or the repository can't be read
 */
export const openGit = async (name: string): Promise<Source> => {
  const address = isAddress(name) ? name.replace(/^git\+/, '') : null
  const clone = address ? await mkdtemp(join(tmpdir(), 'hopline-git-')) : null
  const close = async () => void (clone && (await rm(clone, { recursive: true, force: true })))
  const folder = clone ?? name
  try {
    if (address) await git(name, ['clone', '--quiet', '--bare', '--depth', '1', '--', address, folder], cloneMs)
    const commit = (await git(name, ['-C', folder, 'rev-parse', '--verify', 'HEAD'])).trim()
    const prefix = address ? '' : (await git(name, ['-C', folder, 'rev-parse', '--show-prefix'])).trim()
    const listed = await git(name, ['-C', folder, 'ls-tree', '-r', '-l', '-z', commit])
    const files = listed.split('\0').flatMap((line) => {
      // Links (120000) and submodules (160000) are no files of this repository.
      const [, object, size, path] = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t([^]+)$/.exec(line) ?? []
      return path !== undefined && mayBeDocument(path) ? [{ object: object!, size: Number(size), path }] : []
    })
    if (files.length === 0) throw new CommandError(`The repository ${name} tracks no file that can be read: ${readable}.`, 2)
    const rules = await git(name, ['-C', folder, 'show', `${commit}:${rulesFile}`]).catch(() => null)
    const blobs = openBlobs(folder, environment())
    const shown = address ? withoutPassword(address) : resolve(name)
    const within = address ? `${/([^/:]+?)(?:\.git)?\/?$/.exec(address)?.[1] ?? 'repository'}/` : ''
    return {
      name,
      items: files.map(({ object, size, path }) => ({
        document: within + path,
        source: `${shown}@${commit}:${prefix}${path}`,
        path: prefix + path,
        ...(isUnsure(path) ? { unsure: true } : {}),
        // One byte more than can be read says the same, and costs no memory.
        read: () => (size > mostBytes ? Promise.resolve(new Uint8Array(mostBytes + 1)) : blobs.read(object)),
      })),
      rules: rules === null ? null : accessRules(rules),
      single: false,
      async close() {
        await blobs.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}

const git = async (name: string, args: readonly string[], timeout = 60_000): Promise<string> => {
  try {
    const env = { ...environment(), GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -oBatchMode=yes', LC_ALL: 'C' }
    return (await run('git', args, { env, timeout, maxBuffer: 256 << 20 })).stdout
  } catch (cause) {
    const { code, stderr = '', killed } = cause as { code?: unknown; stderr?: string; killed?: boolean }
    if (code === 'ENOENT')
      throw new CommandError(`git is needed to read ${withoutPassword(name)}. Install it, or add the files from a folder.`, 3, { cause })
    const why = killed ? `it took longer than ${timeout / 1_000} s` : withoutPassword(stderr.trim().split('\n').at(-1) ?? '')
    throw new CommandError(
      `The repository ${withoutPassword(name)} can't be read: ${why.replace(/^fatal: /, '').replace(/\.?$/, '.')}`,
      1,
      { cause },
    )
  }
}

/** What stands before the @ of an address with a scheme may be a secret. */
const withoutPassword = (text: string): string => text.replace(/(\w:\/\/)[^\s/@]+@/g, '$1')
