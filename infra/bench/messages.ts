/** Real-sounding messages for the benches: every fourth of those that the models are trained on, so that all kinds are among them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../main/settings.ts'
import { readLabelled } from '../labelled-messages.ts'

const folder = join(root, 'retraining/data/train')

/** About 1,400 texts; most are short, some are pasted logs. */
export const messages: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .flatMap((name) => readLabelled(name, readFileSync(join(folder, name), 'utf8')))
  .filter((_, i) => i % 4 === 0)
  .map(({ text }) => text)
