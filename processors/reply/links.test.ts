import { describe, expect, it } from 'vitest'
import { onlyAllowedLinks, printable } from './links.ts'

const allowed = { hosts: ['docs.example.com', '*.internal.example'], addresses: [] }

describe('onlyAllowedLinks', () => {
  it.each([
    ['keeps an allowed link', 'see [docs](https://docs.example.com/a)', 'see [docs](https://docs.example.com/a)'],
    ['keeps a subdomain of a wildcard', '[w](https://wiki.internal.example/)', '[w](https://wiki.internal.example/)'],
    ['turns another link into its text', '[click](https://evil.example/?q=secret)', 'click'],
    ['drops an image, even of an allowed host inside', '![pixel](https://evil.example/p.png)', 'pixel'],
    ['drops an image inside a link', '[![a](https://evil.example/p)](https://evil.example)', 'a'],
    ['takes no host that only ends alike', '[x](https://evildocs.example.com)', 'x'],
    ['takes no host hidden behind a user name', '[x](https://docs.example.com@evil.example/)', 'x'],
    ['takes no other scheme', '[x](javascript:alert(1))', 'x'],
    ['takes no address without a scheme', '[x](//evil.example/p)', 'x'],
    ['makes a bare address code', 'at https://evil.example/a.', 'at `https://evil.example/a`.'],
    ['makes an address in angle brackets code', '<https://evil.example>', '`https://evil.example`'],
    ['removes definitions of references', 'a [b][1]\n\n[1]: https://evil.example', 'a [b][1]\n\n'],
    ['removes elements that load', 'a<img src="https://evil.example/p.png">b', 'ab'],
    [
      'leaves code as it is',
      '`curl https://evil.example` and\n```\n[x](https://evil.example)\n```',
      '`curl https://evil.example` and\n```\n[x](https://evil.example)\n```',
    ],
    ['leaves marks of citations as they are', 'Restart it [1] (see [2]).', 'Restart it [1] (see [2]).'],
  ])('%s', (_, text, expected) => {
    expect(onlyAllowedLinks(text, allowed)).toBe(expected)
  })

  it('leaves no link, however it is nested or split', () => {
    const attacks = [
      '[a](<https://evil.example/x y>)',
      '[[[a](http://evil.example)](http://evil.example)](http://evil.example)',
      '[a]( \n https://evil.example "t")',
      '![a]\n(https://evil.example)',
      '[a](https://evil.example/((((x))))',
    ]
    for (const attack of attacks) expect(onlyAllowedLinks(attack, allowed).replaceAll(/`[^`]*`/g, '')).not.toMatch(/\]\(|https?:\/\//)
  })
})

describe('printable', () => {
  it('removes controls, marks that reorder or hide text, and lone surrogates', () => {
    expect(printable('a\u0000b\u001b[31mc\u202ed\u200be\ud800\r\nf\tg')).toBe('ab[31mcde\ufffd\nf\tg')
  })
})
