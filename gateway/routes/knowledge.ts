/** Documents: listed, taken in, shown as they were cited, removed. */
import { createRoute, z } from '@hono/zod-openapi'
import type { Revision } from '../../schemas/index.ts'
import { documentKey, topics } from '../../streams/topics.ts'
import { tenant } from '../keys.ts'
import type { App, Parts } from '../parts.ts'
import { within } from '../patience.ts'
import { Problem, refusals } from '../problem.ts'
import { accepted, additions, documentId, listed, revisionId } from '../documents.ts'
import { cleanText, json, jsonBody } from '../schemas.ts'

const list = createRoute({
  method: 'get',
  path: '/v1/knowledge',
  summary: 'Documents that can be found',
  tags: ['knowledge'],
  responses: {
    200: json(
      z.object({
        documents: z.array(listed),
      }),
      'By id',
    ),
    ...refusals(),
  },
})

const add = createRoute({
  method: 'post',
  path: '/v1/knowledge',
  summary: 'Add or change documents',
  tags: ['knowledge'],
  request: {
    body: jsonBody(additions),
  },
  responses: {
    202: json(z.object({ accepted: z.array(accepted) }), 'What changed is in the log, and can be found soon'),
    ...refusals('body', 422),
  },
})

const status = createRoute({
  method: 'get',
  path: '/v1/knowledge/status',
  summary: 'How much is known, and how much is still being read',
  tags: ['knowledge'],
  responses: {
    200: json(
      z.object({
        documents: z.int(),
        chunks: z.int(),
        pending: z.int().openapi({ description: 'Documents whose newest revision can not be found yet' }),
      }),
      'Counts',
    ),
    ...refusals(),
  },
})

const show = createRoute({
  method: 'get',
  path: '/v1/knowledge/{document}',
  summary: 'A document as it was taken in',
  tags: ['knowledge'],
  request: {
    params: z.object({ document: documentId }),
    query: z.object({ revision: revisionId.optional().openapi({ description: 'By default the newest' }) }),
  },
  responses: {
    200: json(
      z.object({
        document: z.string(),
        revision: z.string(),
        current: z.boolean().openapi({ description: 'Whether this is the newest revision' }),
        title: z.string(),
        mediaType: z.string(),
        sourceType: z.string().openapi({ description: 'Of what the text was made from; empty where that is the text' }),
        language: z.string(),
        hidden: z.int().openapi({ description: 'Hidden passages that are neither found nor cited' }),
        source: z.string(),
        access: z.array(z.string()),
        text: z.string(),
        at: z.int(),
      }),
      'The text that spans of citations refer to',
    ),
    ...refusals(404),
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/v1/knowledge/{document}',
  summary: 'Remove a document',
  tags: ['knowledge'],
  request: { params: z.object({ document: documentId }) },
  responses: {
    202: json(z.object({ document: z.string() }), 'It is no longer found soon. Its revisions stay in the log.'),
    ...refusals(404),
  },
})

export const knowledgeRoutes = (app: App, { ports, knowledge }: Parts): void => {
  const append = async (revision: Revision): Promise<void> => {
    const [placed] = await ports.log.append([
      {
        topic: topics.revisions.name,
        key: Buffer.from(documentKey(tenant, revision.document)),
        value: ports.codec.encode(topics.revisions, revision),
      },
    ])
    knowledge.note(revision, placed!)
  }

  app.openapi(list, async (c) => {
    await within(knowledge.caughtUp)
    const documents = knowledge.heads().map(({ tenant: _tenant, ...head }) => ({ ...head, access: [...head.access] }))
    return c.json({ documents }, 200)
  })

  /** What a request holds, as revisions; all of it is read before any of it is kept. */
  const revised = async (documents: z.infer<typeof additions>['documents']): Promise<Revision[]> => {
    const revisions: Revision[] = []
    for (const { document, title, source = document, access = [], text, content, ...rest } of documents) {
      const about = { document, source: cleanText(source), access, tenant, at: ports.now() }
      const made = await ports.revise(
        text === undefined
          ? { ...about, content: Buffer.from(content!, 'base64'), ...withoutUndefined({ mediaType: rest.mediaType }) }
          : { ...about, text: text.toWellFormed(), ...withoutUndefined(rest) },
      )
      if ('unreadable' in made) throw new Problem(422, made.unreadable)
      revisions.push(title === undefined ? made : { ...made, title: cleanText(title) })
    }
    return revisions
  }

  app.openapi(add, async (c) => {
    const { documents, keepRemoved = false } = c.req.valid('json')
    await within(knowledge.caughtUp)
    const answers: z.infer<typeof accepted>[] = []
    for (const made of await revised(documents)) {
      const { document, revision, hidden } = made
      const latest = knowledge.latest(document)
      const removed = keepRemoved && latest !== null && latest.removed && latest.revision === revision
      const changed = !removed && !isSame(made, latest)
      if (changed) await append(made)
      answers.push({ document, revision, changed, removed, hidden })
    }
    return c.json({ accepted: answers }, 202)
  })

  app.openapi(status, async (c) => {
    await within(knowledge.caughtUp)
    const heads = knowledge.heads()
    return c.json(
      { documents: heads.length, chunks: heads.reduce((sum, { chunks }) => sum + chunks, 0), pending: knowledge.pending() },
      200,
    )
  })

  app.openapi(show, async (c) => {
    const { document } = c.req.valid('param')
    const { revision } = c.req.valid('query')
    await within(knowledge.caughtUp)
    const found = await knowledge.read(document, revision)
    if (!found) throw new Problem(404, revision ? `There is no revision ${revision} of ${document}.` : `There is no document ${document}.`)
    const { title, mediaType, sourceType, language, source, text, hidden, access, at } = found
    const latest = knowledge.latest(document)!
    const current = !latest.removed && latest.revision === found.revision
    const shown = { title, mediaType, sourceType, language, source, text, hidden, at, access: [...access] }
    return c.json({ document, revision: found.revision, current, ...shown }, 200)
  })

  app.openapi(remove, async (c) => {
    const { document } = c.req.valid('param')
    await within(knowledge.caughtUp)
    const latest = knowledge.latest(document)
    if (!latest || latest.removed) throw new Problem(404, `There is no document ${document}.`)
    await append({
      ...{
        document,
        tenant,
        at: ports.now(),
        removed: true,
        revision: latest.revision,
        title: latest.title,
        source: latest.source,
        access: latest.access,
      },
      ...{ text: '', mediaType: '', sourceType: '', language: '', hidden: 0 },
    })
    return c.json({ document }, 202)
  })
}

/** Same text, readers, title and source: appending it again would only make it longer. A commit is left out of the source: each moves all files. */
const isSame = (revision: Revision, latest: ReturnType<Parts['knowledge']['latest']>): boolean =>
  latest !== null &&
  !latest.removed &&
  latest.revision === revision.revision &&
  latest.title === revision.title &&
  withoutCommit(latest.source) === withoutCommit(revision.source) &&
  latest.access.join() === revision.access.join()

const withoutCommit = (source: string): string => source.replace(/@[0-9a-f]{40,64}(?=:|$)/, '')

type Present<T> = { [Key in keyof T]: Exclude<T[Key], undefined> }

/** The fields that are there. */
const withoutUndefined = <T extends object>(value: T): Partial<Present<T>> =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<Present<T>>
