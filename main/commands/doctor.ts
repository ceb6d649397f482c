import { runningServer, serverUrl } from '../api.ts'
import { factsOf } from '../doctor.ts'
import { print, printJson, table } from '../output.ts'
import { environment } from '../settings.ts'
import type { Part } from '../system.ts'

/** Prints each part; the exit code is 3 where one is missing or not as it should be. */
export const doctor = async (options: { json?: boolean }): Promise<void> => {
  const facts = await factsOf(environment())
  const parts = facts.some(({ name, ready }) => name === 'settings' && !ready) ? facts : [await serverPart(), ...facts]
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

const serverPart = async (): Promise<Part> => {
  const server = await runningServer()
  return {
    name: 'server',
    ready: true,
    detail: server ? `answers at ${server.where}` : `none at ${serverUrl()}; commands open the log themselves`,
  }
}
