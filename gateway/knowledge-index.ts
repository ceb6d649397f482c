/** Which documents the tenant has, which revisions of them, and which of those can be found already. Texts stay in the log. */
import type { Head, Revision } from '../schemas/index.ts'
import type { Codec } from '../streams/codec.ts'
import type { Log, LogRecord } from '../streams/log.ts'
import { parseDocumentKey, topics } from '../streams/topics.ts'
import { tenant } from './keys.ts'

type Known = Pick<Revision, 'revision' | 'title' | 'source' | 'access' | 'removed' | 'at'> & { partition: number; offset: number }

export interface KnowledgeIndex {
  readonly caughtUp: Promise<void>
  heads(): Head[]
  /** The newest revision, removals included. */
  latest(document: string): Known | null
  /** How many documents have a revision that can't be found yet. */
  pending(): number
  /** The document as it was ingested: its newest revision, or the one asked for; null where there is none. */
  read(document: string, revision?: string): Promise<Revision | null>
  /** Takes note of a revision that was just appended. */
  note(revision: Revision, placed: { partition: number; offset: number }): void
}

/** Follows revisions and heads until `signal` aborts. */
export const openKnowledgeIndex = (
  { log, codec, onError }: { log: Log; codec: Codec; onError: (error: unknown) => void },
  signal: AbortSignal,
): KnowledgeIndex => {
  const heads = new Map<string, Head>()
  const revisions = new Map<string, Known[]>()
  const { promise: caughtUp, resolve } = Promise.withResolvers<void>()

  const note: KnowledgeIndex['note'] = ({ document, revision, title, source, access, removed, at }, { partition, offset }) => {
    const known = revisions.get(document) ?? []
    if (known.some((other) => other.offset === offset)) return
    revisions.set(
      document,
      [...known, { revision, title, source, access, removed, at, partition, offset }].sort((a, b) => a.offset - b.offset),
    )
  }

  const take = async (record: LogRecord) => {
    const key = parseDocumentKey(record.key?.toString() ?? '')
    if (key?.tenant !== tenant) return
    const { document } = key
    if (record.topic === topics.heads.name) {
      if (record.value) heads.set(document, await codec.decode(topics.heads, record.value))
      else heads.delete(document)
    } else if (record.value) note(await codec.decode(topics.revisions, record.value), record)
  }

  log
    .follow({
      topics: [topics.revisions.name, topics.heads.name],
      from: 'start',
      signal,
      onBatch: async ({ records }) => {
        // A record that can't be decoded is in the dead letters of its processor too.
        for (const record of records) await take(record).catch(() => undefined)
      },
      onCaughtUp: resolve,
    })
    .catch(onError)

  const latest = (document: string) => revisions.get(document)?.at(-1) ?? null
  const isPending = (document: string): boolean => {
    const { removed, revision, at } = latest(document)!
    const head = heads.get(document)
    return removed ? head !== undefined : head?.revision !== revision || head.at < at
  }

  return {
    caughtUp,
    note,
    latest,
    heads: () => [...heads.values()].sort((a, b) => (a.document < b.document ? -1 : 1)),
    pending: () => [...revisions.keys()].filter(isPending).length,
    async read(document, wanted) {
      const known =
        wanted === undefined
          ? latest(document)
          : revisions.get(document)?.findLast(({ revision, removed }) => revision === wanted && !removed)
      if (!known || known.removed) return null
      const { records } = await log.read({ topic: topics.revisions.name, partition: known.partition }, known.offset, { max: 1 })
      const record = records.find(({ offset }) => offset === known.offset)
      return record?.value ? await codec.decode(topics.revisions, record.value) : null
    },
  }
}
