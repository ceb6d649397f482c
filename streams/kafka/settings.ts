import { z } from 'zod'

const pem = 'PEM text, or the path of a PEM file'

/** How to reach a Kafka cluster, by environment names. */
export const kafkaSettings = z.object({
  KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s:,]+:\d+(\s*,\s*[^\s:,]+:\d+)*$/, 'must be a list such as kafka-1:9092,kafka-2:9092')
    .describe('Addresses of some brokers, host:port, separated by commas'),
  KAFKA_CLIENT_ID: z.string().default('hopline').describe("The name of this client in the broker's logs and quotas"),
  KAFKA_SSL: z.stringbool().default(false).describe('Whether connections are encrypted with TLS'),
  KAFKA_SSL_CA: z.string().optional().describe(`Certificate authority of the brokers: ${pem}; the system's by default`),
  KAFKA_SSL_CERT: z.string().optional().describe(`Certificate of this client, where brokers ask for one: ${pem}`),
  KAFKA_SSL_KEY: z.string().optional().meta({ secret: true }).describe(`Private key of that certificate: ${pem}`),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512', 'oauthbearer'])
    .optional()
    .describe('How to log in: plain, scram-sha-256, scram-sha-512 or oauthbearer; no login where unset'),
  KAFKA_SASL_USERNAME: z.string().optional().describe('User of plain and scram'),
  KAFKA_SASL_PASSWORD: z.string().optional().meta({ secret: true }).describe('Password of plain and scram'),
  KAFKA_SASL_OAUTH_TOKEN_URL: z.url().optional().describe('Token endpoint of oauthbearer (client credentials grant)'),
  KAFKA_SASL_OAUTH_CLIENT_ID: z.string().optional().describe('Client id of oauthbearer'),
  KAFKA_SASL_OAUTH_CLIENT_SECRET: z.string().optional().meta({ secret: true }).describe('Client secret of oauthbearer'),
  KAFKA_SASL_OAUTH_SCOPE: z.string().optional().describe('Scope asked for by oauthbearer'),
  HOPLINE_TOPIC_PREFIX: z.string().default('').describe('Put before the name of every topic'),
  HOPLINE_GROUP_PREFIX: z.string().default('hopline.').describe('Put before the name of every consumer group and transactional id'),
  HOPLINE_REPLICATION: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Copies of each new topic; three with min.insync.replicas 2, or as many as there are brokers, where unset'),
  HOPLINE_SESSION_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(6000)
    .max(300_000)
    .default(10_000)
    .describe('After this long without a heartbeat, in ms, a member is dead and its tasks go to others'),
})

export type KafkaSettings = z.infer<typeof kafkaSettings>
