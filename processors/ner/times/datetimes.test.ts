import { describe, expect, it } from 'vitest'
import { datetimes } from './datetimes.ts'

/** Sent on a Wednesday afternoon. */
const sentAt = Date.parse('2026-04-15T14:30:00Z')
const now = '2026-04-15T14:30:00Z'

/** Text with the time marked by braces, and its value. */
const found: Readonly<Record<string, readonly [marked: string, value: string][]>> = {
  clocks: [
    ['at {14:05}', '2026-04-15T14:05:00Z'],
    ['at {9} pls', '2026-04-15T09:00:00Z'],
    ['{3:15pm} works', '2026-04-15T15:15:00Z'],
    ['by {half past 4}', '2026-04-15T04:30:00Z'],
    ['um {18.30 Uhr}', '2026-04-15T18:30:00Z'],
    ['a las {12}', '2026-04-15T12:00:00Z'],
    ['à {14h20}', '2026-04-15T14:20:00Z'],
    ['at {9am CET}', '2026-04-15T08:00:00Z'],
    ['at {4:44 UTC}', '2026-04-15T04:44:00Z'],
    ['{midnight}', '2026-04-15T00:00:00Z'],
    ['vor {Mittag}', '2026-04-15T12:00:00Z'],
    ['at {8 in the evening}', '2026-04-15T20:00:00Z'],
    ['halt um {halb neun}'.replace('neun', '9'), '2026-04-15T08:30:00Z'],
  ],
  days: [
    ['{today}', '2026-04-15T00:00:00Z/2026-04-16T00:00:00Z'],
    ['{übermorgen}', '2026-04-17T00:00:00Z/2026-04-18T00:00:00Z'],
    ['{hier} le site', '2026-04-14T00:00:00Z/2026-04-15T00:00:00Z'],
    ['on {Friday}', '2026-04-17T00:00:00Z/2026-04-18T00:00:00Z'],
    ['on {Wednesday}', '2026-04-22T00:00:00Z/2026-04-23T00:00:00Z'],
    ['{last Wednesday}', '2026-04-08T00:00:00Z/2026-04-09T00:00:00Z'],
    ['el {martes pasado}', '2026-04-14T00:00:00Z/2026-04-15T00:00:00Z'],
    ['{vendredi dernier}', '2026-04-10T00:00:00Z/2026-04-11T00:00:00Z'],
    ['on {the 14th}', '2026-05-14T00:00:00Z/2026-05-15T00:00:00Z'],
    ['on {15 December}', '2026-12-15T00:00:00Z/2026-12-16T00:00:00Z'],
    ['on {March 3rd}', '2027-03-03T00:00:00Z/2027-03-04T00:00:00Z'],
    ['am {1. September}', '2026-09-01T00:00:00Z/2026-09-02T00:00:00Z'],
    ['el {30 de junio}', '2026-06-30T00:00:00Z/2026-07-01T00:00:00Z'],
    ['le {1er mai}', '2026-05-01T00:00:00Z/2026-05-02T00:00:00Z'],
    ['before {12/11}', '2026-11-12T00:00:00Z/2026-11-13T00:00:00Z'],
    ['on {2026-05-01}', '2026-05-01T00:00:00Z/2026-05-02T00:00:00Z'],
    ['over {easter}', '2027-03-28T00:00:00Z/2027-03-29T00:00:00Z'],
    ['for {black friday}', '2026-11-27T00:00:00Z/2026-11-28T00:00:00Z'],
  ],
  daysWithClocks: [
    ['{tomorrow at 9}', '2026-04-16T09:00:00Z'],
    ['{Friday 22:00}', '2026-04-17T22:00:00Z'],
    ['{22:00 CET tonight}', '2026-04-15T21:00:00Z'],
    ['{Donnerstag um 15 Uhr}', '2026-04-16T15:00:00Z'],
    ['el {jueves a las 22h}', '2026-04-16T22:00:00Z'],
    ['{tonight at 11}', '2026-04-15T23:00:00Z'],
    ['{last night at 3am}', '2026-04-15T03:00:00Z'],
    ['{the morning of the 20th}', '2026-04-20T06:00:00Z/2026-04-20T12:00:00Z'],
    ['{yesterday evening}', '2026-04-14T18:00:00Z/2026-04-15T00:00:00Z'],
    ['{heute Morgen}', '2026-04-15T06:00:00Z/2026-04-15T12:00:00Z'],
    ['{last night}', '2026-04-14T18:00:00Z/2026-04-15T06:00:00Z'],
    ['{EOD tomorrow}', '2026-04-17T00:00:00Z'],
    ['by {COB}', '2026-04-15T17:00:00Z'],
  ],
  periods: [
    ['{this weekend}', '2026-04-18T00:00:00Z/2026-04-20T00:00:00Z'],
    ['am {Wochenende}', '2026-04-18T00:00:00Z/2026-04-20T00:00:00Z'],
    ['{last week}', '2026-04-06T00:00:00Z/2026-04-13T00:00:00Z'],
    ['{la semana que viene}', '2026-04-20T00:00:00Z/2026-04-27T00:00:00Z'],
    ['{nächsten Monat}', '2026-05-01T00:00:00Z/2026-06-01T00:00:00Z'],
    ['in {May 2026}', '2026-05-01T00:00:00Z/2026-06-01T00:00:00Z'],
    ['in {March}', '2027-03-01T00:00:00Z/2027-04-01T00:00:00Z'],
    ['{Q1 2027}', '2027-01-01T00:00:00Z/2027-04-01T00:00:00Z'],
    ['{the end of the month}', '2026-04-30T00:00:00Z/2026-05-01T00:00:00Z'],
    ['in {2024}', '2024-01-01T00:00:00Z/2025-01-01T00:00:00Z'],
  ],
  lengths: [
    ['{the last 30 minutes}', `2026-04-15T14:00:00Z/${now}`],
    ['{les 15 dernières minutes}', `2026-04-15T14:15:00Z/${now}`],
    ['{the past year}', `2025-04-15T14:30:00Z/${now}`],
    ['{20 min ago}', '2026-04-15T14:10:00Z'],
    ['{a quarter of an hour ago}', '2026-04-15T14:15:00Z'],
    ['{vor 2 Stunden}', '2026-04-15T12:30:00Z'],
    ['{hace una hora}', '2026-04-15T13:30:00Z'],
    ['{in 10 min}', '2026-04-15T14:40:00Z'],
    ['{the next 90 mins}', `${now}/2026-04-15T16:00:00Z`],
  ],
  since: [
    ['down {since 14:05 UTC}', `2026-04-15T14:05:00Z/${now}`],
    ['down {since 15:00}', `2026-04-14T15:00:00Z/${now}`],
    ['down {since Monday}', `2026-04-13T00:00:00Z/${now}`],
    ['down {since March}', `2026-03-01T00:00:00Z/${now}`],
    ['{since the 3rd}', `2026-04-03T00:00:00Z/${now}`],
    ['{since like 10ish}', `2026-04-15T10:00:00Z/${now}`],
    ['{since about ten}', `2026-04-15T10:00:00Z/${now}`],
    ['{seit 9 Uhr}', `2026-04-15T09:00:00Z/${now}`],
    ['{seit drei Wochen}', `2026-03-25T14:30:00Z/${now}`],
    ['{desde las 11}', `2026-04-15T11:00:00Z/${now}`],
    ['{depuis 14h}', `2026-04-15T14:00:00Z/${now}`],
    ['{depuis 20h}', `2026-04-14T18:30:00Z/${now}`],
    ['{depuis hier soir}', `2026-04-14T18:00:00Z/${now}`],
  ],
  until: [
    ['mute {until 18:00}', `${now}/2026-04-15T18:00:00Z`],
    ['mute {til 9}', `${now}/2026-04-16T09:00:00Z`],
    ['mute {until Friday}', `${now}/2026-04-17T00:00:00Z`],
    ['mute {until the end of August}', `${now}/2026-09-01T00:00:00Z`],
    ['{jusqu’à demain 8h}', `${now}/2026-04-16T08:00:00Z`],
    ['{bis Freitag}', `${now}/2026-04-17T00:00:00Z`],
  ],
  ranges: [
    ['{between 10:00 and 11:30}', '2026-04-15T10:00:00Z/2026-04-15T11:30:00Z'],
    ['{between 2 and 4pm}', '2026-04-15T14:00:00Z/2026-04-15T16:00:00Z'],
    ['{between 8 and 10}', '2026-04-15T08:00:00Z/2026-04-15T10:00:00Z'],
    ['{between 1 and 15 December}', '2026-12-01T00:00:00Z/2026-12-16T00:00:00Z'],
    ['from {22:00 to 02:00}', '2026-04-15T22:00:00Z/2026-04-16T02:00:00Z'],
    ['{tomorrow 9 to 11}', '2026-04-16T09:00:00Z/2026-04-16T11:00:00Z'],
    ['{tomorrow between 2 and 4 am}', '2026-04-16T02:00:00Z/2026-04-16T04:00:00Z'],
    ['{hier entre 20h et minuit}', '2026-04-14T20:00:00Z/2026-04-15T00:00:00Z'],
    ['{zwischen 13 und 14 Uhr}', '2026-04-15T13:00:00Z/2026-04-15T14:00:00Z'],
    ['{Sat 21:00-23:00}', '2026-04-18T21:00:00Z/2026-04-18T23:00:00Z'],
  ],
  stamps: [
    ['{2026-04-15T13:05:09Z} start', '2026-04-15T13:05:09Z'],
    ['{2026-04-15 13:05:09,123} ERROR', '2026-04-15T13:05:09.123Z'],
    ['[{15/Apr/2026:13:05:09 +0200}] GET', '2026-04-15T11:05:09Z'],
    ['{Nov 13 04:02:19} fw-1 drops', '2025-11-13T04:02:19Z'],
    ['{Tue Nov 3 10:02:11 2026} deployed', '2026-11-03T10:02:11Z'],
  ],
}

const nothing = [
  'mute it for 2h',
  'scale from 3 to 10',
  'guten Morgen zusammen',
  'set the count of workers at 7',
  'it may march on, second try, so what',
  '2/5 replicas are up, v1.2.3, port 8080',
  'da 502 a todo el mundo',
  'ich bin neu hier',
  'between 3 and 5 replicas',
]

describe('datetimes', () => {
  it.each(Object.values(found).flat())('reads %s as %s', (marked, value) => {
    const start = marked.indexOf('{')
    const end = marked.indexOf('}') - 1
    expect([...datetimes(marked.replace(/[{}]/g, ''), sentAt)]).toEqual([{ type: 'datetime', start, end, value }])
  })

  it.each(nothing)('finds no time in "%s"', (text) => {
    expect([...datetimes(text, sentAt)]).toEqual([])
  })

  it('reads a leap day in a year that has it', () => {
    expect([...datetimes('on 29 February', sentAt)][0]?.value).toBe('2028-02-29T00:00:00Z/2028-03-01T00:00:00Z')
  })
})
