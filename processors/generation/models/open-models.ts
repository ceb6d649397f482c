/** The language models that the settings name, in the order they are asked. An SDK is loaded where its model is set, and nowhere else. */
import type { LanguageModel } from './language-model.ts'
import type { ModelSettings } from './settings.ts'

export const openModels = async (settings: ModelSettings): Promise<LanguageModel[]> => {
  const models: LanguageModel[] = []
  const { OPENAI_API_KEY: openAiKey, ANTHROPIC_API_KEY: anthropicKey, HOPLINE_LLAMA_URL: llamaUrl } = settings
  if (openAiKey) {
    const { connectOpenAi } = await import('./openai.ts')
    const dialect = { kind: 'openai', effort: settings.HOPLINE_OPENAI_EFFORT } as const
    models.push(connectOpenAi({ model: settings.HOPLINE_OPENAI_MODEL, apiKey: openAiKey, baseUrl: settings.OPENAI_BASE_URL, dialect }))
  }
  if (anthropicKey) {
    const { connectAnthropic } = await import('./anthropic.ts')
    const { HOPLINE_ANTHROPIC_MODEL: model, HOPLINE_ANTHROPIC_EFFORT: effort, ANTHROPIC_BASE_URL: baseUrl } = settings
    models.push(connectAnthropic({ model, apiKey: anthropicKey, baseUrl, effort }))
  }
  if (llamaUrl) {
    const { connectOpenAi } = await import('./openai.ts')
    // The SDK wants a key; servers that want none ignore it.
    const apiKey = settings.HOPLINE_LLAMA_API_KEY ?? 'none'
    models.push(connectOpenAi({ model: settings.HOPLINE_LLAMA_MODEL, apiKey, baseUrl: llamaUrl, dialect: { kind: 'compatible' } }))
  }
  return models
}
