/** Questions and answers in a CSV file, as Markdown: a section for each question. */
import { CsvError, parse } from 'csv-parse/sync'
import type { RootContent } from 'mdast'
import { heading, markdownOf, paragraph, rootOf, titleOf } from './markdown.ts'
import { Unreadable } from './unreadable.ts'

const asks = /^(q|questions?|frage|pregunta|ask|prompt)$/i
const answers = /^(a|answers?|antwort|r[ée]ponse|respuesta|response|completion)$/i
const mostRows = 100_000

/**
 * A section for each row below the file's name, headed by its question; the other columns follow the answer by their names.
 * @throws Unreadable where it is no CSV, or has no columns of questions and of answers and not just two
 */
export const csvToMarkdown = (name: string, text: string): string => {
  const rows = rowsOf(name, text)
  const [head = [], ...rest] = rows
  const named = { question: head.findIndex((cell) => asks.test(cell)), answer: head.findIndex((cell) => answers.test(cell)) }
  const isNamed = named.question >= 0 && named.answer >= 0
  if (!isNamed && head.length !== 2)
    throw new Unreadable(
      `${name} has the columns ${head.slice(0, 8).join(', ') || '(none)'}; name one of them question and one answer, or leave these two alone.`,
    )
  const { question, answer } = isNamed ? named : { question: 0, answer: 1 }
  const sections = (isNamed ? rest : rows).flatMap((row): RootContent[] => {
    if (!row[question] || !row[answer]) return []
    const others = row.flatMap((cell, i) =>
      i === question || i === answer || cell === '' ? [] : [`${head[i] ?? `Column ${i + 1}`}: ${cell}`],
    )
    return [heading(2, row[question]), ...[...paragraphs(row[answer]), ...others].map(paragraph)]
  })
  if (sections.length === 0) throw new Unreadable(`${name} holds no row with a question and an answer.`)
  return markdownOf(rootOf([heading(1, titleOf(name)), ...sections]))
}

const paragraphs = (text: string): string[] => text.split(/\n[ \t]*\n/).filter((part) => part.trim() !== '')

const rowsOf = (name: string, text: string): string[][] => {
  const [line = ''] = text.split('\n', 1)
  // Spreadsheets of countries with a decimal comma write semicolons.
  const delimiter = [',', ';', '\t'].toSorted((a, b) => line.split(b).length - line.split(a).length)[0]!
  try {
    return parse(text, {
      bom: true,
      delimiter,
      relaxColumnCount: true,
      skipEmptyLines: true,
      trim: true,
      to: mostRows,
      maxRecordSize: 1 << 20,
    })
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new Unreadable(`${name} is no CSV file: ${cause.message}.`, { cause })
  }
}
