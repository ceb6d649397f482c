/** `hopline topics`, `dead-letters` and `explain`: what operators ask and change, through the API. */
import { call, type Starter } from '../api.ts'
import { CommandError, duration, table } from '../output.ts'
import { show, through, type Options } from './through.ts'

const time = (at: number): string => new Date(at).toISOString().replace('T', ' ').slice(0, 19)

type TopicFact = { name: string; record: string | null; key: string; cleanup: string; partitions: number; records: number; summary: string }

/** A server has created them all; `ensure` asks for the log of the settings, which creates what is missing, whatever server runs. */
export const topics = (options: Options & { ensure?: boolean }, start: Starter) =>
  through(start, options.ensure ? 'topics' : 'log', async (api) => {
    const { topics } = await call<{ topics: TopicFact[] }>(api, '/v1/ops/topics')
    show(options, topics, () =>
      table(
        ['topic', 'record', 'key', 'cleanup', 'partitions', 'records'],
        topics.map((topic) => [topic.name, topic.record ?? 'bytes', topic.key, topic.cleanup, topic.partitions, topic.records]),
      ),
    )
  })

type Letter = {
  id: string
  hop: string
  code: string
  means: string
  message: string
  at: number
  conversationId: string
  redrivenAt: number | null
  value?: unknown
}

/** Ids that the API takes in one request. */
const mostAtOnce = 1_000

export const deadLetters = {
  list: (options: Options & { all?: boolean }, start: Starter) =>
    through(start, 'log', async (api) => {
      const { deadLetters } = await call<{ deadLetters: Letter[] }>(api, '/v1/ops/dead-letters')
      const shown = options.all ? deadLetters : deadLetters.filter(({ redrivenAt }) => redrivenAt === null)
      show(options, shown, () =>
        shown.length === 0
          ? 'No dead letter is open.'
          : table(
              ['id', 'hop', 'code', 'at (UTC)', 'conversation', 'error'],
              shown.map((one) => [one.id, one.hop, one.code, time(one.at), one.conversationId, one.message.slice(0, 80)]),
            ),
      )
    }),
  show: (id: string, options: Options, start: Starter) =>
    through(start, 'log', async (api) => {
      const letter = await call<Letter>(api, `/v1/ops/dead-letters/${encodeURIComponent(id)}`)
      show(options, letter, () => JSON.stringify(letter, null, 2))
    }),
  redrive: async (ids: readonly string[], options: Options & { all?: boolean; yes?: boolean }, start: Starter) => {
    if (!options.all && ids.length === 0)
      throw new CommandError('Name the ids of the dead letters (hopline dead-letters list), or --all.', 2)
    await through(start, 'log', async (api) => {
      const { deadLetters } = options.all ? await call<{ deadLetters: Letter[] }>(api, '/v1/ops/dead-letters') : { deadLetters: [] }
      const chosen = options.all ? deadLetters.filter(({ redrivenAt }) => redrivenAt === null).map(({ id }) => id) : ids
      if (chosen.length > 100 && !options.yes) throw new CommandError(`This would redrive ${chosen.length} records. Add --yes to do so.`, 2)
      const redriven: string[] = []
      for (let from = 0; from < chosen.length; from += mostAtOnce) {
        const body = { ids: chosen.slice(from, from + mostAtOnce) }
        redriven.push(...(await call<{ redriven: string[] }>(api, '/v1/ops/dead-letters/redrive', { method: 'POST', body })).redriven)
      }
      const missing = chosen.filter((id) => !redriven.includes(id))
      show(options, { redriven }, () => `Redriven: ${redriven.length} of ${chosen.length}. The processors try them when they run.`)
      if (missing.length > 0) throw new CommandError(`Not there: ${missing.join(', ')}.`)
    })
  },
}

type Step = { name: string; topic: string; partition: number; offset: number; at: number | string; ms: number; summary: string }

export const explain = (messageId: string, options: Options, start: Starter) =>
  through(start, 'log', async (api) => {
    const explained = await call<{ messageId: string; conversationId: string; status: string; steps: Step[] }>(
      api,
      `/v1/ops/explain/${encodeURIComponent(messageId)}`,
    )
    show(options, explained, () =>
      [
        `${explained.messageId}  conversation ${explained.conversationId}  ${explained.status}`,
        table(
          ['hop', 'topic', 'partition', 'offset', 'at', 'took', 'what'],
          explained.steps.map((step) => [
            step.name,
            step.topic,
            step.partition,
            step.offset,
            typeof step.at === 'number' ? time(step.at) : step.at,
            duration(step.ms),
            step.summary,
          ]),
        ),
      ].join('\n'),
    )
  })
