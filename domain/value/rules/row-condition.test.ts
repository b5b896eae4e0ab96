// Would catch: a condition that reads "10" as smaller than "9", a code of a list that is only looked for first, a misspelt test.

import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { inspectDocument } from '../document/read-document.ts'
import { codeListsSchema } from './code-list.ts'
import { rowConditionSchema } from './read-row-condition.ts'
import { columnsOf, rowHolds } from './row-condition.ts'

const SCHEMA = z.strictObject({ codeLists: codeListsSchema, when: rowConditionSchema })
const read = (when: unknown) =>
  inspectDocument(JSON.stringify({ codeLists: { hips: { exact: ['81.51'], startsWith: ['S72'] } }, when }), SCHEMA)

const ROW = {
  line: 2,
  columns: new Map(Object.entries({ setting: 'inpatient', codes: 'I10|S72.0', age: '10', empty: '', odd: 'ten' })),
}

describe('a row', () => {
  const rows: [when: unknown, holds: boolean][] = [
    [{}, true],
    [{ setting: 'inpatient' }, true],
    [{ setting: ['outpatient', 'inpatient'] }, true],
    [{ setting: 'in' }, false],
    [{ setting: { startsWith: 'in' } }, true],
    [{ codes: 'S72.0' }, true],
    [{ codes: { in: 'hips' } }, true],
    [{ setting: { in: 'hips' } }, false],
    [{ age: { above: '9' } }, true],
    [{ age: { above: '9', atMost: '10.0' } }, true],
    [{ age: { below: '10' } }, false],
    [{ empty: { atLeast: '0' } }, false],
    [{ odd: { atLeast: '0' } }, false],
    [{ nothere: { given: false }, empty: { given: false }, age: { given: true } }, true],
    [{ not: { setting: 'inpatient' } }, false],
    [{ any: [{ setting: 'outpatient' }, { age: '10' }] }, true],
    [{ any: [{ setting: 'outpatient' }, { age: '11' }] }, false],
    [{ setting: 'inpatient', age: '11' }, false],
  ]
  test.each(rows)('%j: %s', (when, holds) => {
    const { document } = read(when)
    expect(rowHolds(ROW, document!.when, document!.codeLists)).toBe(holds)
  })
})

test('the columns a condition looks at, however deep', () => {
  expect([...columnsOf([read({ a: '1', any: [{ b: '1' }, { not: { c: '1' } }] }).document!.when])]).toEqual([
    'a',
    'b',
    'c',
  ])
})

test.each([
  [7, 'when'],
  [{ a: 7 }, null],
  [{ a: {} }, 'when.a'],
  [{ a: { atleast: '1' } }, 'when.a.atleast'],
  [{ a: { atLeast: '1', above: '1' } }, 'when.a'],
  [{ a: { atLeast: '2', below: '1' } }, 'when.a'],
  [{ a: { atLeast: 'x' } }, 'when.a.atLeast'],
  [{ a: [] }, 'when.a'],
  [{ any: [] }, 'when.any'],
  [{ any: [{ a: { startsWith: [true] } }] }, 'when.any[0].a.startsWith'],
  [{ not: 'a' }, 'when.not'],
])('%j: told at %s', (when, place) => {
  const { problems } = read(when)
  expect(problems[0]?.place ?? null).toBe(place)
})
