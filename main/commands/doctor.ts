import { runningServer, serverUrl } from '../api.ts'
import { factsOf } from '../doctor.ts'
import { print, printJson, table } from '../output.ts'
import { environment } from '../settings.ts'

/** Prints each part; the exit code is 3 where one is missing or not as it should be. */
export const doctor = async (options: { json?: boolean }): Promise<void> => {
  const server = await runningServer()
  const parts = [
    {
      name: 'server',
      ready: true,
      detail: server ? `answers at ${server.where}` : `none at ${serverUrl()}; commands open the data directory themselves`,
    },
    ...(await factsOf(environment())),
  ]
  if (options.json) printJson({ ready: parts.every(({ ready }) => ready), parts })
  else
    print(
      table(
        ['part', 'state', 'detail'],
        parts.map(({ name, ready, detail }) => [name, ready ? 'ok' : 'missing', detail]),
      ),
    )
  if (parts.some(({ ready }) => !ready)) process.exitCode = 3
}
