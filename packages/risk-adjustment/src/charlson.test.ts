// Would catch: a code that moved to another condition, points of one weighting in the other, a mild form counted beside the severe one.
import { describe, expect, test } from 'vitest'
import { charlsonIndex } from './charlson.ts'
import { CHARLSON_CONDITIONS } from './charlson-conditions.ts'
import { checkConditions } from './check-conditions.ts'
import { expandRange } from './icd-code.ts'

test('seventeen conditions with as many beginnings of codes as were published, none in two of them', () => {
  const counted = CHARLSON_CONDITIONS.map(({ codes, points }) => {
    return `${codes.flatMap(expandRange).length} ${points.original} ${points.updated}`
  })
  expect(counted.join(' · ')).toBe(
    '3 1 0 · 14 1 2 · 13 1 0 · 13 1 0 · 7 1 2 · 21 1 1 · 9 1 1 · 4 1 0 · 19 1 2 · 25 1 0 · 25 2 1 · 12 2 2 · 22 2 1 · 83 2 2 · 11 3 4 · 4 6 6 · 4 6 4',
  )
  for (const weights of ['original', 'updated'] as const) {
    const conditions = CHARLSON_CONDITIONS.map(({ name, codes, points, drops }) => {
      return { name, codes, sex: null, coefficient: { n: BigInt(points[weights]), d: 1n }, drops }
    })
    expect(checkConditions({ conditions, interactions: [] })).toEqual([])
  }
})

describe('points', () => {
  const rows: [codes: string, age: number | undefined, original: number, updated: number, dropped: string][] = [
    ['', undefined, 0, 0, ''],
    ['Z00.0 S72.0', undefined, 0, 0, ''],
    ['I21.000x001', undefined, 1, 0, ''],
    ['i219 I25.2 I22', undefined, 1, 0, ''],
    ['I25.1', undefined, 0, 0, ''],
    ['I50.9 J44.1', undefined, 2, 3, ''],
    ['E11.9', undefined, 1, 0, ''],
    ['E11.9 E10.2', undefined, 2, 1, 'diabetes without chronic complication'],
    ['B18.1 K74.6', undefined, 1, 2, ''],
    ['B18.1 K76.6', undefined, 3, 4, 'mild liver disease'],
    ['C34.9', undefined, 2, 2, ''],
    ['C34.9 C79.5', undefined, 6, 6, 'malignancy'],
    ['C44.9', undefined, 0, 0, ''],
    ['N18.5 Z99.2', undefined, 2, 1, ''],
    ['G81.9 I63.9 F01.1', undefined, 4, 4, ''],
    ['B24', undefined, 6, 4, ''],
    ['E11.9', 49, 1, 0, ''],
    ['E11.9', 50, 2, 1, ''],
    ['E11.9', 79, 4, 3, ''],
    ['E11.9', 95, 5, 4, ''],
  ]
  test.each(rows)('%s at %s', (codes, age, original, updated, dropped) => {
    const list = codes.split(' ').filter((code) => code !== '')
    expect(charlsonIndex(list, 'original', age).points).toBe(original)
    expect(charlsonIndex(list, 'updated', age).points).toBe(updated)
    expect(
      charlsonIndex(list, 'original')
        .dropped.map(({ name }) => name)
        .join(),
    ).toBe(dropped)
  })
})

test('says which code showed what', () => {
  expect(charlsonIndex(['E11.2', 'E11.9', 'I50.0'], 'original')).toEqual({
    points: 3,
    held: [
      { name: 'congestive heart failure', code: 'I50.0', points: 1 },
      { name: 'diabetes with chronic complication', code: 'E11.2', points: 2 },
    ],
    dropped: [{ name: 'diabetes without chronic complication', by: 'diabetes with chronic complication' }],
    agePoints: 0,
  })
})
