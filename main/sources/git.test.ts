import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tempDir } from '../../infra/local/temp-dir.ts'
import { readSources } from '../read-documents.ts'
import { isGit, openGit } from './git.ts'

const dir = tempDir()
const repository = join(dir, 'runbooks')
const git = (...args: string[]) =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args])
    .toString()
    .trim()
const read = async (name: string) => (await readSources([await openGit(name)])).documents

describe('a git repository', () => {
  let commit = ''
  beforeAll(() => {
    mkdirSync(join(repository, 'hr'), { recursive: true })
    writeFileSync(join(repository, 'one.md'), '# One\n')
    writeFileSync(join(repository, 'hr/pay.md'), `# Pay\n\n${'x'.repeat(200_000)}\n`)
    writeFileSync(join(repository, '.hopline-access.yaml'), '"hr/**": group:hr\n')
    symlinkSync('/etc/hostname', join(repository, 'link.md'))
    git('init', '--quiet')
    git('add', '.')
    git('commit', '--quiet', '-m', 'docs')
    commit = git('rev-parse', 'HEAD')
    writeFileSync(join(repository, 'untracked.md'), 'Untracked')
    appendFileSync(join(repository, 'one.md'), 'Not committed')
  })
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  it('gives the tracked files of its commit, which their sources name, and no link', async () => {
    expect((await read(repository)).map(({ document, text, source, access }) => [document, text.length, source, access])).toEqual([
      ['hr/pay.md', 200_008, `${repository}@${commit}:hr/pay.md`, ['group:hr']],
      ['one.md', 6, `${repository}@${commit}:one.md`, undefined],
    ])
  })

  it('is cloned from an address, whose name begins the ids', async () => {
    const address = `git+file://${repository}`
    expect(isGit(address)).toBe(true)
    expect((await read(address)).map(({ document, source }) => [document, source])).toEqual([
      ['runbooks/hr/pay.md', `file://${repository}@${commit}:hr/pay.md`],
      ['runbooks/one.md', `file://${repository}@${commit}:one.md`],
    ])
  })

  it('is told by its address or its folder', () => {
    expect(['https://example.com/r.git', 'git@example.com:a/r.git', 'ssh://example.com/r', repository].map(isGit)).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(['https://example.com/r', 'notes.git.md', join(repository, 'hr'), 'ext::sh -c x'].map(isGit)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  it('that can not be read is told without the password of its address', async () => {
    await expect(openGit(`git+file://ada:secret@localhost${dir}/not-there`)).rejects.toMatchObject({
      exit: 1,
      message: expect.not.stringContaining('secret') as string,
    })
  })
})
