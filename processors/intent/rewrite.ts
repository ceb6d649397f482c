/**
 * Follow-ups as whole questions: "and on staging?" after a question about pods is a question about pods. By rules, so that what was understood
 * can be read and explained; where none fits, a message stands for itself.
 */
import type { Turn } from '../../schemas/index.ts'

/**
 * @param turns what was said before, oldest first
 * @returns the whole question; null where the text is one already, or nothing was asked before
 */
export const rewrite = (text: string, turns: readonly Turn[]): string | null => {
  let asked: string | null = null
  for (const turn of turns) {
    if (turn.role !== 'person' || isTalk(turn.text)) continue
    const read: Read | null = asked === null ? null : wholeOf(turn.text, asked)
    if (read === null) asked = turn.text
    else if (read.moves) asked = read.whole
  }
  return asked === null || isTalk(text) ? null : (wholeOf(text, asked)?.whole ?? null)
}

/** `moves`: later follow-ups are about this question ("and on staging?"), not about the one before it still ("why?"). */
type Read = { whole: string; moves: boolean }

const mostWords = 40

const wholeOf = (text: string, asked: string): Read | null => {
  const said = text.trim().replace(/\s+/g, ' ')
  const words = said.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’_./-]*/gu) ?? []
  if (words.length === 0 || words.length > 14 || text.includes('\n')) return null
  const before = asked
    .replace(/\s+/g, ' ')
    .split(' ')
    .slice(0, mostWords)
    .join(' ')
    .replace(/[\s?!.,;:]+$/, '')
  const topic = topicOf(before)
  const bare = said.replace(/^[¿¡\s]+|[\s?!.]+$/g, '')
  const about = { whole: `${bare} (${topic})`, moves: false }

  if (followUps.bareWord.test(bare)) return about
  if (followUps.sameAgain.test(bare)) return { whole: `${before}: ${bare}`, moves: false }
  if (followUps.partOfReply.test(bare) && contentOf(words).length <= 2) return about
  const rest = followUps.opening.exec(bare)?.[1]
  if (rest !== undefined) return withRest(rest, before, topic)
  if (words.length <= 4 && followUps.place.test(bare)) return withRest(bare, before, topic)
  return refersBack(words) ? about : null
}

/** "on staging" takes the place of "in prod"; a whole question keeps its own words; anything else is asked instead of what was asked before. */
const withRest = (rest: string, before: string, topic: string): Read | null => {
  const moved = (whole: string): Read => ({ whole, moves: true })
  const words = rest.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}'’_./-]*/gu) ?? []
  if (words.length > 8) return null
  const environment = environmentOf(rest)
  const replaced = environment && environmentOf(before)
  if (environment && replaced && words.length <= 3) return moved(before.replace(replaced, environment))
  if (followUps.place.test(rest)) return moved(`${before} ${rest}`)
  if (followUps.whole.test(rest))
    return contentOf(words).length > 2 && !refersBack(words) ? null : { whole: `${rest} (${topic})`, moves: false }
  return moved(environment ? `${before} ${rest}` : `${before}, but for ${rest.replace(/^(?:the|with|for)\s+/i, '')}`)
}

const environmentOf = (text: string): string | undefined =>
  /(?<![\p{L}\p{N}-])(?:prod(?:uction)?|prd|staging|stage|stg|dev(?:elopment)?|test|testing|qa|uat|preprod|sandbox|canary)(?![\p{L}\p{N}-])/iu.exec(
    text,
  )?.[0]

/** Social messages: they ask nothing, and what follows one goes back to the question before it. */
const isTalk = (text: string): boolean =>
  /^(?:(?:ok(?:ay)?|thanks?|thank you|thx|ty|cheers|cool|great|perfect|nice|got it|awesome|hi|hello|hey|good (?:morning|evening|afternoon)|bye|goodbye|yes|no|yep|nope|nah|sure|lol|danke|merci|gracias|hallo|hola|bonjour|that (?:worked|helped|fixed it)|it works(?: now)?|worked|never ?mind|please|so much|a lot|very much|for (?:the|your) help|that|again|there)[\s,.!👍🙏]*)+$/iu.test(
    text.trim(),
  )

