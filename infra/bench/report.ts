/** What a bench prints: figures of one run, with the machine and its load, and the peer beside them where there is one. */
import { cpus, loadavg, totalmem } from 'node:os'

export type Row = {
  what: string
  value: number
  unit: string
  peer?: string
  peerValue?: number
  /** Above 1 ours is better. */ ratio?: number
}
export type Report = { name: string; machine: string; load: number; rows: Row[] }

export const report = (name: string, rows: Row[]): Report => ({
  name,
  machine: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`,
  load: Number(loadavg()[0]!.toFixed(2)),
  rows: rows.map((row) => ({
    ...row,
    value: round(row.value),
    ...(row.peerValue === undefined ? {} : { peerValue: round(row.peerValue) }),
    ...(row.ratio === undefined ? {} : { ratio: round(row.ratio) }),
  })),
})

/** Three significant figures. */
const round = (value: number): number => Number(value.toPrecision(3))

/** A row with a peer; `better` says which way is better. */
export const against = (what: string, unit: string, value: number, peer: string, peerValue: number, better: 'lower' | 'higher'): Row => ({
  what,
  value,
  unit,
  peer,
  peerValue,
  ratio: better === 'higher' ? value / peerValue : peerValue / value,
})

/** The value below which `share` (0 to 1) of the values lie. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)
