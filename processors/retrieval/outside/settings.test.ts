import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readSettings, settingFacts } from '../../../streams/config.ts'
import { openOutside } from './open-outside.ts'
import { demandsOfStore, outsideSettings } from './settings.ts'

const schema = z.object(outsideSettings).superRefine(demandsOfStore)
const read = (environment: Record<string, string>) => readSettings([schema], environment)[0]
const name = async (environment: Record<string, string>) => {
  const store = await openOutside(read(environment))
  await store?.close()
  return store?.name ?? null
}

describe('the settings of the vector store', () => {
  it('choose the index in this process where nothing is set, whatever addresses are set for other ends', async () => {
    expect(await name({})).toBeNull()
    expect(await name({ ELASTICSEARCH_URL: 'http://127.0.0.1:9200', PINECONE_API_KEY: 'k' })).toBeNull()
  })

  it('choose a service, which is named without what is secret', async () => {
    const pinecone = { HOPLINE_VECTOR_STORE: 'pinecone', PINECONE_API_KEY: 'a-key', PINECONE_HOST: 'docs-1a2b.svc.pinecone.io/' }
    expect(await name(pinecone)).toBe('Pinecone at docs-1a2b.svc.pinecone.io')
    const elasticsearch = { HOPLINE_VECTOR_STORE: 'elasticsearch', ELASTICSEARCH_URL: 'https://ann:secret@es.example:9200' }
    expect(await name(elasticsearch)).toBe('Elasticsearch at es.example:9200, index hopline-vectors')
  })

  it('say everything that the chosen store lacks', () => {
    expect(() => read({ HOPLINE_VECTOR_STORE: 'pinecone' })).toThrow(
      /2 settings are wrong:\n {2}PINECONE_API_KEY: is needed for HOPLINE_VECTOR_STORE=pinecone\n {2}PINECONE_HOST/,
    )
    expect(() => read({ HOPLINE_VECTOR_STORE: 'elasticsearch' })).toThrow('ELASTICSEARCH_URL: is needed')
    expect(() => read({ HOPLINE_VECTOR_STORE: 'elastic' })).toThrow('HOPLINE_VECTOR_STORE=elastic')
    expect(() => read({ HOPLINE_VECTOR_INDEX: '_Bad' })).toThrow('is no name of an index')
  })

  it('never say a key', () => {
    const secrets = settingFacts(schema).filter(({ secret }) => secret)
    expect(secrets.map((fact) => fact.name)).toEqual(['PINECONE_API_KEY', 'ELASTICSEARCH_API_KEY'])
    try {
      read({ HOPLINE_VECTOR_STORE: 'pinecone', PINECONE_API_KEY: 'pcsk_secret', PINECONE_HOST: 'no host' })
      expect.unreachable()
    } catch (error) {
      expect(String(error)).not.toContain('pcsk_secret')
    }
  })
})
