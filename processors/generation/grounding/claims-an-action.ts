/** Whether a sentence says that something was done, or speaks of the bot or its house: no document knows what was done for this question. */

/** The speaker's own person: a document's "we" is not the bot's. */
const firstPerson = /\b(?:I|I['’](?:ve|m|ll|d)|[Ww]e|[Ww]e['’](?:ve|re|ll|d))\b(?!\/)/
/** Done, in nobody's name: what was done is for the hop that does things to say. */
const done =
  /\b(?:has|have|had|was|were|been|is now|are now|got|being)\s+(?:\w+\s+){0,2}?(?:restarted|rebooted|rolled back|scaled|deployed|redeployed|deleted|dropped|created|opened|closed|paged|notified|called|alerted|escalated|approved|granted|revoked|reset|unlocked|disabled|enabled|applied|executed|run|triggered|started|stopped|resolved|fixed|silenced|acknowledged|merged|sent|paused|drained|cordoned|completed|done)\b|\b(?:done|completed|finished|executed)\s+(?:successfully|for you)\b|\bsuccessfully\b/i
/** What makes it a case and no claim where it stands before: “if it was restarted …”. */
const supposed =
  /\b(?:if|when|whenever|once|until|unless|after|before|whether|in case|that|which|who|where|should|must|can|could|may|might)\b/i

/** @param prose a sentence without its code */
export const claimsAnAction = (prose: string): boolean => {
  const match = done.exec(prose)
  return firstPerson.test(prose) || (match !== null && !supposed.test(prose.slice(0, match.index)))
}
