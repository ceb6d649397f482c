import { describe, expect, it } from 'vitest'
import { buildPrompt, readTemplate, tokensOf } from './prompt.ts'

const passages = [1, 2, 3].map((n) => ({ n, title: `T${n}`, headings: ['H'], text: `${'word '.repeat(200)}${n}.` }))
const asked = { question: 'Why?', turns: [{ role: 'person', text: 'It is down.' }, { role: 'bot', text: 'Look at it. [1]' }], passages } // prettier-ignore
const build = async (maxTokens: number, fence = 'data-abc') => buildPrompt(await readTemplate(), asked, { fence, maxTokens, maxWords: 115 })

describe('buildPrompt', () => {
  it('fences each passage as data, numbered, with its title and headings', async () => {
    const { prompt, shown } = await build(10_000)
    expect(shown.map(({ n }) => n)).toEqual([1, 2, 3])
    expect(prompt.user).toMatch(/^Passage \[1\]\n<data-abc>\nT1 › H\n\nword /)
    expect(prompt.user.match(/<\/data-abc>/g)).toHaveLength(3)
    expect(prompt.system).toContain('between the marks <data-abc> and </data-abc>')
    expect(prompt.system).not.toMatch(/\{\{(?:open|close|words|example)\}\}/)
    expect(prompt.system).toContain('At most 115 words')
  })

  it('ends with the question, after what was said before', async () => {
    expect((await build(10_000)).prompt.user).toMatch(/They said: It is down\.\nYou said: Look at it\. \[1\]\n\nQuestion: Why\?$/)
  })

  it('leaves out the last passages where the budget ends, and counts them as not shown', async () => {
    for (const budget of [1_000, 1_400, 2_000]) {
      const { prompt, shown } = await build(budget)
      expect(tokensOf(prompt.system) + tokensOf(prompt.user)).toBeLessThanOrEqual(budget + 10)
      expect(prompt.user.match(/^Passage /gm) ?? []).toHaveLength(shown.length)
    }
    expect((await build(100)).shown).toEqual([])
  })

  it('names version and digest of its file', async () => {
    expect((await readTemplate()).id).toMatch(/^answer\.v1@[0-9a-f]{12}$/)
  })
})
