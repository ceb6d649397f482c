import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readZip, writeZip } from './zip.ts'

const all = () => true
/** A stored entry made a packed one, whose sizes lie where `claims` says so. */
const packed = (name: string, data: Buffer, claims = data.length): Buffer => {
  const deflated = deflateRawSync(data)
  const zip = writeZip(new Map([[name, deflated]]))
  const directory = zip.indexOf('PK\x01\x02', 'latin1')
  for (const at of [8, directory + 10]) zip.writeUInt16LE(8, at)
  for (const at of [22, directory + 24]) zip.writeUInt32LE(claims, at)
  return zip
}

describe('readZip', () => {
  it('reads what was written, packed or stored, and only what is wanted', () => {
    const files = new Map([
      ['a.xml', Buffer.from('one')],
      ['b/ü.xml', Buffer.from('two')],
      ['c.png', Buffer.from('three')],
    ])
    expect([...readZip(writeZip(files), (name) => name.endsWith('.xml'), 100)]).toEqual([...files].slice(0, 2))
    expect(
      readZip(packed('a.xml', Buffer.from('packed')), all, 100)
        .get('a.xml')!
        .toString(),
    ).toBe('packed')
  })

  it('stops at the limit, whatever size the file says it has', () => {
    const bomb = packed('a.xml', Buffer.alloc(4 << 20), 10)
    expect(bomb.length).toBeLessThan(10_000)
    expect(() => readZip(bomb, all, 1 << 20)).toThrow('unpacks to more than 1 MiB')
    expect(() => readZip(writeZip(new Map([['a', Buffer.alloc(2 << 20)]])), all, 1 << 20)).toThrow('unpacks to more than 1 MiB')
  })

  it('says of anything else that it is damaged', () => {
    const zip = packed('a.xml', Buffer.from('a text that is long enough to be packed'))
    for (let size = 0; size < zip.length; size++) expect(() => readZip(zip.subarray(0, size), all, 100)).toThrow(/damaged/)
    for (let at = 0; at < zip.length; at++) {
      const broken = Buffer.from(zip)
      broken[at]! ^= 0xff
      try {
        readZip(broken, all, 100)
      } catch (error) {
        expect(error).toMatchObject({ name: 'ZipProblem' })
      }
    }
  })
})
