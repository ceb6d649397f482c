import { describe, expect, it } from 'vitest'
import type { Turn } from '../../schemas/index.ts'
import { rewrite } from './rewrite.ts'

/** Turns of a person and of the bot, in turn: a text that begins with > is the bot's. */
const talk = (...said: readonly string[]): Turn[] =>
  said.map((text, at) => ({
    role: text.startsWith('>') ? 'bot' : 'person',
    ...{ messageId: `m${at}`, text: text.replace(/^> ?/, ''), at, citations: [] },
  }))

const oom = ['pods of checkout keep restarting with OOMKilled in prod, what do I do?', '> Raise the memory limit. [1]']
const pvc = ['how do I resize a pvc', '> kubectl edit pvc [1]']

/** What was said before, what is said now, and the whole question. */
const followUps: readonly [readonly string[], string, string][] = [
  [oom, 'and on staging?', 'pods of checkout keep restarting with OOMKilled in staging, what do I do'],
  [pvc, 'and on staging?', 'how do I resize a pvc on staging'],
  [pvc, 'on gke', 'how do I resize a pvc on gke'],
  [pvc, 'with helm?', 'how do I resize a pvc with helm'],
  [pvc, 'what about statefulsets?', 'how do I resize a pvc, but for statefulsets'],
  [['how do I restart kafka'], 'and for zookeeper', 'how do I restart kafka, but for zookeeper'],
  [['how do I restart kafka'], 'how about elasticsearch?', 'how do I restart kafka, but for elasticsearch'],
  [oom, 'why?', 'why (pods of checkout keep restarting with OOMKilled in prod)'],
  [oom, 'but why', 'but why (pods of checkout keep restarting with OOMKilled in prod)'],
  [pvc, 'how long?', 'how long (resize a pvc)'],
  [pvc, 'how do I undo that?', 'how do I undo that (resize a pvc)'],
  [pvc, 'is it dangerous', 'is it dangerous (resize a pvc)'],
  [pvc, 'can i do that without downtime?', 'can i do that without downtime (resize a pvc)'],
  [pvc, 'does this need a restart', 'does this need a restart (resize a pvc)'],
  [pvc, 'how long does it take?', 'how long does it take (resize a pvc)'],
  [pvc, 'what was the second command?', 'what was the second command (resize a pvc)'],
  [pvc, 'whats step 3', 'whats step 3 (resize a pvc)'],
  [pvc, 'show me the commands again', 'show me the commands again (resize a pvc)'],
  [['etcd has no leader'], 'what else can I check?', 'etcd has no leader: what else can I check'],
  [['etcd has no leader'], "that didn't help", "etcd has no leader: that didn't help"],
  [['etcd has no leader'], 'still not working', 'etcd has no leader: still not working'],
  [['etcd has no leader'], 'and then?', 'etcd has no leader: and then'],
  [['etcd has no leader'], 'tell me more', 'etcd has no leader: tell me more'],
  [['what does TargetDown mean?'], 'and how do i fix it', 'how do i fix it (TargetDown)'],
  [['what does TargetDown mean?'], 'what causes that', 'what causes that (TargetDown)'],
  [['how do I drain a node'], 'and what is it good for', 'what is it good for (drain a node)'],
  [['how do I resize a pvc', '> …', 'and on staging?', '> …'], 'why?', 'why (resize a pvc on staging)'],
  [['how do I resize a pvc', '> …', 'thanks!', '> You are welcome.'], 'is it reversible?', 'is it reversible (resize a pvc)'],
  [['how do I resize a pvc', '> …', 'why?', '> …', 'what was the second command?', '> …'], 'is it safe', 'is it safe (resize a pvc)'],
  [['wie vergrößere ich ein pvc'], 'und auf staging?', 'wie vergrößere ich ein pvc auf staging'],
  [['warum ist der node nicht bereit'], 'warum?', 'warum (ist der node nicht bereit)'],
  [['comment agrandir un pvc'], 'et pour kafka ?', 'comment agrandir un pvc, but for kafka'],
  [['cómo amplío un pvc'], '¿y en staging?', 'cómo amplío un pvc en staging'],
]

/** Messages that ask something of their own, or nothing at all. */
const whole: readonly [readonly string[], string][] = [
  [[], 'and on staging?'],
  [[], 'how do I undo that?'],
  [pvc, 'how do I rotate the certificates of the kafka brokers?'],
  [pvc, 'kafka broker disk full'],
  [pvc, 'the disk of db-1 is full, how do I clean it'],
  [pvc, 'I deleted the pod but it came back'],
  [pvc, 'is it safe to delete files in pg_wal'],
  [pvc, 'who is on call'],
  [pvc, 'and how do I rotate the vault tokens of ci'],
  [pvc, 'thanks, that worked'],
  [pvc, 'thank you so much!'],
  [pvc, 'ok'],
  [pvc, 'hello'],
  [pvc, 'yes please'],
  [pvc, 'what is a pod disruption budget'],
  [pvc, 'where are the logs of the ingress controller'],
  [pvc, '[FIRING:1] KubeletDown (prod)\nseverity: critical'],
  [pvc, 'which alerts fire when etcd loses its leader'],
]

describe('rewrite', () => {
  it.each(followUps)('after %j, “%s” becomes a whole question', (before, text, expected) => {
    expect(rewrite(text, talk(...before))).toBe(expected)
  })

  it.each(whole)('after %j, “%s” stands for itself', (before, text) => {
    expect(rewrite(text, talk(...before))).toBeNull()
  })
})
