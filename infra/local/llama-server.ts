/**
 * `node llama-server.ts FOLDER PORT`: OpenAI's chat completions on the model of a folder that llama.ts has fetched. One answer at a time, on the CPU.
 * What is needed of the interface is there: the list of models, system and user messages, streaming with usage, a limit of tokens, temperature.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder = '', port = ''] = process.argv.slice(2)
const name = 'smollm2'

/** What is used of node-llama-cpp, which is no dependency of this repository. */
type Sequence = { dispose(): void }
type Result = { responseText: string; stopReason: string }
type Session = { promptWithMeta(text: string, options: object): Promise<Result>; dispose(): void }
type Llama = {
  getLlama(options: object): Promise<{
    loadModel(options: object): Promise<{
      tokenize(text: string): unknown[]
      createContext(options: object): Promise<{ getSequence(): Sequence }>
    }>
  }>
  LlamaChatSession: new (options: object) => Session
}

const { getLlama, LlamaChatSession } = (await import(
  pathToFileURL(join(folder, 'node_modules/node-llama-cpp/dist/index.js')).href
)) as Llama
const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, logLevel: 'error' })
const model = await llama.loadModel({ modelPath: join(folder, 'model.gguf'), gpuLayers: 0 })
// One thread: several wait for each other in a busy loop, which on cores that others use costs a hundredfold.
const context = await model.createContext({ contextSize: 4_096, sequences: 1, threads: 1 })

type Request = {
  messages: { role: string; content: string }[]
  stream?: boolean
  stream_options?: { include_usage?: boolean }
  max_tokens?: number
  temperature?: number
}

const complete = async (body: Request, response: ServerResponse): Promise<void> => {
  const system = body.messages.flatMap(({ role, content }) => (role === 'system' ? content : [])).join('\n')
  const text = body.messages.flatMap(({ role, content }) => (role === 'system' ? [] : content)).join('\n')
  const about = { id: `chatcmpl-${Date.now()}`, created: Math.floor(Date.now() / 1_000), model: name }
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const event = (delta: object, reason: string | null) =>
    response.write(
      `data: ${JSON.stringify({ ...about, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`,
    )
  const sequence = context.getSequence()
  const session = new LlamaChatSession({ contextSequence: sequence, systemPrompt: system })
  try {
    if (body.stream) response.setHeader('content-type', 'text/event-stream')
    const { responseText, stopReason } = await session.promptWithMeta(text, {
      maxTokens: body.max_tokens ?? 256,
      temperature: body.temperature ?? 0,
      signal: gone.signal,
      stopOnAbortSignal: true,
      ...(body.stream ? { onTextChunk: (content: string) => event({ content }, null) } : {}),
    })
    const [input, output] = [model.tokenize(system + text).length, model.tokenize(responseText).length]
    const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output }
    const reason = stopReason === 'maxTokens' ? 'length' : 'stop'
    if (body.stream) {
      event({}, reason)
      if (body.stream_options?.include_usage)
        response.write(`data: ${JSON.stringify({ ...about, object: 'chat.completion.chunk', choices: [], usage })}\n\n`)
      return void response.end('data: [DONE]\n\n')
    }
    const choices = [
      { index: 0, message: { role: 'assistant', content: responseText, refusal: null }, finish_reason: reason, logprobs: null },
    ]
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...about, object: 'chat.completion', choices, usage }))
  } finally {
    session.dispose()
    sequence.dispose()
  }
}

const fail = (response: ServerResponse, status: number, message: string) => {
  if (response.headersSent) return void response.destroy()
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ error: { message, type: 'error', param: null, code: null } }))
}

const read = async (request: IncomingMessage): Promise<Request> => {
  let raw = ''
  for await (const chunk of request) raw += String(chunk)
  return JSON.parse(raw) as Request
}

let last: Promise<void> = Promise.resolve()
createServer((request, response) => {
  if (request.url === '/v1/models') {
    response.setHeader('content-type', 'application/json')
    return void response.end(JSON.stringify({ object: 'list', data: [{ id: name, object: 'model', created: 0, owned_by: 'local' }] }))
  }
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions') return fail(response, 404, 'There is no such path here.')
  read(request).then(
    (body) =>
      (last = last
        .then(() => (response.destroyed ? undefined : complete(body, response)))
        .catch((error: unknown) => fail(response, 500, String(error)))),
    () => fail(response, 400, 'The body is no JSON.'),
  )
}).listen(Number(port), '127.0.0.1')
