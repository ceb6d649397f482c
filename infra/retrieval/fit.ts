/**
 * Fits the ranking and the probability of an answer on two collections, and writes `processors/retrieval/weights.json`:
 *
 *   node infra/retrieval/fit.ts RUNBOOKS
 *
 * RUNBOOKS is a copy of the Prometheus Operator's runbooks (github.com/prometheus-operator/runbooks, `content/runbooks`). Prints how models
 * fitted on one collection do on the other, and without each feature. To be run again when the encoder, the chunks or the features change.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../../main/settings.ts'
import { featureNames } from '../../processors/retrieval/features.ts'
import { readCollection, type Collection } from './collection.ts'
import { ask, fit, score } from './models.ts'

const [runbooks] = parseArgs({ allowPositionals: true }).positionals
if (!runbooks) throw new Error('Wrong use. Say: node infra/retrieval/fit.ts RUNBOOKS, the folder of the Prometheus Operator’s runbooks.')

/** Subjects that the other collection has nothing about: questions on them are asked there as what nothing answers. */
const onlyShipped = /^(?:manual|runbooks\/(?:kafka|elasticsearch|postgresql|ci|access|practice))\//
const onlyOperator = /^(?:alertmanager|prometheus|prometheus-operator|kube-state-metrics|etcd|general)\//
const about = ({ questions }: Collection, subject: RegExp) => questions.filter(({ documents: [first] }) => first && subject.test(first))

const questions = (...names: string[]) => names.map((name) => join(root, name))
const shippedDocuments = await readCollection(
  join(root, 'knowledge'),
  questions('knowledge/questions.jsonl', 'retraining/data/questions-symptoms-shipped.jsonl'),
)
const operatorDocuments = await readCollection(
  runbooks,
  questions(
    'retraining/data/questions-runbooks-dev.jsonl',
    'retraining/data/questions-answers-dev.jsonl',
    'retraining/data/questions-symptoms-runbooks.jsonl',
  ),
)
const shipped = ask(shippedDocuments, about(operatorDocuments, onlyOperator))
const operator = ask(operatorDocuments, about(shippedDocuments, onlyShipped))

const say = (what: string, of: object) => process.stdout.write(`${what}: ${JSON.stringify(of)}\n`)
say('fitted on the shipped knowledge, asked of the operator', score(operator, fit([shipped])))
say('fitted on the operator, asked of the shipped knowledge', score(shipped, fit([operator])))
for (const name of featureNames) {
  const [there, here] = [score(operator, fit([shipped], name)), score(shipped, fit([operator], name))]
  say(`the same without ${name}, hit@1 and hit@5`, [there.hit1, there.hit5, here.hit1, here.hit5])
}
const both = fit([shipped, operator])
say('fitted on both, asked of the operator', score(operator, both))
say('fitted on both, asked of the shipped knowledge', score(shipped, both))
writeFileSync(join(root, 'processors/retrieval/weights.json'), JSON.stringify(both, null, 2) + '\n')
