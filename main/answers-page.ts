/** The page of `hopline eval answers --page`: every question with its answer, misses first. One file, no script, nothing loaded from elsewhere. */
import { readFile } from 'node:fs/promises'
import { missing, verdictOf, type AnswerReport, type Row, type Verdict } from '../processors/generation/evaluate.ts'

type Asked = Row & { readonly question: string }

const verdicts: Readonly<Record<Verdict, { mark: string; name: string; says: string }>> = {
  lacking: { mark: '✕', name: 'Lacking', says: 'The answer does not hold all that it must.' },
  answered: { mark: '✕', name: 'Answered', says: 'No document answers this, and it was not refused.' },
  refused: { mark: '◦', name: 'Refused', says: 'A document answers this, and it was refused.' },
  right: { mark: '●', name: 'Right', says: 'As it should be.' },
}
const order = Object.keys(verdicts) as Verdict[]

/** @param asked in the order of the file */
export const answersPage = async (
  report: AnswerReport,
  asked: readonly Asked[],
  where: { file: string; knowledge: string },
): Promise<string> => {
  const [tokens, own] = await Promise.all(
    ['../gateway/web/tokens.css', './answers-page.css'].map((file) => readFile(new URL(file, import.meta.url), 'utf8')),
  )
  const judged = asked.map((row, i) => ({ row, number: i + 1, verdict: verdictOf(row) }))
  const sorted = order.flatMap((verdict) => judged.filter((one) => one.verdict === verdict))
  const count = (verdict: Verdict) => judged.filter((one) => one.verdict === verdict).length
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Answers, ${asked.length} questions</title>
<style>${tokens}${own}</style>
</head>
<body>
<main>
<h1>Answers</h1>
<p class="where">${asked.length} questions of <code>${escaped(where.file)}</code>, asked of <code>${escaped(where.knowledge)}</code></p>
<dl class="figures">${figures(report)}</dl>
<fieldset>
<legend>Show</legend>
<label><input type="radio" name="show" id="show-all" checked> All <span class="count">${asked.length}</span></label>
${order.map((verdict) => `<label><input type="radio" name="show" id="show-${verdict}"> ${verdicts[verdict].name} <span class="count">${count(verdict)}</span></label>`).join('\n')}
</fieldset>
${sorted.map(article).join('\n')}
</main>
</body>
</html>
`
}

const figures = (report: AnswerReport): string =>
  (
    [
      ['Answers that hold what they must', share(report.contains)],
      ['Right document first', share(report.hit1)],
      ['Among the first five', share(report.hit5)],
      ['Citations that hold', share(report.citationsHold)],
      ['Invented citations', String(report.inventedCitations)],
      ['Refused, unanswerable', share(report.refusedUnanswerable)],
      ['Refused, answerable', share(report.refusedAnswerable)],
      ['Words, median', String(report.words.p50)],
      ['Time, median and p99', `${Math.round(report.latency.p50)} and ${Math.round(report.latency.p99)} ms`],
    ] as const
  )
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`)
    .join('')

const share = (value: number): string => value.toFixed(3)

const article = ({ row, number, verdict }: { row: Asked; number: number; verdict: Verdict }): string => {
  const { mark, name, says } = verdicts[verdict]
  const { documents, predicted } = row
  const lacks = new Set(missing(row))
  const musts = row.mustContain.map((pattern) => {
    const isThere = !lacks.has(pattern)
    return `<li class="${isThere ? 'there' : 'lacks'}">${isThere ? 'has' : 'lacks'} <code>${escaped(pattern)}</code></li>`
  })
  const retrieved = predicted.retrieved.map((document) =>
    documents.includes(document) ? `<li><strong>${escaped(document)}</strong> (expected)</li>` : `<li>${escaped(document)}</li>`,
  )
  const quotes = predicted.citations.map(({ document, start, end, quote }) => `<li><cite>${escaped(document)}</cite> ${start} to ${end}<blockquote>${escaped(quote)}</blockquote></li>`) // prettier-ignore
  return `<article class="${verdict}">
<p class="verdict"><span aria-hidden="true">${mark}</span> ${name}. <span class="says">${says}</span></p>
<h2><span class="number">${number}</span> ${escaped(row.question)}</h2>
<div class="answer">${marked(predicted.answer)}</div>
${musts.length > 0 ? `<ul class="musts">${musts.join('')}</ul>` : ''}
<details><summary>${predicted.citations.length} ${predicted.citations.length === 1 ? 'source' : 'sources'}, ${retrieved.length} documents retrieved</summary>
<h3>Expected</h3>
${documents.length > 0 ? `<ul>${documents.map((document) => `<li>${escaped(document)}</li>`).join('')}</ul>` : '<p>No document: it should be refused.</p>'}
<h3>Retrieved, best first</h3>
<ol>${retrieved.join('')}</ol>
${quotes.length > 0 ? `<h3>Sources</h3>\n<ol>${quotes.join('')}</ol>` : ''}
</details>
</article>`
}

/** Blocks of code and headings as such; the rest as it was written. */
const marked = (answer: string): string =>
  answer
    .split(/^([ \t]*```[^\n]*\n[^]*?\n[ \t]*```)$/m)
    .map((part, i) =>
      i % 2 === 1
        ? `<pre><code>${escaped(part.replace(/^[^\n]*\n/, '').replace(/\n[ \t]*```$/, ''))}</code></pre>`
        : escaped(part.trim()).replace(/^\*\*(.+)\*\*$/gm, '<strong>$1</strong>'),
    )
    .join('')

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
