/** What a question is after, and which statements serve that: read from the question's words and from the headings of runbooks. */
import type { Statement } from './statements.ts'

export type Purpose = 'mend' | 'check' | 'cause' | 'meaning' | 'impact'

/** `purposes`: what is wanted, most wanted first, never empty. */
export type Wanted = {
  purposes: readonly Purpose[]
  /** A command or query. */ code: boolean
  /** Whether it is mended. */ proven: boolean
  /** A number: a limit, a duration, a default. */ number: boolean
}

/** Whole words of any alphabet: `\b` knows ASCII alone. */
const whole = ({ source }: RegExp): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${source})(?![\\p{L}\\p{N}])`, 'iu')

const asked: Readonly<Record<Purpose, RegExp>> = {
  impact: whole(
    /impacts?|happens? (?:if|when|to)|consequences?|effects?|what breaks|how (?:bad|urgent|serious|critical)|(?:is|are) (?:it|this|that|these) (?:\w+ )?(?:bad|dangerous|urgent|serious|normal|safe|a problem)|dangerous|risks?|lose|losing|can (?:this|it|that) wait|auswirkung\w*|folgen|schlimm|gefährlich|qué pasa si|impacto|grave|peligro\w*|conséquences?|dangereux/,
  ),
  cause: whole(
    /why|causes?|caused|causing|reasons?|how come|due to|what (?:could|can|might|would|else could) (?:be|make|it be)|could (?:it|this|that) be|root cause|warum|wieso|weshalb|ursachen?|grund|por qu[eé]|causas?|pourquoi|raisons?/,
  ),
  meaning: whole(
    /what (?:is|are|does|do|exactly is)(?! (?:i|we|you|the (?:fix|solution|procedure|command|query|cause|reason|impact|usual|first|process|best|right)|usually)\b)|what's|whats|mean(?:s|ing)?|explain|differences?|purpose of|was (?:ist|bedeutet|heißt|sind)|bedeut\w+|qu[eé] (?:es|significa|son)|c'est quoi|qu'est-ce|signifie/,
  ),
  check: whole(
    /how (?:can|do|could|to|would|did) ?(?:i|we|you|one)? ?(?:\w+ly )?(?:tell|check|see|find|know|verify|debug|diagnose|detect|list|confirm|inspect|monitor|measure|get (?:at )?the|show|look)|what (?:should|can|could|must|do|to|shall) ?(?:i|we)? ?(?:check|look|grep|inspect)|what first|where (?:do|can|to|should|are|is)|find out|which|who|diagnos\w*|investigat\w*|troubleshoot\w*|checklist|look (?:at|into)|wie (?:sehe|finde|prüfe|erkenne|kann ich (?:sehen|prüfen))|prüfen|überprüfen|wo (?:sehe|finde)|cómo (?:veo|compruebo|verifico)|dónde|comment (?:voir|vérifier|savoir|trouver)|où/,
  ),
  mend: whole(
    /fix\w*|solve|resolve|mitigat\w*|repair|recover|restore|remed\w*|solution|what (?:now|to do|should (?:i|we) do|do (?:i|we) do|can (?:i|we) (?:do|try)|can be done|next)|do about|get rid|help|how (?:do|can|to|should|would|could) ?(?:i|we|you|one)?|should (?:i|we)|steps|procedure|workaround|was tun|beheben|lösen|wie (?:kann|soll|mache|bekomme|behebe|starte|stelle)|was (?:soll|kann|muss)|qué (?:hago|hacer|puedo)|cómo|arreglar|solucionar|que faire|comment|réparer|résoudre|corriger/,
  ),
}
const order: readonly Purpose[] = ['impact', 'cause', 'meaning', 'check', 'mend']
const wantsCode =
  /\b(?:commands?|cmd|quer(?:y|ies)|promql|sql|kubectl|metrics?|one-?liner|script|befehle?|abfrage|comandos?|consulta|commandes?|requête|logs?|grep)\b/iu
const wantsNumber =
  /\b(?:how (?:many|much|long|fast|often|big|large|old|high)|at (?:what|how)|thresholds?|defaults?|limits?|wie (?:viele?|lange|oft|hoch)|cuánt\w+|combien)\b/iu

const wantsProof =
  /\b(?:verify|verified|confirm|is (?:it|this|that) (?:fixed|solved|gone|over|done)|know (?:that|if|when|whether) (?:it|this|that))\b/i

export const wantedBy = (question: string): Wanted => {
  const purposes = order.filter((purpose) => asked[purpose].test(question))
  return {
    // Who names a trouble and asks nothing wants it to end, and has to know first what it is.
    purposes: purposes.length > 0 ? purposes : ['mend', 'check'],
    code: wantsCode.test(question),
    number: wantsNumber.test(question),
    proven: wantsProof.test(question),
  }
}

const sections: Readonly<Record<Purpose, RegExp>> = {
  mend: /\b(?:fix\w*|mitigat\w*|resol\w*|remed\w*|recover\w*|repair|solution|actions?|steps?|how to|what to do|procedure|workaround|response|runbook|behebung|lösung|maßnahmen|vorgehen|solución|résolution)\b/iu,
  check:
    /\b(?:check\w*|diagnos\w*|investigat\w*|find\w*|troubleshoot\w*|symptoms?|debug\w*|triage|first|quer(?:y|ies)|prüf\w*|diagnóstico)\b/iu,
  cause: /\b(?:causes?|why|reasons?|background|diagnos\w*|investigat\w*|scenarios?|ursachen?|causas?)\b/iu,
  meaning:
    /\b(?:meaning|what (?:it|this|is|does)|overview|about|background|introduction|description|summary|context|definition|bedeutung|übersicht)\b/iu,
  impact: /\b(?:impact|effects?|consequences?|severity|urgency|risks?|danger|warning|critical|auswirkung\w*|impacto)\b/iu,
}
const aside = /\b(?:see also|references?|links?|when to call|escalat\w*|further reading|additional resources|contact|change ?log)\b/i
const proof = /\b(?:verify|verification|works? again|confirm\w*)\b/i

const says: Readonly<Record<Purpose, RegExp>> = {
  mend: /^(?:[-*\s]|\*\*)*(?:add|adjust|bump|change|clean|cordon|correct|delete|drain|enable|ensure|expand|fix|free|give|increase|limit|make sure|migrate|move|raise|reduce|remove|replace|restart|restore|roll|run|scale|set|spread|stop|update|upgrade|use)\b/i,
  check: /\b(?:check|verify|look|inspect|find|see whether|determine|compare|list|show|query|logs?)\b/i,
  cause:
    /\b(?:because|due to|caused?|result of|usually|often|happens?|reason|common|can occur|likely|misconfig\w*|wrong|not enough|too (?:low|few|many|high|small|old))\b/i,
  meaning: /\b(?:means?|fires|triggered|is (?:an?|the|meant|used)|defined|refers)\b/i,
  impact: /\b(?:will|may|might|cannot|can not|unable|not be|lost|lose|degrad\w*|unavailab\w*|risk|unstable|impact)\b/i,
}

/** What is added to the score of a statement for standing under a heading that serves the purposes, and for its own shape. */
export const suits = ({ headings, text, commands, kind, number: place }: Statement, { purposes, code, number, proven }: Wanted): number => {
  const heading = headings.at(-1) ?? ''
  const path = headings.join(' ')
  const serves = purposes.reduce((sum, purpose, i) => {
    const worth = 0.5 ** i
    const place = sections[purpose].test(heading) ? 0.18 : sections[purpose].test(path) ? 0.12 : 0
    return Math.max(sum, worth * (place + (says[purpose].test(text) ? 0.05 : 0)))
  }, 0)
  const isCode = commands.length > 0 || /`[^`]+`/.test(text)
  const steps = (purposes[0] === 'mend' || purposes[0] === 'check') && (kind === 'step' || commands.length > 0) ? 0.08 : 0
  // Runbooks put first what helps most often.
  const early = kind === 'step' ? (0.06 * Math.max(0, 4 - place)) / 3 : 0
  // A line that only introduces others, a bare reference, or a fragment says little by itself.
  const hollow =
    (text.endsWith(':') && commands.length === 0) ||
    /^(?:see|read|refer to|more info\w*|further)\b/i.test(text) ||
    (text.split(/\s+/).length < 3 && commands.length === 0)
  return (
    serves +
    steps +
    early +
    (code && isCode ? 0.12 : 0) +
    (number && /\d/.test(text) ? 0.1 : 0) -
    (aside.test(heading) ? 0.35 : 0) -
    (!proven && proof.test(heading) ? 0.3 : 0) -
    (hollow ? 0.3 : 0) -
    (!code && mostlyQuoted(text) ? 0.25 : 0)
  )
}

/** A sentence that lists names and messages matches many questions and answers none. */
const mostlyQuoted = (text: string): boolean =>
  [...text.matchAll(/`[^`]+`/g)].reduce((sum, [quoted]) => sum + quoted.length, 0) > 0.6 * text.length
