import { describe, expect, it } from 'vitest'
import { namesOf } from './names.ts'

const names = (front: string, mediaType = 'text/markdown') => namesOf({ text: `---\n${front}\n---\n# Title\n`, mediaType })

describe('namesOf', () => {
  it('takes the names of each list, one name or many', () => {
    expect(names('services: [Frodo, shire-api]\npeople: Ng\nteams:\n  - Blue Birds\nclusters: [mordor]\ncustomers: [Acme]')).toEqual([
      { type: 'service', name: 'Frodo' },
      { type: 'service', name: 'shire-api' },
      { type: 'person', name: 'Ng' },
      { type: 'team', name: 'Blue Birds' },
      { type: 'customer', name: 'Acme' },
      { type: 'cluster', name: 'mordor' },
    ])
  })

  it('takes none from what is no list of texts, no front matter, or plain text', () => {
    expect(names('services: [1, {a: b}, "", [c]]')).toEqual([])
    expect(names('services: [unclosed')).toEqual([])
    expect(names('just a sentence')).toEqual([])
    expect(names('services: [Frodo]', 'text/plain')).toEqual([])
    expect(namesOf({ text: 'services: [Frodo]', mediaType: 'text/markdown' })).toEqual([])
  })

  it('takes a bounded number of names of bounded length', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => `s${i}`).join(', ')
    expect(names(`services: [${many}]`)).toHaveLength(2_000)
    expect(names(`services: ["${'x'.repeat(81)}"]`)).toEqual([])
  })
})
