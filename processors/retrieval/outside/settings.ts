import { z } from 'zod'

const key = (what: string) => z.string().optional().meta({ secret: true }).describe(what)

/** Where the vectors of chunks are searched. */
export const outsideSettings = {
  HOPLINE_VECTOR_STORE: z
    .enum(['built-in', 'pinecone', 'elasticsearch'])
    .default('built-in')
    .describe('What finds the nearest vectors: the index in this process, or a service. Words are searched in this process in any case.'),
  PINECONE_API_KEY: key('Key of Pinecone.'),
  PINECONE_HOST: z
    .string()
    .regex(/^(https?:\/\/)?[\w.-]+(:\d+)?\/?$/, 'is no host name')
    .optional()
    .describe('Host of a dense Pinecone index of 384 dimensions by dotproduct or cosine. Each tenant gets a namespace in it.'),
  ELASTICSEARCH_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of Elasticsearch, 8.18 or later; it may hold a name and a password.'),
  ELASTICSEARCH_API_KEY: key('Key of Elasticsearch, encoded, where it wants one.'),
  HOPLINE_VECTOR_INDEX: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,200}$/, 'is no name of an index: lower-case letters, digits, dots, hyphens and underscores')
    .default('hopline-vectors')
    .describe(
      'Name of the vectors in a store outside: the index of Elasticsearch, which is made where it is missing, or the first part of each namespace at Pinecone. Each log needs one of its own, because what it does not know is erased there.',
    ),
}

export type OutsideSettings = z.infer<z.ZodObject<typeof outsideSettings>>

const needed = {
  'built-in': [],
  pinecone: ['PINECONE_API_KEY', 'PINECONE_HOST'],
  elasticsearch: ['ELASTICSEARCH_URL'],
} as const

/** A check of a zod object that has these settings: what the chosen store needs is there. */
export const demandsOfStore = (settings: OutsideSettings, context: z.RefinementCtx): void => {
  for (const name of needed[settings.HOPLINE_VECTOR_STORE])
    if (settings[name] === undefined)
      context.addIssue({ code: 'custom', path: [name], message: `is needed for HOPLINE_VECTOR_STORE=${settings.HOPLINE_VECTOR_STORE}` })
}
