import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { openModels } from './open-models.ts'
import { modelSettings } from './settings.ts'

/** Opens models in a process of its own and tells which SDKs were loaded there. */
const loadedWith = async (settings: object): Promise<string[]> => {
  const script = `
    import { registerHooks } from 'node:module'
    const loaded = new Set()
    registerHooks({ resolve(name, context, next) { const found = next(name, context); const sdk = /node_modules\\/(openai|@anthropic-ai)\\//.exec(found.url); if (sdk) loaded.add(sdk[1]); return found } })
    const { openModels } = await import(${JSON.stringify(new URL('open-models.ts', import.meta.url).href)})
    const { modelSettings } = await import(${JSON.stringify(new URL('settings.ts', import.meta.url).href)})
    await openModels(modelSettings.parse(${JSON.stringify(settings)}))
    console.log(JSON.stringify([...loaded]))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  return JSON.parse(stdout) as string[]
}

describe('openModels', () => {
  it('opens those that are set, in the order GPT, Claude, LLaMA', async () => {
    const names = async (settings: object) => (await openModels(modelSettings.parse(settings))).map(({ name, local }) => [name, local])
    expect(await names({})).toEqual([])
    const all = { HOPLINE_LLAMA_URL: 'http://127.0.0.1:8000/v1', ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' }
    expect(await names({ ...all, HOPLINE_OPENAI_MODEL: 'g', HOPLINE_ANTHROPIC_MODEL: 'c', HOPLINE_LLAMA_MODEL: 'l' })).toEqual([
      ['g', false],
      ['c', false],
      ['l', true],
    ])
  })

  it('loads no SDK that no setting asks for', async () => {
    expect(await loadedWith({})).toEqual([])
    expect(await loadedWith({ ANTHROPIC_API_KEY: 'k' })).toEqual(['@anthropic-ai'])
  })
})
