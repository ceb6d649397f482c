/** What the gateway needs from outside; `main.ts` hands it in. */
import type { Author, Revision } from '../schemas/index.ts'
import type { Codec } from '../streams/codec.ts'
import type { DeadLetter } from '../streams/dead-letter.ts'
import type { Log } from '../streams/log.ts'

export type Ports = {
  log: Log
  codec: Codec
  /** ms since 1970. */
  now(): number
  /** The person who uses this machine: local use needs no login. */
  author: Author
  /** Makes the revision of a document as it is ingested, or says in a sentence why it can't be read. */
  revise(document: Incoming): Promise<Revision | { unreadable: string }>
  deadLetters: {
    list(): Promise<readonly DeadLetter[]>
    /** With what it holds; null where there is none of that id. */
    show(id: string): Promise<(DeadLetter & { headers: Record<string, string>; value: unknown; bytes: string }) | null>
    /** Returns the ids that were redriven. */
    redrive(ids: readonly string[]): Promise<readonly string[]>
  }
  /** The page of `/metrics`, in the Prometheus text format. */
  metrics(): Promise<string>
  readiness(): { ready: boolean; parts: readonly Part[] }
  version: string
  processors: readonly { name: string; summary: string; from: readonly string[]; to: readonly string[] }[]
  /** What is configured, reachable and missing. */
  doctor(): Promise<readonly Part[]>
  /** Called with what became a 500, which tells the client nothing. */
  onError(error: unknown): void
}

/** A document as it came: its text, or a file whose text is to be read. */
export type Incoming = Pick<Revision, 'document' | 'source' | 'access' | 'tenant' | 'at'> &
  ({ text: string; mediaType?: string; sourceType?: string; hidden?: number } | { content: Uint8Array; mediaType?: string })

/** One part of the system and how it is. */
export type Part = { name: string; ready: boolean; detail: string }
