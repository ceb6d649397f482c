/** Between the names that callers use and those on the cluster. */
export type Names = {
  topic(logical: string): string
  /** null for a topic of others. */
  logical(physical: string): string | null
  group(logical: string): string
}

export const prefixed = (topicPrefix: string, groupPrefix: string): Names => ({
  topic: (logical) => topicPrefix + logical,
  logical: (physical) => (physical.startsWith(topicPrefix) ? physical.slice(topicPrefix.length) : null),
  group: (logical) => groupPrefix + logical,
})
