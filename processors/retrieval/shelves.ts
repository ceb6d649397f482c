/** Who may see which slots: chunks of the same encoder that the same people may read stand on one shelf. */
import type { Visible } from './lexical.ts'
import { mayRead, type Audience, type Reader } from './reader.ts'

/** With what the statistics of its words need. */
export type Shelf = Audience & { readonly number: number; readonly encoder: string; chunks: number; terms: number }

/** The slots that a reader may see. */
export type Shown = Visible & {
  /** Names the shelves that are shown. */
  key: string
  /** That a visible slot's vector is of the encoder. */
  comparable: (encoder: string) => (slot: number) => boolean
}

export const openShelves = () => {
  const shelves: Shelf[] = []
  const byKey = new Map<string, Shelf>()
  /** By slot the number of its shelf, from 1; 0 of an empty slot. Typed, because every posting of a question is looked up here. */
  let numbers = new Uint32Array(64)

  const flagsOf = (of: readonly Shelf[]): Uint8Array => {
    const flags = new Uint8Array(shelves.length + 1)
    for (const { number } of of) flags[number] = 1
    return flags
  }

  return {
    shelfOf(tenant: string, access: readonly string[], encoder: string): Shelf {
      const key = JSON.stringify([encoder, tenant, ...[...access].sort()])
      let shelf = byKey.get(key)
      if (!shelf) {
        shelf = { number: shelves.length + 1, tenant, access, encoder, chunks: 0, terms: 0 }
        shelves.push(shelf)
        byKey.set(key, shelf)
      }
      return shelf
    },

    /** @param terms of the chunk's text, repeats counted */
    put(slot: number, shelf: Shelf, terms: number) {
      if (slot >= numbers.length) {
        const grown = new Uint32Array(numbers.length * 2)
        grown.set(numbers)
        numbers = grown
      }
      numbers[slot] = shelf.number
      shelf.chunks++
      shelf.terms += terms
    },

    take(slot: number, shelf: Shelf, terms: number) {
      numbers[slot] = 0
      shelf.chunks--
      shelf.terms -= terms
    },

    /** Holds until something is put or taken. */
    shownTo(reader: Reader): Shown {
      const filled = shelves.filter(({ chunks }) => chunks > 0)
      const shown = filled.filter((shelf) => mayRead(reader, shelf))
      const has = flagsOf(shown)
      return {
        key: shown.map(({ number }) => number).join(),
        has: (slot) => has[numbers[slot]!] === 1,
        all: shown.length === filled.length,
        count: shown.reduce((sum, shelf) => sum + shelf.chunks, 0),
        totalLength: shown.reduce((sum, shelf) => sum + shelf.terms, 0),
        comparable(encoder) {
          const same = flagsOf(shown.filter((shelf) => shelf.encoder === encoder))
          return (slot) => same[numbers[slot]!] === 1
        },
      }
    },
  }
}
