import { z } from 'zod'

/** Where the schema registry is. Used with Kafka only: the embedded log has its schemas bundled. */
export const registrySettings = z.object({
  SCHEMA_REGISTRY_URL: z
    .url({
      protocol: /^https?$/,
      error: ({ input }) =>
        input === undefined
          ? 'is not set, and KAFKA_BROKERS is. Set it to the address of a schema registry with the Confluent API.'
          : undefined,
    })
    // Errors and logs name the address.
    .refine((url) => !new URL(url).password, 'Put the password into SCHEMA_REGISTRY_PASSWORD, not into the address.')
    .describe('Address of a schema registry with the Confluent API.'),
  SCHEMA_REGISTRY_USERNAME: z.string().optional().describe('User name, or API key, for the schema registry.'),
  SCHEMA_REGISTRY_PASSWORD: z.string().optional().meta({ secret: true }).describe('Password, or API secret, for the schema registry.'),
  SCHEMA_REGISTRY_AUTO_REGISTER: z
    .stringbool()
    .default(true)
    .describe('Whether schemas are registered at start; else they must be there. The registry refuses incompatible ones either way.'),
  SCHEMA_REGISTRY_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(3000)
    .describe('Milliseconds that a request to the schema registry may take.'),
})
