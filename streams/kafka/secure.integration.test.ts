import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeOn } from '../../infra/local/for-tests.ts'
import { tempDir } from '../../infra/local/temp-dir.ts'
import { eventually, everything, take, valued, values } from '../conformance/using-log.ts'
import type { Lease } from '../log.ts'
import { logOpener } from './open.fixture.ts'
import { kafkaSettings } from './settings.ts'

const kafkajs = createRequire(import.meta.url)('kafkajs') as typeof import('kafkajs')

const prefix = 'shop.'
const users = { plain: 'ann', 'scram-sha-256': 'bob', 'scram-sha-512': 'cid', oauthbearer: 'dee' } as const

/** What DECISIONS.md says that Hopline needs, and nothing else. */
const acls = (user: string) => {
  const { AclResourceTypes: resource, AclOperationTypes: operation } = kafkajs
  const allowed = [
    ...[operation.READ, operation.WRITE, operation.CREATE, operation.DESCRIBE_CONFIGS].map((one) => ({
      resourceType: resource.TOPIC,
      operation: one,
    })),
    { resourceType: resource.GROUP, operation: operation.READ },
    { resourceType: resource.TRANSACTIONAL_ID, operation: operation.WRITE },
  ]
  return allowed.map((one) => ({
    ...one,
    resourceName: prefix,
    resourcePatternType: kafkajs.ResourcePatternTypes.PREFIXED,
    principal: `User:${user}`,
    host: '*',
    permissionType: kafkajs.AclPermissionTypes.ALLOW,
  }))
}

