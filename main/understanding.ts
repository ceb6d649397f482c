/** What an evaluation of intents and entities asks of a running system, whatever file it reads. */
import { join } from 'node:path'
import { percentile } from '../infra/bench/report.ts'
import { shippedModel, weightsBytes } from '../models/inference/manifest.ts'
import type { Prediction } from '../processors/intent/evaluate.ts'
import { play, type Played } from './play.ts'
import type { System } from './system.ts'

/** What the intent hop said of a message. */
export const predictedIntent = ({ entities: { intent } }: Pick<Played, 'entities'>): Prediction => {
  const { label = 'out_of_scope', score = 0, inScope = 0 } = intent ?? {}
  return { label, score, outOfScope: label === 'out_of_scope', inScopeScore: inScope }
}

/** Messages that are played alone for the latency; more would tell little and take long. */
const playedAlone = 200

/**
 * What understanding costs: ms from the append of a message, alone in the system, until its intent and entities are on the log; and the bytes
 * of the model.
 */
export const footprintOf = async (
  system: System,
  rows: readonly { text: string }[],
): Promise<{ latency: { p50: number; p99: number }; modelBytes: number }> => {
  const step = Math.max(1, rows.length / playedAlone)
  const some = Array.from({ length: Math.min(rows.length, playedAlone) }, (_, i) => ({ text: rows[Math.floor(i * step)]!.text }))
  const times = (await play(system, some, { ahead: 1 })).map(({ understoodMs }) => understoodMs)
  return {
    latency: { p50: percentile(times, 0.5), p99: percentile(times, 0.99) },
    modelBytes: await weightsBytes(join(system.core.HOPLINE_MODELS, shippedModel)),
  }
}
