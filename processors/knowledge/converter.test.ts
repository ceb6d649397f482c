import { afterAll, describe, expect, it } from 'vitest'
import { openConverter } from './converter.ts'
import { pdfOf } from './formats/files.fixture.ts'

const converter = openConverter()
afterAll(() => converter.close())
const html = (text: string) => ({ name: 'a.html', content: Buffer.from(text) })

describe('openConverter', () => {
  it('reads files one after the other in a thread, and goes on after one that can not be read', async () => {
    const page = pdfOf([[['text', 11, 50, 780, 'From a PDF.']]])
    const all = await Promise.allSettled([
      converter.convert(html('<p>One</p>')),
      converter.convert({ name: 'b.pdf', content: Buffer.from('no PDF') }),
      converter.convert({ name: 'c.pdf', content: page }),
      converter.convert({ name: 'd.md', content: Buffer.from('# D') }),
    ])
    expect(all.map((one) => (one.status === 'fulfilled' ? one.value.text : (one.reason as Error).message))).toEqual([
      'One\n',
      'b.pdf is no PDF, or is damaged.',
      'From a PDF.\n',
      '# D',
    ])
  })

  it('gives up a file that takes too long, and reads the next one', async () => {
    const hasty = openConverter({ seconds: 0.001, megabytes: 256 })
    await expect(hasty.convert(html('<p>One</p>'))).rejects.toThrow(/^a\.html takes more than 0\.001 s/)
    await hasty.close()
    expect((await converter.convert(html('<p>Two</p>'))).text).toBe('Two\n')
  })

  it('gives up a file that takes too much memory, and reads the next one', async () => {
    const small = openConverter({ seconds: 60, megabytes: 24 })
    const large = '<p>word <b>bold</b></p>'.repeat(400_000)
    await expect(small.convert(html(large))).rejects.toThrow(/^a\.html needs more than 24 MB/)
    expect((await small.convert(html('<p>Three</p>'))).text).toBe('Three\n')
    await small.close()
  })
})
