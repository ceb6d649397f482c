/**
 * The clauses of a message that may ask for two things: "roll it back, and open a ticket". Cut at punctuation and at words that join requests, in
 * the four languages of the training data. A cut too many does no harm: a clause counts only where its intent is sure by itself.
 */
const joint = /\s*(?:[;\n?!]+|\.\s|,|(?<![\p{L}\p{N}])(?:and|then|also|plus|und|dann|außerdem|y|luego|et|puis)(?![\p{L}\p{N}]))\s*/iu

/** More clauses are a story or a pasted text, not requests. */
const most = 6
const longest = 600

/** Two to six clauses, or none where the message is one clause, or long. */
export const clausesOf = (text: string): string[] => {
  if (text.length > longest) return []
  const clauses = text.split(joint).map((clause) => clause.trim()).filter((clause) => clause.length > 2) // prettier-ignore
  return clauses.length > 1 && clauses.length <= most ? clauses : []
}
