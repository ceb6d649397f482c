/** What a failed call of an SDK means, whichever SDK it was. */
import { ModelError, type FailureKind } from './language-model.ts'
import { kindOfStatus, retryAfterOf } from './retry-table.ts'

/** How the two SDKs, which are generated alike, tell of a failure. */
export type SdkErrors = {
  readonly aborted: abstract new (...args: never) => Error
  readonly timeout: abstract new (...args: never) => Error
  readonly connection: abstract new (...args: never) => Error
  /** What the server said; null where the error is none of its. */
  said(
    error: unknown,
  ): { readonly status: number | undefined; readonly word: string | null | undefined; readonly headers: Headers | undefined } | null
  /** Words that say more than the status, or come within a stream, where there is none. */
  readonly words: Readonly<Record<string, FailureKind>>
}

/** The message names the model, the status and the server's word for it; never what the server says at length, which may repeat the prompt. */
export const failedCall = (model: string, error: unknown, signal: AbortSignal, sdk: SdkErrors): ModelError => {
  if (error instanceof ModelError) return error
  if (signal.aborted || error instanceof sdk.aborted)
    return new ModelError('aborted', `The call of ${model} was called off.`, { cause: signal.reason })
  if (error instanceof sdk.timeout) return new ModelError('timeout', `${model} did not answer in time.`)
  if (error instanceof sdk.connection) return new ModelError('unreachable', `The server of ${model} can't be reached.`)
  const said = sdk.said(error)
  if (!said) return new ModelError('interrupted', `The answer of ${model} broke off or could not be read.`)
  const { status, word, headers } = said
  const kind = sdk.words[word ?? ''] ?? (status === undefined ? 'server-error' : kindOfStatus(status))
  const shown = [status, word].filter(Boolean).join(', ') || 'an error within the stream'
  return new ModelError(kind, `${model} refused the call (${shown}).`, { retryAfterMs: retryAfterOf(headers, Date.now()) })
}
