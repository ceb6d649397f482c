/** Something that this machine lacks and a person can install; the message says what needs it. Anything else thrown is a fault. */
export class Missing extends Error {
  override name = 'Missing'
}
