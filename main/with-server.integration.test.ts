import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../infra/local/free-port.ts'
import { openEmbedded } from '../streams/embedded/embedded.ts'
import { ingressRecord, messageId } from '../streams/ingress.ts'
import { bundledCodec } from '../streams/registry/bundled.ts'
import { specOf, topics } from '../streams/topics.ts'
import { openCli, type Running } from './cli.fixture.ts'
import type { Answered } from './messages.ts'
import { processorNames } from './needed-settings.ts'

const cli = await openCli()
const poisoned = messageId('test', 'poisoned', Date.now())
let server: Running

/** Appends a message whose bytes no schema can read, before any server has opened the log. */
const poison = async () => {
  mkdirSync(join(cli.dir, 'data'))
  const log = await openEmbedded({ file: join(cli.dir, 'data', 'log.sqlite'), durability: 'os' })
  await log.ensureTopics(Object.values(topics).map((topic) => specOf(topic, 12)))
  const now = Date.now()
  const record = ingressRecord(bundledCodec(), {
    ...{ messageId: poisoned, tenant: 'default', conversationId: 'poisoned', channel: 'cli', place: 'direct', text: 'hello' },
    ...{ author: { id: 'local', name: 'local', groups: [] }, sentAt: now, receivedAt: now },
  })
  await log.append([{ ...record, value: Buffer.from('garbage') }])
  await log.close()
}

const startServer = async (): Promise<Running> => {
  const started = cli.start(['run', 'all'])
  await started.told(/^Ready/m)
  return started
}

beforeAll(async () => {
  await poison()
  server = await startServer()
})

type Letter = { id: string; hop: string; code: string; messageId: string; redrivenAt: number | null }

