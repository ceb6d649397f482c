/** What a call cost, by prices.json: a versioned table with the source of each price and the day it was read. */
import table from './prices.json' with { type: 'json' }
import type { Usage } from './language-model.ts'

type Price = { readonly input: number; readonly cachedInput: number; readonly output: number }

const prices = new Map<string, Price>(Object.entries(table.models))

/**
 * US dollars; null where the use is not known, or the table does not name the model: a guess would be taken for a fact. Names with a date or
 * in another's catalogue (`claude-sonnet-5-5-20260922`) are other models, too. A model on this machine costs nothing by the token.
 */
export const costOf = (model: { readonly name: string; readonly local: boolean }, usage: Usage | null): number | null => {
  if (model.local) return 0
  const price = prices.get(model.name)
  if (!price || !usage) return null
  const fresh = usage.input - usage.cachedInput
  return (fresh * price.input + usage.cachedInput * price.cachedInput + usage.output * price.output) / 1_000_000
}
