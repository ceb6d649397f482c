/** Documents: listed, taken in, shown as they were cited, removed. */
import { createRoute, z } from '@hono/zod-openapi'
import type { Revision } from '../../schemas/index.ts'
import { topics } from '../../streams/topics.ts'
import { tenant } from '../keys.ts'
import type { App, Parts } from '../parts.ts'
import { within } from '../patience.ts'
import { Problem, refusals } from '../problem.ts'
import { cleanText, json, jsonBody } from '../schemas.ts'

const mostDocuments = 1_000

/** An address can't hold `.` and `..`, which are resolved away, and `status` is another route. */
const documentPattern = /^(?!(\.{1,2}|status)$)[^\u0000-\u001f\u007f-\u009f]{1,512}$/

const documentId = z
  .string()
  .refine((id) => documentPattern.test(id) && id.isWellFormed(), {
    error: 'A document id has 1 to 512 characters, no control character, and is none of . and .. and status.',
  })
  .openapi({
    type: 'string',
    minLength: 1,
    maxLength: 512,
    pattern: documentPattern.source,
    description: 'Path or address of the document',
    example: 'kubernetes/oomkilled.md',
  })

const principal = z.string().regex(/^[!-~]{1,200}$/, 'A principal has 1 to 200 visible ASCII characters.')

const revisionId = z.string().regex(/^[0-9a-z]{1,64}$/, 'A revision has 1 to 64 digits or small letters.')

const accepted = z.object({ document: z.string(), revision: z.string(), changed: z.boolean() })

const list = createRoute({
  method: 'get',
  path: '/v1/knowledge',
  summary: 'Documents that can be found',
  tags: ['knowledge'],
  responses: {
    200: json(
      z.object({
        documents: z.array(
          z.object({
            document: z.string(),
            revision: z.string(),
            title: z.string(),
            source: z.string(),
            access: z.array(z.string()),
            chunks: z.int(),
            characters: z.int(),
            at: z.int(),
          }),
        ),
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
    body: jsonBody(
      z.object({
        documents: z
          .array(
            z.object({
              document: documentId,
              text: z.string().min(1).max(2_000_000),
              title: z
                .string()
                .min(1)
                .max(300)
                .optional()
                .openapi({ description: 'By default that of the front matter, else the first heading' }),
              source: z.string().max(2_000).optional().openapi({ description: 'Where it was read from; by default its id' }),
              access: z.array(principal).max(100).optional().openapi({ description: 'Principals that may read it; none means everyone' }),
            }),
          )
          .min(1)
          .max(mostDocuments),
      }),
    ),
  },
  responses: {
    202: json(z.object({ accepted: z.array(accepted) }), 'What changed is in the log, and can be found soon'),
    ...refusals('body'),
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
      { topic: topics.revisions.name, key: Buffer.from(revision.document), value: ports.codec.encode(topics.revisions, revision) },
    ])
    knowledge.note(revision, placed!)
  }

  app.openapi(list, async (c) => {
    await within(knowledge.caughtUp)
    const documents = knowledge.heads().map(({ document, revision, title, source, access, chunks, characters, at }) => ({
      ...{ document, revision, title, source, chunks, characters, at },
      access: [...access],
    }))
    return c.json({ documents }, 200)
  })

  app.openapi(add, async (c) => {
    const { documents } = c.req.valid('json')
    await within(knowledge.caughtUp)
    const accepted: { document: string; revision: string; changed: boolean }[] = []
    for (const { document, title, ...rest } of documents) {
      const made = ports.revise({
        document,
        text: rest.text.toWellFormed(),
        source: cleanText(rest.source ?? document),
        access: rest.access ?? [],
        tenant,
        at: ports.now(),
      })
      const revision = title === undefined ? made : { ...made, title: cleanText(title) }
      const changed = !isSame(revision, knowledge.latest(document))
      if (changed) await append(revision)
      accepted.push({ document, revision: revision.revision, changed })
    }
    return c.json({ accepted }, 202)
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
    const { title, mediaType, source, text, access, at } = found
    const latest = knowledge.latest(document)!
    const current = !latest.removed && latest.revision === found.revision
    return c.json({ document, revision: found.revision, current, title, mediaType, source, text, at, access: [...access] }, 200)
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
      ...{ text: '', mediaType: '', language: '' },
    })
    return c.json({ document }, 202)
  })
}

/** Same text, readers, title and source: appending it again would only embed it again. */
const isSame = (revision: Revision, latest: ReturnType<Parts['knowledge']['latest']>): boolean =>
  latest !== null &&
  !latest.removed &&
  latest.revision === revision.revision &&
  latest.title === revision.title &&
  latest.source === revision.source &&
  latest.access.join() === revision.access.join()