describe('beside a running server', () => {
  it('answers, and tells of each hop as it happens', async () => {
    const { code, stdout, stderr } = await cli.run(['ask', 'when does the canteen serve lunch?'])
    expect(stdout).toMatch(/11:30 to 14:00[^]*\n\[1\] canteen\.md/)
    for (const hop of processorNames.filter((name) => name !== 'knowledge')) expect(stderr).toMatch(new RegExp(`^  ${hop} +\\d`, 'm'))
    expect(code).toBe(0)
  })

  it('shows the same to each command', async () => {
    expect(await cli.json(['knowledge', 'status'])).toEqual({ documents: 2, chunks: 2, pending: 0 })
    expect((await cli.run(['knowledge', 'list'])).stdout).toMatch(/^canteen\.md +Canteen +1/m)
    expect(await cli.json(['topics'])).toHaveLength(Object.keys(topics).length)
    expect((await cli.run(['topics', '--ensure'])).stdout).toMatch(/^chat\.messages +Message/m)
    expect((await cli.run(['doctor'])).stdout).toContain(`answers at ${cli.url}`)
  })

  it('talks with a program that writes all its lines at once', async () => {
    const { code, stdout } = await cli.run(['chat'], { stdin: 'hello\n\nwhen does the canteen serve lunch?\n/quit\nnot asked\n' })
    expect(stdout).toMatch(/^Hello[^]*11:30 to 14:00[^]*\[1\] canteen\.md/)
    expect(stdout).not.toMatch(/> |not asked/)
    expect(code).toBe(0)
  })

  it('answers from a document from when it is added until it is removed', async () => {
    const question = 'what is the printer on the third floor called?'
    const reply = async () => (await cli.json<Answered>(['ask', question])).reply!
    const write = (name: string) => cli.file('more/printer.md', `# Printer\n\nThe printer on the third floor is called ${name}.\n`)
    expect((await reply()).text).not.toContain('Osprey')
    const folder = join(write('Osprey'), '..')
    cli.file('more/empty.md', '\n')
    cli.file('more/node_modules/of-a-tool.md', '# Not ours\n')
    expect(await cli.json(['knowledge', 'add', folder])).toMatchObject({ accepted: 1, changed: 1, documents: 3 })
    expect((await reply()).text).toContain('called Osprey')
    expect(await cli.json(['knowledge', 'add', folder])).toMatchObject({ accepted: 1, changed: 0 })
    write('Kestrel')
    expect(await cli.json(['knowledge', 'add', folder])).toMatchObject({ changed: 1, documents: 3 })
    const changed = await reply()
    expect(changed.text).toContain('called Kestrel')
    expect(changed.text).not.toContain('Osprey')
    await cli.json(['knowledge', 'remove', 'printer.md'])
    expect((await reply()).citations.map(({ document }) => document)).not.toContain('printer.md')
  })

  it('parks what can not be read, tells the person, and tries again when told to', async () => {
    const explained = await cli.json<{ status: string; steps: { name: string }[] }>(['explain', poisoned])
    expect(explained).toMatchObject({ status: 'failed', conversationId: 'poisoned' })
    expect(explained.steps.at(-1)!.name).toBe('reply')

    const [letter, ...others] = await cli.json<Letter[]>(['dead-letters', 'list'])
    expect(others).toEqual([])
    expect(letter).toMatchObject({ hop: 'intent', code: 'record-undecodable', messageId: poisoned, redrivenAt: null })
    expect((await cli.run(['dead-letters', 'list'])).stdout).toContain('record-undecodable')
    const shown = await cli.json(['dead-letters', 'show', letter!.id])
    expect(shown).toMatchObject({ from: { topic: 'chat.messages' }, bytes: Buffer.from('garbage').toString('hex'), value: null })

    expect(await cli.json(['dead-letters', 'redrive', letter!.id])).toEqual({ redriven: [letter!.id] })
    // The bytes are no better than before, so they come back as another letter.
    await expect
      .poll(async () => (await cli.json<Letter[]>(['dead-letters', 'list'])).map(({ id }) => id), { timeout: 30_000 })
      .toHaveLength(1)
    const all = await cli.json<Letter[]>(['dead-letters', 'list', '--all'])
    expect(all.map(({ redrivenAt }) => redrivenAt !== null).sort()).toEqual([false, true])

    const nothing = await cli.run(['dead-letters', 'show', '0:999'])
    expect(nothing).toEqual({ code: 1, stdout: '', stderr: 'There is no dead letter 0:999.\n' })
    expect(await cli.run(['dead-letters', 'redrive', '0:999'])).toMatchObject({ code: 1, stderr: 'Not there: 0:999.\n' })
  })

  it('is the only one on its data directory and on its port', async () => {
    const sameData = await cli.run(['run'], { env: { HOPLINE_PORT: '0' } })
    expect(sameData).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/log\.sqlite is in use by another process.*another data directory/),
    })
    const samePort = await cli.run(['run', 'gateway'], {
      env: { HOPLINE_DATA_DIR: join(cli.dir, 'other'), HOPLINE_HEALTH_PORT: String(await freePort()) },
    })
    expect(samePort).toMatchObject({ code: 2, stderr: expect.stringMatching(/another program does.*HOPLINE_PORT/) })
  })

  it('says so where its address belongs to another program', async () => {
    const other = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, stdout, stderr } = await cli.run(['topics', '--json'], { env: { HOPLINE_URL: `http://127.0.0.1:${port}/` } })
    other.close()
    expect(stderr).toMatch(/answered 200 with something that is not JSON\. Is this the address of Hopline\?/)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  })
})

describe('a server that ends', () => {
  const post = async (): Promise<string> => {
    const response = await fetch(`${cli.url}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify({ text: 'when does the canteen serve lunch?', conversationId: 'over-the-end' }),
    })
    expect(response.status).toBe(202)
    return ((await response.json()) as { messageId: string }).messageId
  }
  const replies = async (id: string) => {
    type Step = { topic: string; value: { reply: { kind: string } } }
    const { steps } = await cli.json<{ steps: Step[] }>(['explain', id])
    return steps.filter(({ topic }) => topic === topics.replies.name).map(({ value }) => value.reply.kind)
  }
  const countReplies = async () =>
    (await cli.json<{ name: string; records: number }[]>(['topics'])).find(({ name }) => name === topics.replies.name)!.records

  it('answers after a crash what it had taken in before, once', async () => {
    const before = await countReplies()
    const id = await post()
    expect(await server.end('SIGKILL')).toBeNull()
    server = await startServer()
    await expect.poll(() => replies(id), { timeout: 60_000 }).toEqual(['answer'])
    expect(await countReplies()).toBe(before + 1)
  })

  it('finishes what it had begun and ends with 0 where it is told to stop', async () => {
    const before = await countReplies()
    const ids = await Promise.all(Array.from({ length: 10 }, post))
    expect(await server.end('SIGTERM')).toBe(0)
    server = await startServer()
    for (const id of ids) await expect.poll(() => replies(id), { timeout: 60_000 }).toEqual(['answer'])
    expect(await countReplies()).toBe(before + ids.length)
    expect(await server.end('SIGINT')).toBe(0)
  })
})
