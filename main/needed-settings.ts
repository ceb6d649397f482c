import type { z } from 'zod'
import { gatewaySettings } from '../gateway/settings.ts'
import { catalogue, type ProcessorName } from '../processors/catalogue.ts'
import type { Environment } from '../streams/config.ts'
import { logSettings } from './log.ts'
import { coreSettings } from './settings.ts'

/** Every processor, in the order of the line. */
export const processorNames = Object.keys(catalogue) as ProcessorName[]

/** The settings of what will run, so that all mistakes are found at once and before anything starts. */
export const neededSettings = async (
  env: Environment,
  parts: { inMemory: boolean; gateway: boolean; processors: readonly ProcessorName[] },
): Promise<[typeof coreSettings, ...z.ZodObject[]]> => [
  coreSettings,
  ...(parts.inMemory ? [] : await logSettings(env)),
  ...(parts.gateway ? [gatewaySettings] : []),
  ...(await Promise.all(parts.processors.map(async (name) => (await catalogue[name]()).settings as z.ZodObject))),
]
