/** Which vector store is used: the graph of this process, or a service. */
import { openHnsw } from './hnsw/hnsw.ts'
import { openMirror, type Breaker } from './outside/mirror.ts'
import { openOutside } from './outside/open-outside.ts'
import type { OutsideSettings } from './outside/settings.ts'
import type { VectorStore } from './vector-store.ts'

export type ChosenStore = {
  /** null where there is none: all vectors are compared. */
  store: VectorStore | null
  /** Visible chunks above which it is asked. */
  askedAbove: number
  /** See mirror.ts. */
  caughtUp(): void
  degraded(): string | null
}

/** @param breakerOf of a service, by its name */
export const chooseStore = async (
  settings: OutsideSettings & { HOPLINE_RETRIEVAL_EXACT_LIMIT: number },
  breakerOf: (name: string) => Breaker,
): Promise<ChosenStore> => {
  const outside = await openOutside(settings)
  if (outside) {
    const mirror = openMirror(outside, breakerOf(outside.name))
    return { store: mirror, askedAbove: 0, caughtUp: mirror.caughtUp, degraded: mirror.degraded }
  }
  return { store: await openHnsw(), askedAbove: settings.HOPLINE_RETRIEVAL_EXACT_LIMIT, caughtUp: () => undefined, degraded: () => null }
}
