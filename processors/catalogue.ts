/** Every processor by its name, imported only when it is run: a process loads no more than the libraries of the processors it runs. */
export const catalogue = {
  intent: () => import('./intent/intent.ts').then((module) => module.intent),
  ner: () => import('./ner/ner.ts').then((module) => module.ner),
  retrieval: () => import('./retrieval/retrieval.ts').then((module) => module.retrieval),
  generation: () => import('./generation/generation.ts').then((module) => module.generation),
  action: () => import('./action/action.ts').then((module) => module.action),
  reply: () => import('./reply/reply.ts').then((module) => module.reply),
  knowledge: () => import('./knowledge/knowledge.ts').then((module) => module.knowledge),
} as const

export type ProcessorName = keyof typeof catalogue
