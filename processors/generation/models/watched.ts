/** A model whose calls end when they take too long or fall silent. */
import { ModelError, type LanguageModel } from './language-model.ts'

/**
 * @param limits.totalMs of one call
 * @param limits.silenceMs before the first piece of text and between two; a call that does not stream is bound by the total alone
 * @param outer ends every call, as the options' own signal does
 */
export const watched = (
  model: LanguageModel,
  limits: { readonly totalMs: number; readonly silenceMs: number },
  outer: AbortSignal,
): LanguageModel => ({
  ...model,
  async answer(prompt, { signal, maxTokens, onText }) {
    const late = new AbortController()
    const end = () => late.abort(new ModelError('timeout', `${model.name} did not answer in time.`))
    const total = setTimeout(end, limits.totalMs)
    let silence = onText && setTimeout(end, limits.silenceMs)
    const heard = onText && {
      onText: (text: string) => {
        clearTimeout(silence)
        silence = setTimeout(end, limits.silenceMs)
        onText(text)
      },
    }
    try {
      return await model.answer(prompt, { signal: AbortSignal.any([signal, outer, late.signal]), maxTokens, ...heard })
    } catch (error) {
      throw late.signal.aborted && !outer.aborted && !signal.aborted ? late.signal.reason : error
    } finally {
      clearTimeout(total)
      clearTimeout(silence)
    }
  },
})
