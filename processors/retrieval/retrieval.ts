import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { fromFloatBytes, type DocumentChunks, type EntityEvent } from '../../schemas/index.ts'
import { circuit } from '../../streams/circuit.ts'
import { HoplineError } from '../../streams/errors.ts'
import { passOn } from '../../streams/failure.ts'
import { defineProcessor, emit, on } from '../../streams/processor.ts'
import { topics } from '../../streams/topics.ts'
import { perSearch, type Query } from './candidates.ts'
import { chooseStore } from './choose-store.ts'
import { followChunks } from './follow-chunks.ts'
import { demandsOfStore, outsideSettings } from './outside/settings.ts'
import { failures, StoreError } from './outside/store-error.ts'
import type { Reader } from './reader.ts'
import { openIndex } from './search.ts'
import { snapshotFile } from './snapshot.ts'
import type { Nearest, VectorStore } from './vector-store.ts'

/** Where the index is kept between two runs, and who is told that it could not be; nowhere where it is left out. */
type Ports = { snapshots?: { folder: string; onProblem: (error: unknown) => void } | null }

/** Finds the passages of the knowledge base that bear on a message, within what its reader may see. */
export const retrieval = defineProcessor({
  name: 'retrieval',
  summary: 'Finds passages for each message.',
  from: [topics.entities],
  to: [topics.contexts],
  patience: 'deadline',
  concurrency: 4,
  settings: z
    .object({
      HOPLINE_RETRIEVAL_TOP: z.coerce.number().int().min(1).max(50).default(8).describe('Passages that are found for a message.'),
      HOPLINE_RETRIEVAL_SNAPSHOT_SECONDS: z.coerce
        .number()
        .positive()
        .default(300)
        .describe(
          'How often the index is written to the data directory, where something changed, so that a start reads only what came after.',
        ),
      HOPLINE_RETRIEVAL_EXACT_LIMIT: z.coerce
        .number()
        .int()
        .min(0)
        .default(20_000)
        .describe('Visible chunks above which hnswlib-node, where installed, searches instead of exact comparison.'),
      ...outsideSettings,
    })
    .superRefine(demandsOfStore),
  onFailure: passOn(topics.contexts),
  open: async (settings, { snapshots = null }: Ports, follow) => {
    const { store, askedAbove, caughtUp, degraded } = await chooseStore(settings, breakerOf)
    const index = openIndex({ top: settings.HOPLINE_RETRIEVAL_TOP })
    // A store that fails is not asked: what it would have found is compared exactly.
    const tell = (told: Promise<void> | undefined) => void told?.catch(() => undefined)
    const followed = await followChunks(
      {
        documents: index.documents,
        clear() {
          for (const [key] of index.documents()) tell(store?.remove(key))
          index.clear()
        },
        put(key, document) {
          index.put(key, document)
          tell(store?.put(vectorsOf(key, document)))
        },
        remove(key) {
          index.remove(key)
          tell(store?.remove(key))
        },
      },
      (onRecord, from) => follow(topics.chunks, onRecord, from),
      {
        snapshot: snapshots && snapshotFile(snapshots.folder),
        saveMs: settings.HOPLINE_RETRIEVAL_SNAPSHOT_SECONDS * 1_000,
        onProblem: (error) => snapshots?.onProblem(error),
      },
    )

    void followed.caughtUp.then(caughtUp)

    const nearest = async (query: Query, signal: AbortSignal): Promise<Nearest[] | null> => {
      if (!store || index.visible(query.reader) <= askedAbove) return null
      return askedOf(store, query, signal)
    }

    return {
      inputs: [
        on(topics.entities, async (event, { signal }) => {
          if (isTalk(event)) return [emit(topics.contexts, { ...event, passages: [], searched: 0, answerable: -1 })]
          await untilUsable(followed, signal)
          const query = queryOf(event)
          return [emit(topics.contexts, { ...event, ...index.search(query, await nearest(query, signal)) })]
        }),
      ],
      notReady: () => (followed.isUsable() ? null : `The knowledge base is being read; ${index.size()} chunks so far.`),
      degraded,
      async close() {
        await followed.close()
        await store?.close()
      },
    }
  },
})

/** After two failures in a row a service is left alone for 5 s: whoever asks then need not wait for it. */
const breakerOf = (name: string) =>
  circuit({
    name,
    code: 'service-unavailable',
    trips: (error) => error instanceof StoreError && failures[error.kind].trips,
    failures: 2,
    pauseMs: 5_000,
  })

/** What a store that fails would have found is compared exactly: slower, and no worse. */
const askedOf = (store: VectorStore, { vector, encoder, reader }: Query, signal: AbortSignal): Promise<Nearest[] | null> =>
  store.query({ vector, encoder, reader, count: perSearch }, signal).catch(() => null)

const vectorsOf = (document: string, { tenant, access, encoder, chunks }: DocumentChunks) => ({
  ...{ document, tenant, access, encoder },
  chunks: chunks.map(({ id, vector }) => ({ id, vector: fromFloatBytes(vector) })),
})

/** Said about the bot or its answers, these can hold a question for the manual all the same: "hopline did not answer my message". */
const maybeAsked: ReadonlySet<string> = new Set(['capabilities', 'give_feedback'])

/** Conversation needs no knowledge, once it is sure to be conversation. */
const isTalk = ({ intent }: EntityEvent): boolean => intent?.route === 'talk' && intent.score >= 0.45 && !maybeAsked.has(intent.label)

const queryOf = (event: EntityEvent): Query => ({
  text: event.question || event.message.text,
  vector: fromFloatBytes(event.vector),
  encoder: event.encoder,
  reader: readerOf(event),
})

/** In a place that everybody reads, and in one whose readers are not known, the answer may hold only what everybody may read. */
const readerOf = ({ message: { tenant, author, place } }: EntityEvent): Reader => ({
  tenant,
  principals: [author.id, ...author.groups].filter((principal) => principal !== ''),
  openOnly: place !== 'direct' && place !== 'private',
})

/** After a start from a snapshot a message waits so long for what came after it; then the answer is what the index knows so far. */
const patienceMs = 5_000

const untilUsable = async (followed: Awaited<ReturnType<typeof followChunks>>, signal: AbortSignal): Promise<void> => {
  if (followed.isCaughtUp()) return
  if (!followed.isUsable()) await untilAborted(followed.usable, signal)
  const over = new AbortController()
  await Promise.race([followed.caughtUp, delay(patienceMs, undefined, { signal: AbortSignal.any([over.signal, signal]) })]).catch(() => undefined) // prettier-ignore
  over.abort()
}

const untilAborted = async (wanted: Promise<void>, signal: AbortSignal): Promise<void> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () =>
    reject(new HoplineError('service-unavailable', 'The knowledge base was not read in time. It is read at the start; ask again.'))
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort, { once: true })
  try {
    await Promise.race([wanted, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
