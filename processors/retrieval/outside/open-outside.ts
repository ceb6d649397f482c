import type { OutsideStore } from './outside-store.ts'
import type { OutsideSettings } from './settings.ts'

/** Of the encoder that ships. */
export const vectorDimensions = 384

/** The store outside that the settings choose, or null for the index in this process. Nothing is asked of it yet. */
export const openOutside = async (settings: OutsideSettings): Promise<OutsideStore | null> => {
  switch (settings.HOPLINE_VECTOR_STORE) {
    case 'built-in':
      return null
    case 'pinecone': {
      const { openPinecone } = await import('./pinecone.ts')
      const { PINECONE_HOST: host, PINECONE_API_KEY: apiKey, HOPLINE_VECTOR_INDEX: index } = settings
      return openPinecone({ host: host!, apiKey: apiKey!, index, dimensions: vectorDimensions })
    }
    case 'elasticsearch': {
      // The client takes a quarter of a second to load.
      const { openElasticsearch } = await import('./elasticsearch.ts')
      const { ELASTICSEARCH_URL: url, ELASTICSEARCH_API_KEY: apiKey, HOPLINE_VECTOR_INDEX: index } = settings
      return openElasticsearch({ url: url!, apiKey, index, dimensions: vectorDimensions })
    }
  }
}
