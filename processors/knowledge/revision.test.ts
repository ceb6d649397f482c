import { describe, expect, it } from 'vitest'
import { revisionOf } from './revision.ts'

const titleOf = (text: string, document = 'runbooks/disk-full.md') =>
  revisionOf({ document, text, source: '', access: [], tenant: 't', at: 1 }).title

describe('revisionOf', () => {
  it('takes the title of the front matter, else of the first heading, else of the file', () => {
    expect(titleOf('---\ntitle: "Disk: full"\n---\n# Other\n\ntext')).toBe('Disk: full')
    expect(titleOf('```\n# no heading\n```\n# Disk `full`\n\ntext')).toBe('Disk full')
    expect(titleOf('text')).toBe('disk-full')
    expect(titleOf('# not Markdown', 'notes.txt')).toBe('notes')
  })

  it('names the same text the same revision, whoever ingests it', () => {
    const of = (text: string, at: number) => revisionOf({ document: 'd', text, source: 'x', access: ['g'], tenant: 't', at }).revision
    expect(of('a', 1)).toBe(of('a', 2))
    expect(of('a', 1)).not.toBe(of('b', 1))
  })
})

describe('the readers of a document', () => {
  const accessOf = (front: string, access: readonly string[] = []) =>
    revisionOf({ document: 'd.md', text: `---\n${front}\n---\n# T\n`, source: '', access, tenant: 't', at: 0 }).access

  it('are those of the front matter, where whoever ingests names none', () => {
    expect(accessOf('access: [sre, lead]')).toEqual(['sre', 'lead'])
    expect(accessOf('access: sre')).toEqual(['sre'])
    expect(accessOf('access:\n  - sre')).toEqual(['sre'])
    expect(accessOf('access: [sre]', ['ops'])).toEqual(['ops'])
    expect(accessOf('title: x')).toEqual([])
  })

  it('are nobody where the front matter names them in a way that can not be read', () => {
    expect(accessOf('access: [sre')).toEqual(['nobody'])
    expect(accessOf('access: []')).toEqual(['nobody'])
    expect(accessOf('access: {a: 1}')).toEqual(['nobody'])
  })
})
