import { z } from 'zod'

const effort = z.enum(['off', 'low', 'medium', 'high']).default('low')
const key = (what: string) => z.string().optional().meta({ secret: true }).describe(what)

/** Which language models may be asked, in the order GPT, Claude, LLaMA, and within what limits. None is asked where no key and no server is set. */
export const modelSettings = z.object({
  OPENAI_API_KEY: key('Key of OpenAI; with it, GPT is asked first.'),
  OPENAI_BASE_URL: z.url().default('https://api.openai.com/v1').describe('Address of the API of OpenAI.'),
  HOPLINE_OPENAI_MODEL: z.string().default('gpt-6.1-sol').describe('Model of OpenAI.'),
  HOPLINE_OPENAI_EFFORT: effort.describe('Hidden reasoning of that model; `off` leaves the parameter out, for models before GPT-5.'),
  ANTHROPIC_API_KEY: key('Key of Anthropic; with it, Claude is asked where GPT is not set or does not answer.'),
  ANTHROPIC_BASE_URL: z.url().default('https://api.anthropic.com').describe('Address of the API of Anthropic.'),
  HOPLINE_ANTHROPIC_MODEL: z.string().default('claude-sonnet-5-5').describe('Model of Anthropic.'),
  HOPLINE_ANTHROPIC_EFFORT: effort.describe(
    'Hidden reasoning of that model; `off` leaves the parameter out, for models that do not know it.',
  ),
  HOPLINE_LLAMA_URL: z
    .url()
    .optional()
    .describe('Address of a server with OpenAI’s chat completions (vLLM, Ollama, llama.cpp, SageMaker), with its version: http://…/v1.'),
  HOPLINE_LLAMA_MODEL: z.string().default('llama').describe('Model of that server.'),
  HOPLINE_LLAMA_API_KEY: key('Key of that server, where it wants one.'),
  HOPLINE_MODEL_SECONDS: z.coerce
    .number()
    .min(2)
    .max(40)
    .default(25)
    .describe(
      'Seconds that all language models together may take for one answer. A message is answered within 45 s of its time in any case.',
    ),
  HOPLINE_MODEL_SILENCE_SECONDS: z.coerce
    .number()
    .min(1)
    .max(40)
    .default(12)
    .describe('Seconds that a model may be silent, before its first word and between two; after them the next one is asked.'),
  HOPLINE_MODEL_INPUT_TOKENS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(200_000)
    .default(6_000)
    .describe('Tokens of a prompt at most, estimated; the least relevant passages are left out.'),
  HOPLINE_MODEL_OUTPUT_TOKENS: z.coerce
    .number()
    .int()
    .min(100)
    .max(16_000)
    .default(1_500)
    .describe('Tokens of an answer at most, hidden reasoning included.'),
  HOPLINE_MASK: z
    .enum(['all', 'outside'])
    .default('all')
    .describe(
      'For which models personal data and secrets are masked: all, or those `outside` of this machine (not at a loopback address).',
    ),
  HOPLINE_ANSWER_CACHE: z.coerce
    .number()
    .int()
    .min(0)
    .max(100_000)
    .default(1_000)
    .describe('Answers of language models that are kept in memory for equal questions with equal passages; 0 keeps none.'),
  HOPLINE_ANSWER_CACHE_SECONDS: z.coerce.number().min(1).max(86_400).default(3_600).describe('How long they are kept.'),
})

export type ModelSettings = z.infer<typeof modelSettings>
