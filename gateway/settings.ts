/** What can be set of the gateway. */
import { z } from 'zod'

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(host)

export const refusesHost = (host: string): string =>
  `${host} can be reached from other machines, and no authentication is configured. Set HOPLINE_HOST to 127.0.0.1, ::1 or localhost, ` +
  'and reach it from elsewhere through a proxy or an SSH tunnel that knows its people.'

const int = (least: number, most: number, byDefault: number, means: string) =>
  z.coerce.number().int().min(least).max(most).default(byDefault).describe(means)

export const gatewaySettings = z.object({
  HOPLINE_HOST: z
    .string()
    .default('127.0.0.1')
    .refine(isLoopback, { error: ({ input }) => refusesHost(String(input)) })
    .describe('Address that the gateway listens on; a loopback address while no authentication is configured.'),
  HOPLINE_PORT: int(0, 65_535, 8_080, 'Port that the gateway listens on; 0 takes a free one.'),
  HOPLINE_RATE_PER_MINUTE: int(1, 1_000_000, 6_000, 'Requests a minute and client; a request that writes counts as ten.'),
  HOPLINE_BODY_LIMIT: int(1_024, 64 << 20, 8 << 20, 'Largest request body, in bytes.'),
  HOPLINE_VIEW_HOURS: int(24, 400 * 24, 7 * 24, 'Age up to which messages are listed after a start; older ones are looked up in the log.'),
  HOPLINE_VIEW_MESSAGES: int(10, 1_000_000, 10_000, 'Messages kept in memory.'),
  HOPLINE_VIEW_MEGABYTES: int(1, 4_096, 64, 'Memory for them, in MiB.'),
  HOPLINE_STREAMS: int(1, 10_000, 256, 'Event streams open at the same time.'),
  HOPLINE_COMPLETION_SECONDS: int(1, 600, 60, 'How long a chat completion waits for the reply, in seconds.'),
})

export type GatewaySettings = z.infer<typeof gatewaySettings>