/** An authority of our own, and a key and certificate of the broker that it signed. */
const certificates = (dir: string) => {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  openssl('req', '-x509', ...ec, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=a test authority', '-days', '2')
  openssl('req', ...ec, '-keyout', 'broker.key', '-out', 'broker.csr', '-subj', '/CN=broker')
  writeFileSync(join(dir, 'names'), 'subjectAltName=IP:127.0.0.1')
  openssl(
    'x509',
    '-req',
    '-in',
    'broker.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'broker.pem',
    '-days',
    '2',
    '-extfile',
    'names',
  )
  writeFileSync(join(dir, 'keystore.pem'), readFileSync(join(dir, 'broker.key'), 'utf8') + readFileSync(join(dir, 'broker.pem'), 'utf8'))
  return { authority: join(dir, 'ca.pem'), keystore: join(dir, 'keystore.pem') }
}

await describeOn(['startKafka'], 'a Kafka with SASL_SSL and access lists', ({ startKafka }) => {
  const open = logOpener()
  const { authority, keystore } = certificates(tempDir())
  let address: string
  let tokenUrl: string
  const asked: string[] = []

  /** Gives unsigned tokens (RFC 7515 "none"), which the broker's test login module takes. */
  const tokens = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(`${request.headers.authorization} ${body}`)
      const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url')
      const now = Math.floor(Date.now() / 1000)
      const token = `${part({ alg: 'none' })}.${part({ sub: users.oauthbearer, iat: now, exp: now + 300 })}.`
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 300 }))
    })
  })

  beforeAll(async () => {
    await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve))
    tokenUrl = `http://127.0.0.1:${(tokens.address() as AddressInfo).port}/token`
    const login = 'org.apache.kafka.common.security'
    const broker = await startKafka({
      listeners: { SECURE: 'SASL_SSL' },
      properties: {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
        'listener.name.secure.ssl.keystore.type': 'PEM',
        'listener.name.secure.ssl.keystore.location': keystore,
        'sasl.enabled.mechanisms': Object.keys(users).join(',').toUpperCase(),
        'listener.name.secure.plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required user_${users.plain}="secret";`,
        'listener.name.secure.scram-sha-256.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
        'listener.name.secure.scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
        'listener.name.secure.oauthbearer.sasl.jaas.config': `${login}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";`,
      },
      format: (['scram-sha-256', 'scram-sha-512'] as const).flatMap((name) => [
        '--add-scram',
        `${name.toUpperCase()}=[name=${users[name]},password=secret]`,
      ]),
    })
    address = broker.listeners.SECURE!
    const admin = new kafkajs.Kafka({ brokers: [broker.address], logLevel: kafkajs.logLevel.NOTHING }).admin()
    await admin.connect()
    await admin.createAcls({ acl: Object.values(users).flatMap(acls) })
    await admin.createTopics({ topics: [{ topic: 'theirs' }] })
    await admin.disconnect()
  })
  afterAll(() => tokens.close())

  const settings = (mechanism: keyof typeof users, other: Record<string, string> = {}) =>
    kafkaSettings.parse({
      KAFKA_BROKERS: address,
      KAFKA_SSL: 'true',
      KAFKA_SSL_CA: authority,
      KAFKA_SASL_MECHANISM: mechanism,
      KAFKA_SASL_USERNAME: users[mechanism],
      KAFKA_SASL_PASSWORD: 'secret',
      KAFKA_SASL_OAUTH_TOKEN_URL: tokenUrl,
      KAFKA_SASL_OAUTH_CLIENT_ID: 'hopline',
      KAFKA_SASL_OAUTH_CLIENT_SECRET: 'a:secret',
      KAFKA_SASL_OAUTH_SCOPE: 'kafka',
      HOPLINE_TOPIC_PREFIX: prefix,
      HOPLINE_GROUP_PREFIX: prefix,
      ...other,
    })

  it.each(Object.keys(users) as (keyof typeof users)[])('does all that it does with %s and the least access', async (mechanism) => {
    const log = await open(settings(mechanism))
    const [from, to, group] = [`${mechanism}-in`, `${mechanism}-out`, `${mechanism}-group`]
    await log.ensureTopics([from, to].map((name) => ({ name, partitions: 1, cleanup: 'delete' })))
    expect((await log.topics()).map(({ name }) => name)).toEqual(expect.arrayContaining([from, to]))
    await log.append(valued(from, ['m0']))
    const begun = Promise.withResolvers<Lease>()
    const member = await log.join({ group, topics: [from], onLease: begun.resolve })
    const lease = await begun.promise
    expect(values(await take(lease, from, 1))).toEqual(['m0'])
    await lease.commit({ records: valued(to, ['out']), positions: new Map([[from, { offset: 1, meta: 'm' }]]) })
    await eventually(async () => expect(values(await everything(log, to))).toEqual(['out']))
    await member.leave()
    await eventually(() => log.resetPositions(group, from, new Map([[0, { offset: 0, meta: '' }]])))
    expect(await log.committed(group, from)).toEqual([{ offset: 0, meta: '' }])
  })

  it('asks for tokens with the client credentials grant, and once for many connections', () => {
    expect(asked).toEqual([`Basic ${Buffer.from('hopline:a%3Asecret').toString('base64')} grant_type=client_credentials&scope=kafka`])
  })

  it.each([
    ['a wrong password', () => settings('plain', { KAFKA_SASL_PASSWORD: 'wrong' }), 'not-authorised'],
    ['a user that is not there', () => settings('scram-sha-512', { KAFKA_SASL_USERNAME: 'eve' }), 'not-authorised'],
    [
      'a certificate of an authority that is not known',
      () => settings('plain', { KAFKA_SSL_CA: readFileSync(keystore, 'utf8') }),
      'service-unavailable',
    ],
    ['a setting that is missing', () => ({ ...settings('plain'), KAFKA_SASL_PASSWORD: undefined }), 'settings-invalid'],
  ])('refuses %s', async (_, made, code) => {
    await expect(open(made())).rejects.toMatchObject({ code })
  })

  it('says what it may not do, where access is missing', async () => {
    const elsewhere = await open(settings('plain', { HOPLINE_TOPIC_PREFIX: '' }))
    await expect(elsewhere.append(valued('theirs', ['x']))).rejects.toMatchObject({ code: 'not-authorised' })
    const otherGroups = await open(settings('plain', { HOPLINE_GROUP_PREFIX: 'others.' }))
    await otherGroups.ensureTopics([{ name: 'theirs-in', partitions: 1, cleanup: 'delete' }])
    await expect(otherGroups.join({ group: 'g', topics: ['theirs-in'], onLease: () => undefined })).rejects.toMatchObject({
      code: 'not-authorised',
    })
  })
})
