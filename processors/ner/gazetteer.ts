import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Gazetteer } from './recognisers/known-names.ts'

const names = z.array(z.string().min(1)).optional()
const shape = z.strictObject({ services: names, people: names, teams: names, customers: names, clusters: names })

/**
 * Reads the names that an organisation lists: a JSON or YAML file with lists under services, people, teams, customers and clusters.
 * @throws Error naming the file and what is wrong with it
 */
export const readGazetteer = async (path: string): Promise<Gazetteer> => {
  try {
    return shape.parse(parse(await readFile(path, 'utf8')) ?? {})
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message
    throw new Error(
      `The gazetteer ${path} (HOPLINE_GAZETTEER) can't be used: ${why}. It takes lists of names under services, people, teams, customers and clusters.`,
      { cause },
    )
  }
}
