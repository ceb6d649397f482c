/** Shares the partitions of a group out to its members: evenly, and moving as few as evenness allows. */

export type Claim = { member: string; owned: readonly number[] }

/**
 * A partition number is one task over all topics of the group, so numbers are shared out, not topic partitions. Members
 * keep what they own up to their share; the rest goes to whoever has least. The result depends on the claims alone.
 */
export const assignTasks = (claims: readonly Claim[], partitions: number): Map<string, number[]> => {
  const members = claims.toSorted((a, b) => b.owned.length - a.owned.length || (a.member < b.member ? -1 : 1))
  const least = Math.floor(partitions / members.length)
  let withOneMore = partitions % members.length
  const free = new Set(Array.from({ length: partitions }, (_, partition) => partition))
  const shares = new Map<string, number[]>()
  for (const { member, owned } of members) {
    const claimed = owned.filter((partition) => free.has(partition))
    const share = claimed.length > least && withOneMore > 0 ? least + 1 : least
    if (share > least) withOneMore--
    const kept = claimed.slice(0, share)
    for (const partition of kept) free.delete(partition)
    shares.set(member, kept)
  }
  for (const partition of free) {
    const [least] = [...shares.values()].toSorted((a, b) => a.length - b.length)
    least?.push(partition)
  }
  return shares
}
