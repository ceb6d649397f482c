/** The language of a message, as far as its dates are concerned. */
export type Language = 'en' | 'de' | 'es' | 'fr'

// Words that are frequent in one of the four languages and rare in the others.
const marks: Record<Exclude<Language, 'en'>, RegExp> = {
  de: /(?<!\p{L})(?:der|die|das|ist|und|nicht|seit|bitte|ich|wir|mit|auf|für|von|im|ein|eine|zu|gestern|heute|morgen|uhr|bis|vor|wer|wie|warum|letzten|letzte|nächsten?|am|um)(?!\p{L})/giu,
  es: /(?<!\p{L})(?:el|la|los|las|está|es|desde|hasta|por|para|con|del|una|un|ayer|hoy|mañana|hace|qué|que|servicio|pasado|próximo|favor|semana|y)(?!\p{L})/giu,
  fr: /(?<!\p{L})(?:le|la|les|est|depuis|jusqu|des|du|une|un|hier|demain|aujourd|avec|pour|dans|et|il|en panne|prochain|dernier|dernière|à|sur|qui|semaine)(?!\p{L})/giu,
}
const english =
  /(?<!\p{L})(?:the|is|of|and|since|in|to|for|on|with|until|last|next|ago|are|please|was|yesterday|today|tomorrow|at|between)(?!\p{L})/giu

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** The language whose frequent words stand out; English where none does. */
export const languageOf = (text: string): Language => {
  let best: Language = 'en'
  let most = count(text, english)
  for (const [language, pattern] of Object.entries(marks) as [Exclude<Language, 'en'>, RegExp][]) {
    const found = count(text, pattern)
    if (found > most) [best, most] = [language, found]
  }
  return best
}
