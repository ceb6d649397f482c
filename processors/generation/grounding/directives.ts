/**
 * Sentences in documents that speak to a language model. They are neither shown to one nor do they support anything: a model that obeys what it
 * reads has nothing to obey. The patterns catch what is commonly written; what they miss still has to pass `ground`.
 */

const patterns: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instructions?|prompts?|rules?|directions?|guidelines?|context|constraints?|everything|training)\b/i,
  /\b(?:ignoriere|vergiss|missachte)\b.{0,60}\b(?:anweisung\w*|regeln?|vorgaben?)\b/i,
  /\b(?:ignora|olvida|omite)\b.{0,60}\b(?:instrucciones|reglas|indicaciones)\b/i,
  /\b(?:ignore[zr]?|oublie[zr]?)\b.{0,60}\b(?:consignes|instructions|règles)\b/i,
  /\byou are (?:now |no longer )?(?:an? |the )?(?:\w+ ){0,3}(?:assistant|chat ?bot|bot|ai|model|llm|dan)\b/i,
  /\b(?:as|dear|hey|hello|attention|note to|instructions? (?:to|for)) (?:an? |the |all )?(?:ai|llm|language models?|assistants?|chat ?bots?|gpt|claude|llama|copilot)\b/i,
  /\b(?:ai|llm|language models?|chat ?bots?|assistants?|gpt|claude|llama)\b.{0,30}\b(?:must|should|shall|has to|have to|needs? to|is required to|are required to)\b/i,
  /\b(?:system prompt|developer message|hidden instruction|new instructions?|new question|jailbreak|prompt injection|(?:magic|secret) (?:word|phrase)|prove that you|end of (?:the )?(?:passages?|context|data|prompt))\b/i,
  /\byour (?:next |whole |entire |first |final )?(?:answers?|repl(?:y|ies)|responses?|outputs?|completions?)\b/i,
  /^\W*(?:please |now |always |important:? )*(?:print|say|output|reply|respond|repeat|echo|recite)\b\s*[:"“'‘`]/i,
  /\b(?:in|to|into|of|from|at the (?:start|end) of) (?:your|the|every|each|all) (?:next )?(?:answers?|repl(?:y|ies)|responses?|outputs?|completions?)\b/i,
  /^\W*(?:please |now |always |instead,? |then |first,? |immediately )*(?:respond|reply|answer|output|print|say|repeat|echo|recite|append|claim|announce|pretend|act)\b.{0,40}\b(?:only|exactly|verbatim|word for word|the following|that|this (?:text|sentence|line|link|image|code)|the (?:word|phrase|string|token|sentence)|as if)\b/i,
  /^\W*(?:please |now |always |instead,? |then |first,? |immediately )*(?:tell|inform|assure|convince|confirm to|state to|report to|show|write to)\b.{0,20}\b(?:users?|readers?|askers?|person)\b/i,
  /\b(?:the (?:word|phrase|string|token|sentence)|canary|passphrase) ["'“‘`]/i,
  /^\s*(?:system|assistant|user|human|developer|ai)\s*:/im,
  /<\|[^|]{0,40}\|>|\[\/?INST\]|<<\/?SYS>>|^#{1,6} ?(?:instructions?|system|response|assistant|new task)\s*(?::|$)/im,
]

export const isDirective = (text: string): boolean => patterns.some((pattern) => pattern.test(text))
