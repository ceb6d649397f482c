/**
 * OpenAI, and every server that speaks its chat completions: vLLM, Ollama, llama.cpp, SageMaker. The only import of its SDK, whose own retries
 * and log are off: retries are those of retry-table.ts, and its log would hold texts.
 */
import OpenAI, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from 'openai'
import type { ChatCompletionCreateParamsBase, ChatCompletionChunk } from 'openai/resources/chat/completions'
import { failedCall, type SdkErrors } from './failed-call.ts'
import { ModelError, type Completion, type LanguageModel, type Usage } from './language-model.ts'
import { isLoopback } from './loopback.ts'

export type OpenAiOptions = {
  readonly model: string
  readonly apiKey: string
  /** With its version, such as `https://api.openai.com/v1`. */
  readonly baseUrl: string
  /**
   * `openai`: limits count hidden reasoning, nothing is stored, `effort` bounds the reasoning, and sampling is the model's own, because
   * reasoning models refuse another. `compatible`: the parameters that all such servers know, at temperature 0.
   */
  readonly dialect: { readonly kind: 'openai'; readonly effort: 'off' | 'low' | 'medium' | 'high' } | { readonly kind: 'compatible' }
}

export const connectOpenAi = ({ model, apiKey, baseUrl, dialect }: OpenAiOptions): LanguageModel => {
  const client = new OpenAI({ apiKey, baseURL: baseUrl, organization: null, project: null, maxRetries: 0, logLevel: 'off' })
  const parameters = (maxTokens: number): Partial<ChatCompletionCreateParamsBase> =>
    dialect.kind === 'compatible'
      ? { max_tokens: maxTokens, temperature: 0 }
      : {
          max_completion_tokens: maxTokens,
          store: false,
          ...(dialect.effort === 'off' ? {} : { reasoning_effort: dialect.effort }),
        }

  return {
    name: model,
    local: isLoopback(baseUrl),
    async answer({ system, user }, { signal, maxTokens, onText }) {
      const messages = [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ] as const
      const body = { model, messages: [...messages], ...parameters(maxTokens) }
      try {
        if (!onText) return completionOf(model, await client.chat.completions.create({ ...body, stream: false }, { signal }))
        const chunks = await client.chat.completions.create({ ...body, stream: true, stream_options: { include_usage: true } }, { signal })
        return await collect(model, chunks, signal, onText)
      } catch (error) {
        throw failedCall(model, error, signal, errors)
      }
    },
    async probe(signal) {
      try {
        const { data } = await client.models.list({ signal })
        if (data.length > 0 && !data.some(({ id }) => id === model))
          throw new ModelError('unknown-model', `The server at ${hostOf(baseUrl)} does not list ${model}.`)
        return `${model} at ${hostOf(baseUrl)}`
      } catch (error) {
        throw failedCall(model, error, signal, errors)
      }
    },
  }
}

const completionOf = (model: string, { choices, usage }: OpenAI.ChatCompletion): Completion => {
  const choice = choices[0]
  return finished(model, choice?.message.content ?? '', choice?.finish_reason ?? null, !!choice?.message.refusal, usageOf(usage))
}

/** @throws ModelError interrupted where the stream ends without a reason: the SDK tells neither a cut nor an abort apart from an end */
const collect = async (model: string, chunks: AsyncIterable<ChatCompletionChunk>, signal: AbortSignal, onText: (text: string) => void) => {
  let text = ''
  let reason: string | null = null
  let refused = false
  let usage: Usage | null = null
  for await (const chunk of chunks) {
    const choice = chunk.choices[0]
    usage = usageOf(chunk.usage) ?? usage
    reason = choice?.finish_reason ?? reason
    refused ||= !!choice?.delta.refusal
    const piece = choice?.delta.content
    if (!piece || refused) continue
    text += piece
    onText(piece)
  }
  signal.throwIfAborted()
  return finished(model, text, reason, refused, usage)
}

const finished = (model: string, text: string, reason: string | null, refused: boolean, usage: Usage | null): Completion => {
  if (refused || reason === 'content_filter') throw new ModelError('filtered', `${model} did not answer: its content filter stopped it.`)
  if (reason === null) throw new ModelError('interrupted', `The answer of ${model} ended before it was finished.`)
  return { text, finish: reason === 'length' ? 'length' : 'stop', usage }
}

const usageOf = (usage: OpenAI.CompletionUsage | null | undefined): Usage | null =>
  usage
    ? {
        input: usage.prompt_tokens,
        cachedInput: usage.prompt_tokens_details?.cached_tokens ?? 0,
        output: usage.completion_tokens,
      }
    : null

const errors: SdkErrors = {
  ...{ aborted: APIUserAbortError, timeout: APIConnectionTimeoutError, connection: APIConnectionError },
  said: (error) => (error instanceof APIError ? { status: error.status, word: error.code, headers: error.headers } : null),
  words: {
    insufficient_quota: 'no-credit',
    context_length_exceeded: 'too-long',
    model_not_found: 'unknown-model',
    content_policy_violation: 'filtered',
    content_filter: 'filtered',
  },
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? url
