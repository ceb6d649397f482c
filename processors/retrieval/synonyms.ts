/** Words that operators use for one another. */
import { stem } from './stem.ts'

const groups = [
  'gone vanished disappeared missing absent lost',
  'stuck hangs hanging hung blocked frozen',
  'broken fails error faulty problem issue',
  'full exhausted',
  'grow expand resize increase enlarge raise bump big',
  'slow latency lag delay behind',
  'kill terminate',
  'restart reboot bounce',
  'delete remove purge clean',
  'flap switch toggle changing',
  'differs mismatch inconsistent different',
  'denied forbidden refused rejected unauthorized permission',
  'unreachable offline down unavailable dead',
  'disk storage drive',
  'notify alert page',
  'deployment rollout release',
  'undo revert rollback',
  'wrong misconfigured bad invalid',
  'certificate tls ssl',
  'node worker host machine',
  'login signin authentication',
  'setup configure install',
  'check verify validate lint test',
  'network nic interface',
  'throttle limit',
  'rotate renew',
  'lock block',
  'crash die crashloop',
]

const related = new Map<string, string[]>()
for (const group of groups) {
  const roots = group.split(' ').map(stem)
  for (const root of roots) related.set(root, [...(related.get(root) ?? []), ...roots.filter((other) => other !== root)])
}

/** Terms that may be said instead of a term. */
export const synonymsOf = (term: string): readonly string[] => related.get(term) ?? []
