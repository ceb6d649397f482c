import type { Behaviour, Body, Dialect } from './fake-server.for-tests.ts'

const reasons = { stop: 'stop', length: 'length', filtered: 'content_filter' } as const
const about = (body: Body) => ({ id: 'chatcmpl-1', created: 1_764_000_000, model: body.model })
const usageOf = ({ input = 900, cachedInput = 0, output = 60 }: Behaviour & { kind: 'say' }) => ({
  ...{ prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  prompt_tokens_details: { cached_tokens: cachedInput },
})
const chunk = (body: Body, delta: object, reason: string | null) => ({
  ...about(body),
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta, finish_reason: reason, logprobs: null }],
})

/** OpenAI's chat completions, and those of the servers that speak like it. */
export const openAiDialect: Dialect = {
  contract: 'openai-chat.json',
  path: '/v1/chat/completions',
  requestOf: 'CreateChatCompletionRequest',
  answerOf: 'CreateChatCompletionResponse',
  eventOf: 'CreateChatCompletionStreamResponse',
  errorOf: 'ErrorResponse',
  prompt: (body) => (body['messages'] as { content: string }[]).map(({ content }) => content).join('\n'),
  refuses: ({ authorization }) => (/^Bearer \S+$/.test(authorization ?? '') ? null : 'invalid_api_key'),
  answer: (body, text, say) => ({
    ...about(body),
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null },
        finish_reason: reasons[say.finish ?? 'stop'],
        logprobs: null,
      },
    ],
    usage: usageOf(say),
  }),
  events: (body, pieces, say) => ({
    before: [chunk(body, { role: 'assistant', content: '' }, null)],
    pieces: pieces.map((content) => chunk(body, { content }, null)),
    after: [
      chunk(body, {}, reasons[say.finish ?? 'stop']),
      ...((body['stream_options'] as { include_usage?: boolean } | undefined)?.include_usage
        ? [{ ...about(body), object: 'chat.completion.chunk', choices: [], usage: usageOf(say) }]
        : []),
    ],
  }),
  error: (_status, word) => ({ error: { message: 'No.', type: 'test', param: null, code: word } }),
  write: (event) => `data: ${JSON.stringify(event)}\n\n`,
  end: 'data: [DONE]\n\n',
  models: (model) => ({
    path: '/v1/models',
    of: 'ListModelsResponse',
    body: { object: 'list', data: [{ id: model, object: 'model', created: 1, owned_by: 'test' }] },
  }),
}
