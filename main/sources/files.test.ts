import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { tempDir } from '../../infra/local/temp-dir.ts'
import { rmSync } from 'node:fs'
import { readSources } from '../read-documents.ts'
import { openFiles } from './files.ts'

const dir = tempDir()
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const file = (name: string, text: string): string => {
  mkdirSync(dirname(join(dir, name)), { recursive: true })
  writeFileSync(join(dir, name), text)
  return join(dir, name)
}
const read = async (path: string, access?: string[]) => {
  const { documents, leftOut } = await readSources([await openFiles(path)], access ? { access } : {})
  return { leftOut, documents: Object.fromEntries(documents.map((one) => [one.document, one])) }
}

describe('a folder', () => {
  it('gives what can be read in it, with ids below it, and says what could not be', async () => {
    file('a/runbooks/one.md', '# One')
    file('a/page.html', '<p>Two <!-- x --></p>')
    file('a/empty.md', '')
    file('a/app.yaml', 'kind: Pod')
    file('a/tool.bin', 'x')
    file('a/.hidden/x.md', 'x')
    file('a/node_modules/p/readme.md', 'x')
    symlinkSync(join(dir, 'a/runbooks/one.md'), join(dir, 'a/link.md'))
    const { documents, leftOut } = await read(join(dir, 'a'))
    expect(Object.keys(documents)).toEqual(['link.md', 'page.html', 'runbooks/one.md'])
    expect(documents['page.html']).toEqual({
      ...{ document: 'page.html', text: 'Two\n', source: join(dir, 'a/page.html'), mediaType: 'text/markdown' },
      ...{ sourceType: 'text/html', hidden: 1 },
    })
    expect(leftOut).toEqual([`Left out: ${join(dir, 'a/empty.md')} is empty.`])
  })

  it('keeps Markdown as it lies on the disk', async () => {
    const text = '\uFEFF---\r\ntitle: x\r\n---\r\n<!-- hidden -->\r\n# Ü\u200b\r\n'
    file('b/x.md', text)
    expect((await read(join(dir, 'b'))).documents['x.md']!.text).toBe(text)
  })

  it('lets its rules say who may read what, its documents more exactly, and the command over all', async () => {
    file('c/.hopline-access.yaml', '"**": everyone\n"hr/**": group:hr\n')
    file('c/hr/pay.md', 'Pay')
    file('c/hr/own.md', '---\naccess: [ada]\n---\nOwn')
    file('c/open.txt', '---\naccess: [ada]\n---\nOpen')
    const { documents } = await read(join(dir, 'c'))
    expect(Object.values(documents).map(({ document, access }) => [document, access])).toEqual([
      // Its own front matter says who.
      ['hr/own.md', undefined],
      ['hr/pay.md', ['group:hr']],
      ['open.txt', undefined],
    ])
    // A part of the folder is no more open than the whole.
    expect((await read(join(dir, 'c/hr'))).documents['pay.md']!.access).toEqual(['group:hr'])
    expect((await read(join(dir, 'c/hr/pay.md'))).documents['pay.md']!.access).toEqual(['group:hr'])
    expect((await read(join(dir, 'c'), ['lead'])).documents['hr/own.md']!.access).toEqual(['lead'])
  })

  it('lets nobody read its documents where its rules can not be read', async () => {
    file('d/.hopline-access.yaml', '- everyone')
    file('d/a.md', '---\naccess: [ada]\n---\nA')
    const { documents, leftOut } = await read(join(dir, 'd'))
    expect(documents['a.md']!.access).toEqual(['nobody'])
    expect(leftOut[0]).toMatch(/access rules of .* can't be read.*Nobody may read/)
  })
})

describe('a file', () => {
  it('that is named for itself ends the command where it can not be read', async () => {
    await expect(read(file('e/x.pdf', 'no'))).rejects.toMatchObject({ exit: 2, message: expect.stringContaining('is no PDF') as string })
    await expect(read(file('e/x.yaml', 'a: 1'))).rejects.toMatchObject({ exit: 2 })
    await expect(read(join(dir, 'not-there'))).rejects.toMatchObject({
      exit: 2,
      message: `There is no file or folder ${join(dir, 'not-there')}.`,
    })
    await expect(read(join(file('f/x.bin', 'x'), '..'))).rejects.toMatchObject({ exit: 2 })
  })

  it('may not be two documents of one id', async () => {
    file('g/one/x.md', 'One')
    file('g/two/x.md', 'Two')
    const both = await Promise.all(['g/one', 'g/two'].map((name) => openFiles(join(dir, name))))
    await expect(readSources(both)).rejects.toMatchObject({
      exit: 2,
      message: expect.stringContaining('both be the document x.md') as string,
    })
  })
})
