/** `hopline bench chaos`: the storm of infra/chaos in its long form, three processes of each hop, one hop a process. */
import { randomInt } from 'node:crypto'
import { CommandError, notice, progressBar } from '../../main/output.ts'
import { storm } from '../chaos/storm.ts'
import { onServers } from './on-servers.ts'
import type { Row } from './report.ts'

export const chaos = (seconds: number): Promise<Row[]> =>
  onServers(async ({ own, ...servers }) => {
    const seed = randomInt(2 ** 31)
    notice(`Seed ${seed}${own ? '' : '; the broker is not ours, so it is not restarted'}.`)
    const bar = progressBar('Storm')
    const verdict = await storm({ ...servers, broker: own, seconds, seed, hopsPerProcess: 1, onProgress: (at) => bar.update(at, seconds) })
    bar.end()
    const { expected, read, repeated, early, misplaced, deadLetters, died, events } = verdict
    for (const event of events) notice(event)
    if (died.length > 0) throw new CommandError(`Processes ended by themselves:\n${died.join('\n')}`)
    const rows = {
      events: events.length,
      expected,
      read,
      lost: Math.max(0, expected + repeated - read),
      repeated,
      early,
      misplaced,
      deadLetters,
    }
    return Object.entries(rows).map(([what, value]) => ({ what, value, unit: what === 'events' ? 'events' : 'msg' }))
  })
