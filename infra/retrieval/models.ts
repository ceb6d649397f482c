/** Fits the two models of the search on collections, and scores them on others. */
import { featureNames, type Features } from '../../processors/retrieval/features.ts'
import { answerableOf, signalNames, type Model, type Signals } from '../../processors/retrieval/model.ts'
import { openIndex, rank } from '../../processors/retrieval/search.ts'
import { signalsOf } from '../../processors/retrieval/signals.ts'
import { fromFloatBytes } from '../../schemas/index.ts'
import type { Collection, Question } from './collection.ts'
import { fitLogistic, fitRanking, type Groups, type Labelled } from './fit-linear.ts'

/** The square of a weight costs this much of the mean log-likelihood. */
const ridge = 0.001

/** Questions asked of a collection, with what the search has to choose from. */
export type Asked = (ReturnType<ReturnType<typeof openIndex>['candidates']> & { documents: ReadonlySet<string>; answered: boolean })[]

/** @param unanswered questions that the collection does not answer, beside those of its own */
export const ask = ({ documents, questions }: Collection, unanswered: readonly Question[]): Asked => {
  const index = openIndex({ top: 8 })
  for (const document of documents) index.put(document.document, document)
  const all = [...questions, ...unanswered.map((question) => ({ ...question, documents: [] }))]
  return all.map(({ event: { message, vector, encoder }, documents }) => ({
    documents: new Set(documents),
    answered: documents.length > 0,
    ...index.candidates({
      ...{ text: message.text, vector: fromFloatBytes(vector), encoder },
      reader: { tenant: message.tenant, principals: [], openOnly: true },
    }),
  }))
}

const asList = <Name extends string>(names: readonly Name[], values: Readonly<Record<Name, number>>) => names.map((name) => values[name])
const rounded = (value: number) => Number(value.toFixed(3))
const asRecord = <Name extends string>(names: readonly Name[], values: readonly number[]) =>
  Object.fromEntries(names.map((name, i) => [name, rounded(values[i]!)])) as Record<Name, number>

const groupsOf = ({ candidates, documents }: Asked[number]): Groups =>
  [...Map.groupBy(candidates, ({ chunk }) => chunk.document.id)].map(([id, of]) => ({
    items: of.map(({ features }) => asList(featureNames, features)),
    right: documents.has(id),
  }))

const signalsWith = (model: Model, { candidates, ideas }: Asked[number]): Signals => signalsOf(rank(model, candidates), ideas)

/** Answered and unanswered questions of a collection weigh the same in all. */
const labelled = (asked: Asked, model: Model): Labelled[] => {
  const answered = asked.filter((one) => one.answered).length
  return asked.map((one) => ({
    signals: asList(signalNames, signalsWith(model, one)),
    yes: one.answered,
    weight: 1 / (one.answered ? answered : asked.length - answered),
  }))
}

/** @param left out of the ranking, to see what it is good for */
export const fit = (collections: readonly Asked[], left?: keyof Features): Model => {
  const questions = collections.flatMap((asked) => asked.filter(({ answered }) => answered)).map(groupsOf)
  const used = featureNames.map((name) => name !== left)
  const ranking = asRecord(featureNames, fitRanking(questions, used, ridge)) as Features
  const model: Model = { ranking, answerable: { bias: 0, weights: asRecord(signalNames, signalNames.map(() => 1)) } } // prettier-ignore
  const { bias, weights } = fitLogistic(
    collections.flatMap((asked) => labelled(asked, model)),
    signalNames.length,
    ridge,
  )
  return { ranking, answerable: { bias: rounded(bias), weights: asRecord(signalNames, weights) } }
}

const share = (items: readonly unknown[], part: number) => rounded(part / items.length)

/** hit@k and MRR by document; and how many of the unanswerable are refused where 0.05 of the answerable are, and at a probability of 0.5. */
export const score = (asked: Asked, model: Model) => {
  const answered = asked.filter((one) => one.answered)
  const ranks = answered.map(({ candidates, documents }) => {
    const order = [...new Set(rank(model, candidates).map(({ chunk }) => chunk.document.id))]
    return order.findIndex((id) => documents.has(id)) + 1 || Infinity
  })
  const chance = (one: Asked[number]) => answerableOf(model, signalsWith(model, one))
  const chances = answered.map(chance).sort((a, b) => a - b)
  const others = asked.filter((one) => !one.answered).map(chance)
  const threshold = chances[Math.floor(chances.length * 0.05)]!
  const below = (list: readonly number[], most: number) => share(list, list.filter((one) => one < most).length)
  return {
    answerable: answered.length,
    hit1: share(ranks, ranks.filter((rank) => rank === 1).length),
    hit5: share(ranks, ranks.filter((rank) => rank <= 5).length),
    mrr: share(ranks, ranks.reduce((sum, rank) => sum + 1 / rank, 0)), // prettier-ignore
    unanswerable: others.length,
    refused: below(others, threshold),
    threshold: rounded(threshold),
    refusedAtHalf: below(others, 0.5),
    answerableRefusedAtHalf: below(chances, 0.5),
  }
}
