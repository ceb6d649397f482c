/** A file that no text can be read from. The message is a sentence for whoever added it: what, why, and what to do. */
export class Unreadable extends Error {
  override name = 'Unreadable'
}
