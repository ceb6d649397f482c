/** Fixed sentences for what needs no knowledge. Plain words, nothing promised that is not done. */

const sentences: Readonly<Record<string, string>> = {
  greeting: 'Hello. Ask about an alert, an error or a procedure, and I answer from the knowledge base with its sources.',
  thanks: 'You are welcome.',
  goodbye: 'Goodbye. This conversation stays here.',
  capabilities:
    'I answer questions about operations from the knowledge base and show the exact source of each statement. I also recognise requests such as a restart, a ticket or a page to the on-call person, and say what can be done about them. Where I do not know, I say so.',
  give_feedback: 'Noted. The thumbs below a reply record what was right or wrong about it.',
  affirm: 'There is nothing here that waits for a yes.',
  deny: 'There is nothing here that waits for a no. Nothing was changed.',
}

type Language = 'de' | 'es' | 'fr'

/** What is said in another language than English only in that language. */
const spoken: Readonly<Record<Language, RegExp>> = {
  de: /(?<!\p{L})(?:hallo|moin|servus|guten (?:morgen|tag|abend)|grüß\p{L}*|danke\p{L}*|vielen dank|tschüss?|auf wiedersehen|bis (?:dann|später|morgen)|was kannst du)(?!\p{L})/iu,
  es: /(?<!\p{L})(?:hola|buen[oa]s (?:días|tardes|noches)|gracias|adiós|hasta (?:luego|mañana|pronto)|qué puedes hacer)(?!\p{L})/iu,
  fr: /(?<!\p{L})(?:bonjour|bonsoir|salut|coucou|merci|au revoir|à (?:bientôt|demain|plus)|que peux-tu)(?!\p{L})/iu,
}

const translated: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  de: {
    greeting: 'Hallo. Frag nach einem Alarm, einem Fehler oder einem Ablauf; ich antworte aus der Wissensbasis und nenne die Quellen.',
    thanks: 'Gern geschehen.',
    goodbye: 'Auf Wiedersehen. Dieses Gespräch bleibt hier.',
    capabilities:
      'Ich beantworte Fragen zum Betrieb aus der Wissensbasis und zeige zu jeder Aussage die genaue Quelle. Wo ich etwas nicht weiß, sage ich das.',
  },
  es: {
    greeting: 'Hola. Pregunta por una alerta, un error o un procedimiento; respondo con la base de conocimiento y cito las fuentes.',
    thanks: 'De nada.',
    goodbye: 'Hasta luego. Esta conversación se queda aquí.',
    capabilities:
      'Respondo preguntas de operaciones con la base de conocimiento y muestro la fuente exacta de cada afirmación. Cuando no lo sé, lo digo.',
  },
  fr: {
    greeting:
      'Bonjour. Demandez une alerte, une erreur ou une procédure ; je réponds avec la base de connaissances et je cite mes sources.',
    thanks: 'Je vous en prie.',
    goodbye: 'Au revoir. Cette conversation reste ici.',
    capabilities:
      'Je réponds aux questions d’exploitation avec la base de connaissances et je montre la source exacte de chaque affirmation. Quand je ne sais pas, je le dis.',
  },
}

/** The reply to a conversational intent, in the language of the text where that is simple; null where the intent has none. */
export const talk = (intent: string, text: string): string | null => {
  const language = (Object.keys(spoken) as Language[]).find((each) => spoken[each].test(text))
  return (language && translated[language][intent]) ?? sentences[intent] ?? null
}
