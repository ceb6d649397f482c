/** The sentences of an answer as they are published while it is made. */

export type Delta = { readonly attempt: number; readonly seq: number; readonly text: string }

export type Draft = {
  say(text: string): Promise<void>
  /** What was said before is void: readers drop it when the next sentence comes. */
  restart(): void
}

/** More than an answer is begun anew in one attempt at a message. */
const mostRestarts = 100

/** @param attempt at the message, from 1: a later one is above every restart of an earlier one */
export const openDraft = (attempt: number, publish: (delta: Delta) => Promise<void>): Draft => {
  let run = 0
  let seq = 0
  return {
    say: (text) => publish({ attempt: attempt * mostRestarts + run, seq: seq++, text }),
    restart() {
      if (seq === 0) return
      run = Math.min(run + 1, mostRestarts - 1)
      seq = 0
    },
  }
}
