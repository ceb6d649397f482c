/** Where documents come from: a list of what there is, each read when its turn comes. */
import type { AccessRules } from '../../processors/knowledge/access-rules.ts'

export type Item = {
  /** What it will be known by. */
  document: string
  /** Where it is read from. */
  source: string
  /** Where it stands below the folder that the access rules are of. */
  path: string
  /** As whoever gave it said. */
  mediaType?: string
  /** That its ending does not tell what it is, as of YAML and JSON: passed over in silence where it is no document. */
  unsure?: boolean
  read(): Promise<Uint8Array>
}

export type Source = {
  /** As the person named it. */
  name: string
  items: readonly Item[]
  rules: AccessRules | null
  /** Whether it was named for itself: what is wrong with it is wrong with the command. */
  single: boolean
  close(): Promise<void>
}
