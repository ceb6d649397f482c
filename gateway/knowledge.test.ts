import { describe, expect, it } from 'vitest'
import { documentKey, topics } from '../streams/topics.ts'
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

  it('leaves removed what was removed, until its text changes or somebody adds it', async () => {
    const { app, post, get, log } = await openGateway()
    const add = async (text: string, keepRemoved?: boolean) =>
      (await post('/v1/knowledge', { documents: [{ document: 'a.md', text }], ...(keepRemoved === undefined ? {} : { keepRemoved }) })).body
        .accepted[0]
    await add('One', true)
    await answer(app, '/v1/knowledge/a.md', 'DELETE')
    expect(await add('One', true)).toMatchObject({ changed: false, removed: true })
    const restarted = await openGateway({ log })
    const again = { documents: [{ document: 'a.md', text: 'One' }], keepRemoved: true }
    expect((await restarted.post('/v1/knowledge', again)).body.accepted[0]).toMatchObject({ changed: false, removed: true })
    expect((await get('/v1/knowledge/a.md')).status).toBe(404)
    expect(await add('Two', true)).toMatchObject({ changed: true, removed: false })
    await answer(app, '/v1/knowledge/a.md', 'DELETE')
    expect(await add('Two')).toMatchObject({ changed: true, removed: false })
  })

  it("keeps another tenant's document of the same id apart", async () => {
    const { post, get, log } = await openGateway()
    await post('/v1/knowledge', { documents: [{ document: 'a.md', text: 'Ours' }] })
    const ours = (await get('/v1/knowledge/a.md')).body
    const theirs = { ...ours, tenant: 'another', text: 'Theirs', removed: false, at: ours.at + 1 }
    await log.append([
      { topic: topics.revisions.name, key: Buffer.from(documentKey('another', 'a.md')), value: codec.encode(topics.revisions, theirs) },
    ])
    const restarted = await openGateway({ log })
    expect((await restarted.get('/v1/knowledge/a.md')).body.text).toBe('Ours')
    expect((await restarted.get('/v1/knowledge/status')).body.pending).toBe(1)
  })

  it('takes a new commit of the same text for the same, and a moved file for another', async () => {
    const { post } = await openGateway()
    const add = async (source: string) =>
      (await post('/v1/knowledge', { documents: [{ document: 'a.md', text: 'One', source }] })).body.accepted[0].changed
    expect(await add(`https://git.example/r.git@${'a'.repeat(40)}:a.md`)).toBe(true)
    expect(await add(`https://git.example/r.git@${'b'.repeat(40)}:a.md`)).toBe(false)
    expect(await add(`https://git.example/s.git@${'b'.repeat(40)}:a.md`)).toBe(true)
  })

  it('reads files, answers how much was hidden in them, and keeps nothing of a request with one that can not be read', async () => {
    const { post, log } = await openGateway()
    const file = (document: string, text: string) => ({ document, content: Buffer.from(text).toString('base64'), mediaType: 'text/html' })
    expect((await post('/v1/knowledge', { documents: [file('a.html', 'One <!-- x -->')] })).body.accepted).toMatchObject([
      { document: 'a.html', changed: true, hidden: 1 },
    ])
    const refused = await post('/v1/knowledge', { documents: [file('b.html', 'Two'), file('c.pdf', 'unreadable')] })
    expect(refused).toMatchObject({ status: 422, body: { detail: "c.pdf can't be read." } })
    for (const wrong of [{ text: 'x', content: 'eA==' }, {}, { content: 'no base64' }, { text: 'x', mediaType: 'text/html' }])
      expect((await post('/v1/knowledge', { documents: [{ document: 'd', ...wrong }] })).status).toBe(422)
    expect(await revisions(log)).toBe(1)
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
      language: 'en',
      hidden: 0,
      names: [],
      chunks: 2,
      embedded: 2,
      reused: 0,
      characters: 3,
      at: body.at,
    }
    const put = (of: string) =>
      log.append([{ topic: topics.heads.name, key: Buffer.from(documentKey(of, 'a.md')), value: codec.encode(topics.heads, head) }])
    await put('another')
    await put('default')
    await expect.poll(async () => (await get('/v1/knowledge/status')).body).toEqual({ documents: 1, chunks: 2, pending: 0 })
    expect((await get('/v1/knowledge')).body.documents).toMatchObject([{ document: 'a.md', chunks: 2 }])
  })
})
