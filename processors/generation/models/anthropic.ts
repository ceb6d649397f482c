/** Anthropic's messages. The only import of its SDK, whose own retries and log are off, as in openai.ts. */
import Anthropic, { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from '@anthropic-ai/sdk'
import { failedCall, type SdkErrors } from './failed-call.ts'
import { ModelError, type Completion, type LanguageModel, type Usage } from './language-model.ts'
import { isLoopback } from './loopback.ts'

export type AnthropicOptions = {
  readonly model: string
  readonly apiKey: string
  /** Without a version, such as `https://api.anthropic.com`. */
  readonly baseUrl: string
  /** Bounds hidden reasoning; `off` leaves the parameter out, for models that do not know it. */
  readonly effort: 'off' | 'low' | 'medium' | 'high'
}

export const connectAnthropic = ({ model, apiKey, baseUrl, effort }: AnthropicOptions): LanguageModel => {
  const client = new Anthropic({ apiKey, authToken: null, baseURL: baseUrl, maxRetries: 0, logLevel: 'off' })

  return {
    name: model,
    local: isLoopback(baseUrl),
    async answer({ system, user }, { signal, maxTokens, onText }) {
      // No temperature: newer models refuse any but their own.
      const body = {
        model,
        system,
        messages: [{ role: 'user' as const, content: user }],
        max_tokens: maxTokens,
        ...(effort === 'off' ? {} : { output_config: { effort } }),
      }
      try {
        if (!onText) return completionOf(model, await client.messages.create({ ...body, stream: false }, { signal }))
        return await collect(model, await client.messages.create({ ...body, stream: true }, { signal }), signal, onText)
      } catch (error) {
        throw failedCall(model, error, signal, errors)
      }
    },
    async probe(signal) {
      try {
        const { id } = await client.models.retrieve(model, undefined, { signal })
        return `${id} at ${URL.parse(baseUrl)?.host ?? baseUrl}`
      } catch (error) {
        throw failedCall(model, error, signal, errors)
      }
    },
  }
}

const completionOf = (model: string, { content, stop_reason, usage }: Anthropic.Message): Completion => {
  const text = content.flatMap((block) => (block.type === 'text' ? block.text : [])).join('')
  return finished(model, text, stop_reason, usageOf(usage))
}

/** @throws ModelError interrupted where the stream ends without a reason: the SDK tells neither a cut nor an abort apart from an end */
const collect = async (
  model: string,
  events: AsyncIterable<Anthropic.RawMessageStreamEvent>,
  signal: AbortSignal,
  onText: (text: string) => void,
): Promise<Completion> => {
  let text = ''
  let reason: string | null = null
  let stopped = false
  let usage: Usage | null = null
  for await (const event of events) {
    if (event.type === 'message_start') usage = usageOf(event.message.usage)
    else if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') {
      text += event.delta.text
      onText(event.delta.text)
    } else if (event.type === 'message_delta') {
      reason = event.delta.stop_reason
      usage = { ...(usage ?? { input: 0, cachedInput: 0 }), output: event.usage.output_tokens }
    } else if (event.type === 'message_stop') stopped = true
  }
  signal.throwIfAborted()
  return finished(model, text, stopped ? reason : null, usage)
}

const finished = (model: string, text: string, reason: string | null, usage: Usage | null): Completion => {
  if (reason === 'refusal') throw new ModelError('filtered', `${model} did not answer: it refused.`)
  if (reason === 'model_context_window_exceeded') throw new ModelError('too-long', `The prompt is too long for ${model}.`)
  if (reason === null) throw new ModelError('interrupted', `The answer of ${model} ended before it was finished.`)
  return { text, finish: reason === 'max_tokens' ? 'length' : 'stop', usage }
}

/** `input_tokens` leaves out what its cache held or took in. */
const usageOf = ({ input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens }: Anthropic.Usage): Usage => {
  const cachedInput = cache_read_input_tokens ?? 0
  return { input: input_tokens + cachedInput + (cache_creation_input_tokens ?? 0), cachedInput, output: output_tokens }
}

const errors: SdkErrors = {
  ...{ aborted: APIUserAbortError, timeout: APIConnectionTimeoutError, connection: APIConnectionError },
  said(error) {
    if (!(error instanceof APIError)) return null
    const { status, type, headers } = error as APIError
    // With a status its type says nothing more, but for what is owed.
    return { status, word: status === undefined || type === 'billing_error' ? type : null, headers }
  },
  words: {
    invalid_request_error: 'bad-request',
    authentication_error: 'unauthorised',
    permission_error: 'unauthorised',
    billing_error: 'no-credit',
    not_found_error: 'unknown-model',
    request_too_large: 'too-long',
    rate_limit_error: 'busy',
    timeout_error: 'timeout',
    api_error: 'server-error',
    overloaded_error: 'overloaded',
  },
}
