/** The shapes that requests and answers of several routes share. */
import { z } from '@hono/zod-openapi'

/** Longest text of a message, in characters (Unicode code points). */
export const textLimit = 8_000

const visible = /[^\u0000-\u0020\u007f-\u00a0]/

/** Half of a surrogate pair, and control characters other than tab and line feed, can't be shown or stored: each becomes U+FFFD. */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')

/** Text that a person wrote. */
export const text = (limit: number) =>
  z
    .string()
    .refine((value) => [...value].length <= limit, {
      error: `The text has more than ${limit.toLocaleString('en')} characters. Shorten it.`,
    })
    .refine((value) => visible.test(value), { error: 'The text is empty. Write at least one character.' })
    .transform(cleanText)
    .openapi({ type: 'string', minLength: 1, maxLength: limit, pattern: visible.source })

export const conversationId = z
  .string()
  .regex(/^[A-Za-z0-9._:~@+=-]{1,128}$/, 'A conversation id has 1 to 128 letters, digits or characters of . _ : ~ @ + = -')
  .openapi({ example: '01K6Z4T2Q0J8VB5N3M7XW9CDEF' })

export const messageId = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'A message id has 26 characters, as POST /v1/messages answered it.')
  .openapi({ example: '01K6Z4T2Q0J8VB5N3M7XW9CDEF' })

const time = z.int().openapi({ description: 'ms since 1970' })

export const hopSchema = z
  .object({
    name: z.string(),
    topic: z.string(),
    partition: z.int(),
    offset: z.int(),
    at: time,
    ms: z.int().openapi({ description: 'Time since the hop before' }),
  })
  .openapi('Hop')

const citationSchema = z
  .object({
    document: z.string(),
    revision: z.string(),
    start: z.int().openapi({ description: 'First UTF-16 code unit in the document' }),
    end: z.int().openapi({ description: 'One past the last' }),
    quote: z.string(),
    title: z.string(),
    headings: z.array(z.string()),
  })
  .openapi('Citation')

export const citations = z.array(citationSchema)

const actionSchema = z
  .object({ name: z.string(), parameters: z.record(z.string(), z.string()), verdict: z.string(), reason: z.string() })
  .openapi('Action')

const replySchema = z
  .object({
    text: z.string().openapi({ description: 'Markdown; [1] refers to the first citation' }),
    kind: z.enum(['answer', 'refusal', 'question', 'proposal', 'talk', 'failure']),
    model: z.string(),
    citations,
    action: actionSchema.nullable(),
  })
  .openapi('Reply')

export type ReplyJson = z.infer<typeof replySchema>

export const statusSchema = z.enum(['accepted', 'working', 'done', 'failed'])

export const messageSchema = z
  .object({ messageId, conversationId: z.string(), status: statusSchema, reply: replySchema.nullable(), hops: z.array(hopSchema) })
  .openapi('Message')

export type MessageJson = z.infer<typeof messageSchema>

export const partSchema = z.object({ name: z.string(), ready: z.boolean(), detail: z.string() }).openapi('Part')

/** A JSON answer of a route. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
})

/** The JSON body of a request. */
export const jsonBody = <Schema extends z.ZodType>(schema: Schema) => ({ required: true, content: { 'application/json': { schema } } })
