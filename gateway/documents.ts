/** Documents as requests and answers of `/v1/knowledge` hold them. */
import { z } from '@hono/zod-openapi'

const mostDocuments = 1_000

/** An address can't hold `.` and `..`, which are resolved away, and `status` is another route. */
const documentPattern = /^(?!(\.{1,2}|status)$)[^\u0000-\u001f\u007f-\u009f]{1,512}$/

export const documentId = z
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

const mediaType = z.string().regex(/^[\w.+-]{1,60}\/[\w.+-]{1,100}$/, 'A media type looks like text/markdown.')

export const revisionId = z.string().regex(/^[0-9a-z]{1,64}$/, 'A revision has 1 to 64 digits or small letters.')

const addition = z
  .object({
    document: documentId,
    text: z.string().min(1).max(2_000_000).optional().openapi({ description: 'Its text; or else `content`' }),
    content: z
      .string()
      .min(4)
      .refine((content) => content.length % 4 === 0 && !/[^A-Za-z0-9+/=]/.test(content), { error: 'Content is written in base64.' })
      .optional()
      .openapi({ description: 'A file in base64, whose text is read: Markdown, HTML, PDF, DOCX, CSV of questions and answers, OpenAPI' }),
    mediaType: mediaType.optional().openapi({
      description: 'Of the text, text/markdown or text/plain; of the content, what it is. By default by the ending of the id',
    }),
    title: z.string().min(1).max(300).optional().openapi({ description: 'By default that of the front matter, else the first heading' }),
    source: z.string().max(2_000).optional().openapi({ description: 'Where it was read from; by default its id' }),
    sourceType: mediaType.optional().openapi({ description: 'Media type of what the text was made from' }),
    hidden: z.int().min(0).max(1_000_000).optional().openapi({ description: 'Hidden passages that were left out when the text was made' }),
    access: z.array(principal).max(100).optional().openapi({
      description: 'Principals that may read it. None means those of its front matter, and everyone where that names none',
    }),
  })
  .refine(({ text, content }) => (text === undefined) !== (content === undefined), {
    error: 'A document has a text or a content, and not both.',
  })
  .refine(({ text, mediaType }) => text === undefined || mediaType === undefined || /^text\/(markdown|plain)$/.test(mediaType), {
    error: 'A text is text/markdown or text/plain; give anything else as content.',
    path: ['mediaType'],
  })

export const additions = z.object({
  documents: z.array(addition).min(1).max(mostDocuments),
  keepRemoved: z.boolean().optional().openapi({
    description: 'Leaves removed what was removed and has not changed since: for what is taken in without a person asking for it',
  }),
})

export const accepted = z.object({
  document: z.string(),
  revision: z.string(),
  changed: z.boolean(),
  removed: z.boolean().openapi({ description: 'Whether it was left out because it was removed before' }),
  hidden: z.int().openapi({ description: 'Hidden passages that are left out of what is found and cited' }),
})

export const listed = z.object({
  document: z.string(),
  revision: z.string(),
  title: z.string(),
  source: z.string(),
  access: z.array(z.string()),
  language: z.string(),
  hidden: z.int(),
  chunks: z.int(),
  embedded: z.int().openapi({ description: 'Texts that were embedded for this revision' }),
  reused: z.int().openapi({ description: 'Texts whose vectors were taken from the revision before' }),
  characters: z.int(),
  at: z.int(),
})