const followUps = {
  /** Nothing but the word that asks. */
  bareWord:
    /^(?:(?:but|and|ok|so|und|aber|et|y|pero|mais)[, ]+)?(?:why|how|when|where|who|which one|why not|how so|how come|how long|how often|since when|for how long|meaning|really|warum|wieso|wie|wann|wo|wer|pourquoi|comment|quand|où|por qu[eé]|cómo|cuándo|dónde)$/iu,
  /** Asks for more of the same, or says that it was not enough. */
  sameAgain:
    /^(?:(?:ok|so|and|but|hm+|no)[, ]+)*(?:what else(?: (?:can|could|should) (?:i|we) (?:do|try|check))?|anything else|more(?: details?| info)?(?: (?:pls|please))?|tell me more|go on|continue|next|what(?:'s| is) next|(?:and |what )?then(?: what)?|what now|and now|(?:that|this|it) (?:did ?n[o']?t|does ?n[o']?t|is ?n[o']?t) (?:help|work|working)(?: (?:though|either))?|did ?n[o']?t (?:help|work)|still (?:not working|broken|failing|the same|happening|down|no luck|nothing)|no luck|(?:i )?(?:already )?tried (?:that|this|it)(?: already)?|what if (?:that|this|it) (?:does ?n[o']?t|fails?)(?: (?:work|help))?|sonst noch was|was noch|und dann|mehr details|weiter|autre chose|et ensuite|algo más|y luego|qué más)$/iu,
  /** Asks about a part of the last reply. */
  partOfReply:
    /\b(?:first|second|third|fourth|fifth|last|next|previous|1st|2nd|3rd|4th|other) (?:one|command|step|point|option|query|line|thing|part)\b|\bstep \d+\b|\b(?:the|those|these|your) (?:commands?|steps?|quer(?:y|ies)|sources?|links?) ?(?:again)?$|\b(?:repeat|say) (?:that|it|this)\b/iu,
  opening:
    /^(?:(?:ok|so|hm+|cool|thanks|great)[, ]+)*(?:and(?: what about| how about| for| if)?|what about|how about|or|also|same (?:for|on|in|with)|und(?: was ist mit| wie ist es mit)?|was ist mit|et(?: pour)?|y(?: para)?|qu[eé] tal)[, ]+(.+)$/iu,
  /** Where, for whom or with what: a phrase that hangs on a question. */
  place: /^(?:on|in|for|with|at|from|under|via|using|without|inside|auf|bei|mit|für|pour|avec|sur|dans|en|con|para|sin)\s+\S/iu,
  whole:
    /^(?:how|what|why|when|where|who|which|can|could|should|do|does|did|is|are|will|would|wie|was|warum|wann|wo|comment|pourquoi|que|qué|cómo|dónde)\b/iu,
}

const pronouns = new Set('it that this them those these they its their one ones there he she him her das es dies diese dieses ihn sie dem davon dort ça cela ce celui eso esto ese este ello lo los allí'.split(' ')) // prettier-ignore
/** Words that say nothing of what a question is about. */
const light = new Set(
  (
    'a an the and or but if so then than i we you me us my our your he she who what which when where why how do does did doing done can could should would will may might must shall ' +
    'is are was were be been being am have has had get got to of in on at for from with by about into over up out off as not no yes please pls just also still again now here more most ' +
    'any some all both each much many long take takes took mean means meant happen happens happened use used using need needs want know see tell show say said give make made go going come ' +
    'work works working help try tried best better right wrong good bad ok safe dangerous normal possible necessary urgent really actually exactly first second third last next step steps ' +
    'command commands query thing things part way case time times often fast soon later before after der die den ein eine und oder ich wir wie was wo wann warum ist sind war kann muss soll man mache machen ' +
    'rückgängig le la les un une des et ou je nous comment pourquoi est sont faire fait peux peut el la los las un una y o yo cómo por qué es son hacer hago puedo se le ' +
    "it's that's what's don't doesn't didn't isn't can't won't i'm ive"
  ).split(' '),
)

const contentOf = (words: readonly string[]): string[] => words.filter((word) => word.length > 1 && !light.has(word) && !pronouns.has(word))

/** "it is safe to", "it takes to": this it stands for nothing that was said before. */
const empty = /^(?:safe|ok|okay|possible|normal|bad|dangerous|necessary|better|best|allowed|takes?|mean|raining)$/

/**
 * That a pronoun stands for something said before: nothing in the message itself, and little else is named there. "The disk is full, how do I
 * clean it" and "the pod that crashed" stand for themselves.
 */
const refersBack = (words: readonly string[]): boolean => {
  const at = words.findIndex((word) => pronouns.has(word))
  if (at < 0 || words.length > 12) return false
  if (contentOf(words.slice(0, at)).length > 1 || contentOf(words).length > 3) return false
  const [next = '', afterNext = ''] = words.slice(at + 1)
  const isEmpty = (words[at] === 'it' && empty.test(next) && afterNext === 'to') || (words[at] === 'there' && words[at - 1] !== 'in')
  return !isEmpty
}

/** What a question is about: without what makes it a question. */
const topicOf = (question: string): string => {
  let topic = question
  for (const frame of frames) {
    const shorter = topic.replace(frame, '').trim()
    if (shorter !== '') topic = shorter
  }
  return topic
}

const frames = [
  /^(?:(?:hi|hello|hey|ok|so|and|but|pls|please|sorry|hallo|bonjour|hola)[\s,!.]+)+/iu,
  /^(?:(?:can|could) you (?:tell|show|explain)(?: to)?(?: me)?|do you know|tell me|show me|i need to know|any idea)\s+/iu,
  /^(?:how (?:do|can|could|to|should|would)(?: (?:i|we|you|one))?|what (?:should|do|can|could) (?:i|we) (?:do|check|try)(?: (?:when|if|about|with|for))?|what (?:is|are|does|do)|why (?:is|are|does|do|did)|where (?:do|can|should) (?:i|we)(?: find)?|wie (?:kann|soll|mache) (?:ich|man)|was (?:ist|bedeutet)|warum|comment|pourquoi|cómo|por qué)\s+(?:the\s+)?/iu,
  /[\s,.;–-]+(?:what (?:now|next|do i do|should i do|to do|can i do|do we do|can we do|does (?:it|that|this) mean|first)|how (?:do|can|to|should)(?: (?:i|we))? (?:fix|solve|resolve|stop) (?:it|this|that)|help|any ideas?|pls|please|thanks|thx|was tun|que faire|qué hago)[\s?!.]*$/iu,
  /\s+mean$/iu,
]
