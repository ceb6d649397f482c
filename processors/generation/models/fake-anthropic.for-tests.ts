import type { Behaviour, Body, Dialect } from './fake-server.for-tests.ts'

const reasons = { stop: 'end_turn', length: 'max_tokens', filtered: 'refusal' } as const
const usageOf = ({ input = 900, cachedInput = 0, output = 60 }: Behaviour & { kind: 'say' }) => ({
  ...{ input_tokens: input - cachedInput, output_tokens: output, cache_read_input_tokens: cachedInput, cache_creation_input_tokens: 0 },
  ...{ cache_creation: null, server_tool_use: null, service_tier: 'standard', inference_geo: null, output_tokens_details: null },
})
const messageOf = (body: Body, content: object[], reason: string | null, say: Behaviour & { kind: 'say' }) => ({
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: body.model, content },
  ...{ stop_reason: reason, stop_sequence: null, stop_details: null, container: null, usage: usageOf(say) },
})

/** Anthropic's messages; what it thinks before it speaks comes as a block of its own. */
export const anthropicDialect: Dialect = {
  contract: 'anthropic-messages.json',
  path: '/v1/messages',
  requestOf: 'CreateMessageParams',
  answerOf: 'Message',
  eventOf: 'MessageStreamEvent',
  errorOf: 'ErrorResponse',
  prompt: (body) => [String(body['system']), ...(body['messages'] as { content: string }[]).map(({ content }) => content)].join('\n'),
  // Keys go as bearer tokens since version 2026-10-21 of the API, and in a header of their own before.
  refuses: ({ authorization, 'x-api-key': key, 'anthropic-version': version }) =>
    (key || /^Bearer \S+$/.test(authorization ?? '')) && /^\d{4}-\d{2}-\d{2}$/.test(String(version)) ? null : 'authentication_error',
  answer: (body, text, say) =>
    messageOf(
      body,
      [
        { type: 'thinking', thinking: 'Hm.', signature: 's' },
        { type: 'text', text, citations: null },
      ],
      reasons[say.finish ?? 'stop'],
      say,
    ),
  events: (body, pieces, say) => ({
    before: [
      { type: 'message_start', message: messageOf(body, [], null, { ...say, output: 1 }) },
      { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '', citations: null } },
    ],
    pieces: pieces.map((text) => ({ type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text } })),
    after: [
      { type: 'content_block_stop', index: 1 },
      {
        type: 'message_delta',
        delta: { stop_reason: reasons[say.finish ?? 'stop'], stop_sequence: null, stop_details: null, container: null },
        usage: {
          ...{ input_tokens: null, output_tokens: say.output ?? 60, cache_read_input_tokens: null, cache_creation_input_tokens: null },
          ...{ server_tool_use: null, output_tokens_details: null },
        },
      },
      { type: 'message_stop' },
    ],
  }),
  error: (_status, word) => ({ type: 'error', error: { type: word, message: 'No.' }, request_id: 'req_1' }),
  write: (event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`,
  end: '',
  models: (model) => ({
    path: `/v1/models/${model}`,
    of: 'ModelInfo',
    body: {
      ...{ type: 'model', id: model, display_name: 'Test', created_at: '2026-01-01T00:00:00Z' },
      ...{ capabilities: null, max_input_tokens: null, max_tokens: null },
    },
  }),
}
