/** The shape of the word that a piece belongs to: the encoder reads lower case, and a name is often known by its capitals. */

const runs = /[\p{L}\p{N}]+/gu
const letter = /^\p{L}$/u
const space = /^[\s\x1c-\x1f\x85]$/
const lower = /^\p{Lowercase}$/u
const upper = /^\p{Uppercase}$/u

/**
 * 0 no letter or digit, 1 lower case, 2 Capital first, 3 CAPITALS, 4 camelCase or another mixture, 5 digits alone, 6 letters and digits,
 * 7 letters without case.
 */
const kindOf = (word: string): number => {
  const characters = [...word]
  const letters = characters.filter((character) => letter.test(character))
  if (letters.length === 0) return 5
  if (letters.length < characters.length) return 6
  const lowers = letters.filter((character) => lower.test(character)).length
  const uppers = letters.filter((character) => upper.test(character)).length
  if (lowers === letters.length) return 1
  if (uppers === letters.length) return letters.length > 1 ? 3 : 2
  if (upper.test(letters[0]!) && lowers === letters.length - 1) return 2
  return lowers === 0 && uppers === 0 ? 7 : 4
}

/**
 * Gives the shape of the piece that starts at a UTF-16 code unit; to be asked from left to right. It is 1 and twice the kind of the run of
 * letters and digits around it, and 1 more where no space stands before it; 0 is left for what is no piece. The training counts the same way.
 */
export const shapesOf = (text: string): ((start: number) => number) => {
  const matches = text.matchAll(runs)
  let run = { start: 0, end: 0, kind: 0 }
  const next = () => {
    const { value: match } = matches.next()
    run = match
      ? { start: match.index, end: match.index + match[0].length, kind: kindOf(match[0]) }
      : { start: text.length, end: Infinity, kind: 0 }
  }
  return (start) => {
    while (run.end <= start) next()
    return 1 + 2 * (start >= run.start ? run.kind : 0) + Number(start > 0 && !space.test(text[start - 1]!))
  }
}
