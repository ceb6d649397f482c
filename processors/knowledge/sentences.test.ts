import { describe, expect, it } from 'vitest'
import { paragraphs, sentences } from './sentences.ts'

const split = (text: string) => sentences(text).map(({ start, end }) => text.slice(start, end))

describe('sentences', () => {
  it.each([
    ['Drain the node. Then reboot it!', ['Drain the node.', 'Then reboot it!']],
    ['Use v1.18.2 on db1.prod.example.com. It works.', ['Use v1.18.2 on db1.prod.example.com.', 'It works.']],
    ['Some tools, e.g. Helm, undo it. Check i.e. Argo CD.', ['Some tools, e.g. Helm, undo it.', 'Check i.e. Argo CD.']],
    ['Run `echo a. B` now. `kubectl` shows it.', ['Run `echo a. B` now.', '`kubectl` shows it.']],
    ['Edit /etc/fstab. and go on', ['Edit /etc/fstab. and go on']],
    ['**Stop.** Wait (60 s.) Go.', ['**Stop.**', 'Wait (60 s.)', 'Go.']],
    ['重启服务。检查日志。', ['重启服务。', '检查日志。']],
    ['  no end ', ['no end']],
    ['', []],
  ])('splits %j', (text, expected) => expect(split(text)).toEqual(expected))
})

describe('paragraphs', () => {
  it('are separated by empty lines, CRLF included', () => {
    const text = 'a\nb\r\n\r\nc\n \n\nd\n'
    expect(paragraphs(text).map(({ start, end }) => text.slice(start, end))).toEqual(['a\nb', 'c', 'd'])
  })
})
