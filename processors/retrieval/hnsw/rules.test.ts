import { setTimeout as delay } from 'node:timers/promises'
import { describe } from 'vitest'
import { at, storeRules } from '../store-rules.for-tests.ts'
import { graphs } from './graph.ts'
import { openHnsw } from './hnsw.ts'

describe.skipIf(!(await graphs()))('hnswlib-node is optional; its rules are not run where it is not installed', () => {
  storeRules('the graph of this process', async () => {
    const store = (await openHnsw())!
    const probe = { vector: at(0), encoder: 'none', reader: { tenant: 'none', principals: [], openOnly: true }, count: 1 }
    return {
      store,
      // It has no answer while vectors wait to be linked.
      async settled() {
        while ((await store.query(probe)) === null) await delay(5)
      },
      close: () => store.close(),
    }
  })
})
