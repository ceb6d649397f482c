/** The port to a language model, wherever it runs, and the one form that its failures have. */

export type Prompt = { readonly system: string; readonly user: string }

/** Tokens as the model's owner counts them. `cachedInput` is the part of `input` that was read from its cache, at a lower price. */
export type Usage = { readonly input: number; readonly cachedInput: number; readonly output: number }

export type Completion = {
  readonly text: string
  /** `length`: the limit of tokens was reached, so that the last sentence may be cut. */
  readonly finish: 'stop' | 'length'
  /** null where the server does not tell. */
  readonly usage: Usage | null
}

export type LanguageModel = {
  /** As its owner names it; also what the answer says spoke. */
  readonly name: string
  /** That texts stay on this machine: its server has a loopback address. */
  readonly local: boolean
  /**
   * Streams where `onText` is given, which is called with each piece of the text as it comes.
   * @param options.maxTokens of the output, hidden reasoning included
   * @throws ModelError
   */
  answer(
    prompt: Prompt,
    options: { readonly signal: AbortSignal; readonly maxTokens: number; readonly onText?: (text: string) => void },
  ): Promise<Completion>
  /** One sentence on whether its server answers and knows the model; asks for no tokens. @throws ModelError */
  probe(signal: AbortSignal): Promise<string>
}

/** What can go wrong with a call; `failures` in retry-table.ts says what is done then. */
export type FailureKind =
  | 'aborted'
  | 'bad-request'
  | 'busy'
  | 'conflict'
  | 'filtered'
  | 'interrupted'
  | 'no-credit'
  | 'overloaded'
  | 'server-error'
  | 'timeout'
  | 'too-long'
  | 'unauthorised'
  | 'unknown-model'
  | 'unreachable'

/** A failed call. Its message never holds text of a prompt or an answer, nor a key: it is logged and kept. */
export class ModelError extends Error {
  override name = 'ModelError'
  readonly kind: FailureKind
  /** How long the server asks to wait, in ms. */
  readonly retryAfterMs: number | null

  constructor(kind: FailureKind, message: string, options: { cause?: unknown; retryAfterMs?: number | null } = {}) {
    super(message, { cause: options.cause })
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}
