/**
 * Which member owns which partition, moved as little as possible: owners that are still there keep theirs, orphans go to the
 * member with the fewest, and then the fullest gives to the emptiest until they differ by one at most.
 */
export const assign = <Member>(
  partitions: number,
  members: readonly Member[],
  owners: ReadonlyMap<number, Member>,
): ReadonlyMap<number, Member> => {
  if (members.length === 0) return new Map()
  const held = new Map<Member, number[]>(members.map((member) => [member, []]))
  const orphans: number[] = []
  for (let partition = 0; partition < partitions; partition++) {
    const owner = owners.get(partition)
    ;((owner && held.get(owner)) || orphans).push(partition)
  }
  const byCount = () => [...held.values()].sort((a, b) => a.length - b.length)
  for (const partition of orphans) byCount()[0]!.push(partition)
  for (;;) {
    const sorted = byCount()
    const [emptiest, fullest] = [sorted[0]!, sorted.at(-1)!]
    if (fullest.length - emptiest.length <= 1) break
    emptiest.push(fullest.pop()!)
  }
  return new Map([...held].flatMap(([member, own]) => own.map((partition) => [partition, member] as const)))
}
