import { describe, expect, it } from 'vitest'
import type { Turn } from '../../schemas/index.ts'
import { recall } from './recall.ts'

const citation = (quote: string) => ({ document: 'd.md', revision: 'r', title: 'D', headings: [], start: 0, end: quote.length, quote })
const answer: Turn = {
  ...{ role: 'bot', messageId: 'm', at: 1 },
  text: '1. Look at the pod. [1]\n\n   ```sh\n   kubectl describe pod x\n   ```\n2. Read `kubectl logs x` and decide. [2]\n3. Restart it. [3]',
  citations: [citation('a'), citation('b'), citation('c')],
}
const asked = (text: string, turns: readonly Turn[] = [answer]) => {
  const recalled = recall(text, turns)
  return recalled && { text: recalled.parts.join(''), quotes: recalled.citations.map(({ quote }) => quote) }
}

describe('recall', () => {
  it('finds commands and steps of the last answer by their number, with their source', () => {
    expect(asked('what was the second command?')).toEqual({ text: 'From my last answer [1]:\n\n```\nkubectl logs x\n```', quotes: ['b'] })
    expect(asked('the first one again')).toEqual({ text: 'From my last answer [1]:\n\n```sh\nkubectl describe pod x\n```', quotes: ['a'] })
    expect(asked('step 3?')).toEqual({ text: 'Restart it. [1]', quotes: ['c'] })
    expect(asked('what was the last step')?.text).toBe('Restart it. [1]')
  })

  it('gives all commands where all are asked for', () => {
    expect(asked('show me the commands again')?.quotes).toEqual(['a', 'b'])
  })

  it('says so where there is no such thing', () => {
    expect(asked('what was the fifth command?')).toEqual({ text: 'My last answer has 2 commands.', quotes: [] })
  })

  it.each(['what is the first thing to check when kafka is down', 'second kafka broker is down', 'step 3 of the deploy fails', 'thanks'])(
    'takes “%s” for no question about the last answer',
    (text) => {
      expect(asked(text)).toBeNull()
    },
  )

  it('recalls nothing where nothing was answered', () => {
    expect(asked('what was the second command?', [])).toBeNull()
  })
})
