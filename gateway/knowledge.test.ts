import { describe, expect, it } from 'vitest'
import { topics } from '../streams/topics.ts'
import { answer, codec, openGateway } from './testing.ts'

const revisions = async (log: Awaited<ReturnType<typeof openGateway>>['log']) => {
  let count = 0
  for (let partition = 0; partition < 3; partition++) count += (await log.bounds({ topic: topics.revisions.name, partition })).end
  return count
}

describe('knowledge', () => {
  it('takes in what changed, and that alone', async () => {
    const { post, log } = await openGateway()
    const add = (text: string, more = {}) => post('/v1/knowledge', { documents: [{ document: 'k8s/oom.md', text, ...more }] })
    expect((await add('One')).body).toMatchObject({ accepted: [{ document: 'k8s/oom.md', changed: true }] })
    expect((await add('One')).body.accepted[0].changed).toBe(false)
    expect((await add('Two')).body.accepted[0].changed).toBe(true)
    expect((await add('Two', { access: ['group:sre'] })).body.accepted[0].changed).toBe(true)
    expect(await revisions(log)).toBe(3)
  })

  it('shows a cited revision after the document changed, and none after its removal', async () => {
    const { app, post, get, log } = await openGateway()
    const one = (await post('/v1/knowledge', { documents: [{ document: 'k8s/oom.md', text: 'One' }] })).body.accepted[0]
    await post('/v1/knowledge', { documents: [{ document: 'k8s/oom.md', text: 'Two' }] })
    const path = `/v1/knowledge/${encodeURIComponent('k8s/oom.md')}`
    expect((await get(`${path}?revision=${one.revision}`)).body).toMatchObject({ text: 'One', current: false })
    expect((await get(path)).body).toMatchObject({ text: 'Two', current: true })
    expect((await answer(app, path, 'DELETE')).status).toBe(202)
    expect((await get(path)).status).toBe(404)
    expect((await answer(app, path, 'DELETE')).status).toBe(404)
    // A restart finds the same in the log.
    const restarted = await openGateway({ log })
    expect((await restarted.get(`${path}?revision=${one.revision}`)).body).toMatchObject({ text: 'One', current: false })
    expect((await restarted.get(path)).status).toBe(404)
  })

  it('counts what can not be found yet', async () => {
    const { post, get, log } = await openGateway()
    const { revision } = (await post('/v1/knowledge', { documents: [{ document: 'a.md', text: 'One' }] })).body.accepted[0]
    expect((await get('/v1/knowledge/status')).body).toEqual({ documents: 0, chunks: 0, pending: 1 })
    const { body } = await get('/v1/knowledge/a.md')
    const head = {
      document: 'a.md',
      revision,
      title: 'a',
      source: 'a.md',
      tenant: 'default',
      access: [],
      chunks: 2,
      characters: 3,
      at: body.at,
    }
    await log.append([{ topic: topics.heads.name, key: Buffer.from('a.md'), value: codec.encode(topics.heads, head) }])
    await expect.poll(async () => (await get('/v1/knowledge/status')).body).toEqual({ documents: 1, chunks: 2, pending: 0 })
    expect((await get('/v1/knowledge')).body.documents).toMatchObject([{ document: 'a.md', chunks: 2 }])
  })
})
