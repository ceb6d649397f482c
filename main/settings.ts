/** The one place that reads the environment. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import { z } from 'zod'
import type { Environment } from '../streams/config.ts'
import { CommandError } from './output.ts'

/** The folder of this installation. */
export const root = resolve(import.meta.dirname, '..')

/** Settings that belong to no single unit. */
export const coreSettings = z.object({
  HOPLINE_DATA_DIR: z.string().default('.hopline').describe('Folder of the embedded log.'),
  HOPLINE_DURABILITY: z
    .enum(['fsync', 'os'])
    .default('fsync')
    .describe('Embedded log: `fsync` survives a power cut; `os` survives the end of the process and is faster.'),
  HOPLINE_PARTITIONS: z.coerce.number().int().min(1).max(512).default(12).describe('Partitions of each topic that is created.'),
  HOPLINE_URL: z.url().optional().describe('Where commands find the running server. By default where `npm start` listens.'),
  HOPLINE_KNOWLEDGE: z
    .string()
    .default(join(root, 'knowledge'))
    .describe('Folder that is taken into the knowledge base at start; `none` takes nothing.'),
  HOPLINE_FETCH_PRIVATE: z
    .stringbool()
    .default(false)
    .describe('Whether `knowledge add` fetches from addresses of this machine and of private networks.'),
  HOPLINE_MODELS: z.string().default(join(root, 'models')).describe('Folder of the models.'),
  HOPLINE_HEALTH_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(0)
    .describe(
      'Port of a server with /healthz, /readyz and /metrics alone, for probes and for processes without the gateway; 0 opens none.',
    ),
  HOPLINE_HEALTH_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address of that server. It holds nothing of what people write, so that it may be reachable from other machines.'),
  HOPLINE_DRAIN_SECONDS: z.coerce
    .number()
    .min(0)
    .max(600)
    .default(25)
    .describe('How long a process that is told to stop may finish what it works on.'),
})

/** The environment, with `.env` of the working folder beneath it. */
export const environment = (): Environment => {
  try {
    if (existsSync('.env')) loadEnvFile('.env')
  } catch (cause) {
    throw new CommandError(
      `The file ${resolve('.env')} can't be read: ${(cause as Error).message}. Make it readable, or move it away.`,
      2,
      { cause },
    )
  }
  return process.env
}
