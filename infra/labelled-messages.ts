/** Labelled messages in the notation of `retraining/data/` (its CARD.md describes it): a file that people can write by hand. */

export type LabelledEntity = { type: string; text: string; start: number; end: number; value: string }

/** `labels` are the intents, strongest first; `sentAt` is in ms since 1970; places are UTF-16 code units. */
export type LabelledMessage = { text: string; labels: string[]; sentAt: number | null; entities: LabelledEntity[] }

const part = String.raw`((?:\\.|[^{}|\\])*)`
const marked = new RegExp(String.raw`\{${part}\|${part}(?:\|${part})?\}`, 'gs')

const plain = (text: string): string => text.replace(/\\(.)/gs, (_, character: string) => (character === 'n' ? '\n' : character))

/** A line and its marked entities: `restart {service|checkout-api} in {environment|prod|production}`. */
const readLine = (line: string): Pick<LabelledMessage, 'text' | 'entities'> => {
  const entities: LabelledEntity[] = []
  let [text, at] = ['', 0]
  for (const { 0: all, 1: type = '', 2: slice = '', 3: value, index } of line.matchAll(marked)) {
    text += plain(line.slice(at, index))
    const [start, named] = [text.length, plain(slice)]
    text += named
    entities.push({ type, text: named, start, end: text.length, value: value === undefined ? named : plain(value) })
    at = index + all.length
  }
  return { text: text + plain(line.slice(at)), entities }
}

/** @throws Error naming the line that stands under no label, or whose time is none */
export const readLabelled = (file: string, content: string): LabelledMessage[] => {
  const messages: LabelledMessage[] = []
  let [labels, sentAt]: [string[], number | null] = [[], null]
  for (const [i, line] of content.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('## ')) continue
    if (line.startsWith('@2')) {
      sentAt = Date.parse(line.slice(1).trim())
      if (Number.isNaN(sentAt)) throw new Error(`${file}:${i + 1}: ${line} is no time in ISO 8601.`)
    } else if (line.startsWith('# '))
      labels = line
        .slice(2)
        .split('+')
        .map((label) => label.trim())
    else if (labels.length === 0) throw new Error(`${file}:${i + 1}: no label stands above this message.`)
    else messages.push({ ...readLine(line), labels, sentAt })
  }
  return messages
}
