// Would catch: a fast reader that reads a row otherwise than the slow one, a row that stops the file, a line number that
// points at another row, an id that comes twice and is not seen.
import { createRandom } from '@medsettle/seeded'
import { describe, expect, test } from 'vitest'
import { randomCase, randomScheme } from '../fixtures/random-scheme.ts'
import { CASE, schemeWith } from '../fixtures/small-scheme.ts'
import { createBlockGrouper } from './case-block.ts'
import { compileScheme } from './compile-scheme.ts'
import { groupCase } from './group-case.ts'
import type { GroupingCase } from './grouping-case.ts'
import { createIdMemory } from './id-memory.ts'

const scheme = compileScheme(schemeWith({ dischargeWayIn: ['5'] }))
const bytes = (...rows: string[]): Buffer => Buffer.from(rows.map((row) => `${row}\n`).join(''))
const group = (block: Uint8Array, isFirst = true) => {
  const grouped = createBlockGrouper([scheme])(block, isFirst)
  return { ...grouped, text: Buffer.from(grouped.output).toString() }
}

describe('rows that are read', () => {
  test.each([
    ['plain', '7,2,50,18300,,ward,5,5,D1|C2,', '7,TA13'],
    ['empty numbers', '7,2,,,,,,5,D1,', '7,TA15'],
    ['sex in words', '7,女,50,18300,,ward,5,5,D1,', '7,TA15'],
    ['sex unknown', '7,9,50,18300,,ward,5,5,D1,', '7,TA15'],
    ['blanks around', '7,2, 50 ,18300,,ward,5, 5 , D1 | C2 , P1', '7,TA13'],
    ['commas in quotes separate codes', '7,2,50,18300,,ward,5,5,"D1,C2","P1,P2"', '7,TA13'],
    ['a comma in a quoted department', '7,2,50,18300,,"east, 2",5,5,D1,', '7,TA15'],
    ['a quoted id stays quoted', '"7,""a""",2,50,18300,,,5,5,D1,', '"7,""a""",TA15'],
    ['a fraction of a day', '7,2,50,18300.5,,ward,5.0,5,D1,', '7,TA15'],
    ['carriage return', '7,2,50,18300,,ward,5,5,D1|C2,\r', '7,TA13'],
    ['version and hours', '7,2,50,18300,,ward,5,5,D1,,small,96', '7,TA15'],
  ])('%s', (_, row, line) => {
    const { text, refusals } = group(bytes(row))
    expect({ text, refusals }).toEqual({ text: `${line}\n`, refusals: [] })
  })

  test('a file without a last newline, with a mark and a heading, GBK departments, empty lines', () => {
    const file = Buffer.concat([
      Buffer.from('\ufeffid,sex,age,days,weight,dept,stay,way,dx,px\n1,2,50,18300,,'),
      Buffer.from('c4dabfc6', 'hex'), // 内科
      Buffer.from(',5,5,D1,\n\n2,2,50,18300,,x,5,1,D1,'),
    ])
    expect(group(file)).toMatchObject({ text: '1,TA15\n2,TZ19\n', cases: 2, lines: 4, refusals: [] })
  })
})

describe('rows that are not', () => {
  test.each([
    ['ROW_MALFORMED', 'row', '7,2,50'],
    ['ROW_MALFORMED', 'row', '7'],
    ['ROW_MALFORMED', 'row', '7,2,50,18300,,ward,5,5,D1,,small,1,2'],
    ['ROW_BAD_NUMBER', 'column ageYears', '7,2,fifty,18300,,ward,5,5,D1,'],
    ['ROW_BAD_NUMBER', 'column ageDays', '7,2,50,-3,,ward,5,5,D1,'],
    ['ROW_BAD_NUMBER', 'column ageDays', '7,2,50,123456789,,ward,5,5,D1,'],
    ['ROW_BAD_NUMBER', 'column stayDays', '7,2,50,18300,,ward,5d,5,D1,'],
    ['ROW_BAD_NUMBER', 'column icuHours', '7,2,50,18300,,ward,5,5,D1,,,x'],
    ['ROW_BAD_SEX', 'column sex', '7,3,50,18300,,ward,5,5,D1,'],
    ['SCHEME_VERSION_MISMATCH', 'schemeVersion', '7,2,50,18300,,ward,5,5,D1,,large'],
    ['PRINCIPAL_DIAGNOSIS_MISSING', 'diagnoses[0]', '7,2,50,18300,,ward,5,5,,'],
    ['PRINCIPAL_DIAGNOSIS_MISSING', 'diagnoses[0]', '7,2,50,18300,,ward,5,5,|D1,'],
    ['PRINCIPAL_DIAGNOSIS_UNKNOWN', 'diagnoses[0]', '7,2,50,18300,,ward,5,5,D99,'],
  ])('%s at %s: %s', (code, place, row) => {
    const good = '8,2,50,18300,,ward,5,5,D1,'
    const { text, refusals } = group(bytes(good, row, good))
    expect(text).toBe('8,TA15\n7,0000\n8,TA15\n')
    expect(refusals).toMatchObject([{ line: 2, id: '7', code, place }])
  })
})

test.each([
  ['d1', 'small does not know the diagnosis d1; is D1 meant?'],
  ['Ｄ１', 'small does not know the diagnosis Ｄ１; is D1 meant?'],
  ['D1;D2', 'small does not know the diagnosis D1;D2; codes are separated by |'],
  ['D99', 'small does not know the diagnosis D99'],
])('an unknown code %s is not guessed at; what it may be meant to be is said', (code, message) => {
  const { text, refusals } = group(bytes(`7,2,50,18300,,,5,5,${code},`))
  expect({ text, message: refusals[0]?.message }).toEqual({ text: '7,0000\n', message })
})

test.each([
  [
    '7;2;50;18300;;;5;5;D1;',
    'the row has 1 column, a case has 10 to 12; they are separated by commas, not by semicolons',
  ],
  ['7\t2\t50\t18300', 'the row has 1 column, a case has 10 to 12; they are separated by commas, not by tabs'],
])('another separator is named: %s', (row, message) => {
  expect(group(bytes(row)).refusals[0]?.message).toBe(message)
})

test('rows a spreadsheet left empty are no cases; an endless one is', () => {
  const good = '8,2,50,18300,,ward,5,5,D1,'
  const { text, cases, lines, refusals } = group(bytes(good, ' , ,,,,,,,,', '', `7,${'x'.repeat(70_000)}`, good))
  expect({ text, cases, lines }).toEqual({ text: '8,TA15\n7,0000\n8,TA15\n', cases: 3, lines: 5 })
  expect(refusals).toMatchObject([{ line: 4, id: '7', code: 'ROW_TOO_LONG', place: 'row' }])
})

test('codes nobody knows are counted, from bytes and from text', () => {
  const { unknownCodes } = group(bytes('7,2,50,,,,5,5,D1|D98,X1', '8,女,50,,,,5,5,D1|D98,X1'))
  expect(unknownCodes).toBe(4)
})

test('cases of several versions are grouped with their own schemes', () => {
  const other = compileScheme({ ...schemeWith({ sexIs: 'male' }), version: 'large' })
  const grouped = createBlockGrouper([scheme, other])(
    bytes('1,1,50,18300,,,5,1,D1,,large', '2,1,50,18300,,,5,1,D1,,small', '3,1,50,18300,,,5,1,D1,'),
    true,
  )
  expect(Buffer.from(grouped.output).toString()).toBe('1,TA15\n2,TZ19\n3,TZ19\n')
})

test('a trace is one JSON object per row, bad rows included', () => {
  const { output } = createBlockGrouper([scheme], { trace: true })(
    bytes('1,2,50,18300,,,5,5,D1|C1|M2|x,', '2,2,x,18300,,,5,5,D1,'),
    true,
  )
  const [one, two] = Buffer.from(output)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(one).toMatchObject({ id: '1', mdc: 'T', adrg: 'TA1', drg: 'TA11', unknownCodes: ['x'] })
  expect(one.trace).toMatchObject({
    mdc: { because: { condition: 'principalDiagnosisIn', list: 'MDCT.principal', codes: ['D1'] } },
    adrg: { because: { condition: 'dischargeWayIn', value: '5', holds: true } },
    severity: {
      level: 'mcc',
      exclusionTable: '1',
      diagnoses: [
        { code: 'C1', is: 'cc', table: '1', counts: false },
        { code: 'M2', is: 'mcc', table: '2', counts: true },
      ],
    },
    drg: { id: 'TA11', requires: 'mcc' },
  })
  expect(two).toMatchObject({ id: '2', drg: '0000', refusal: { code: 'ROW_BAD_NUMBER' } })
})

/** The row a hospital would write for a case. */
const rowOf = (one: GroupingCase): string =>
  [
    one.id,
    one.sex === null ? '' : one.sex === 'male' ? 1 : 2,
    one.ageYears ?? '',
    one.ageDays ?? '',
    one.birthWeightGrams ?? '',
    'ward',
    one.stayDays ?? '',
    one.dischargeWay,
    one.diagnoses.join('|'),
    one.procedures.join('|'),
    '',
    one.icuHours ?? '',
  ].join(',')

test('on random schemes a row is grouped as the case it stands for, alone or among thousands', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = createRandom(seed).fork('rows')
    const compiled = compileScheme(randomScheme(random))
    const cases = Array.from({ length: 100 }, () => randomCase(random))
    const { output } = createBlockGrouper([compiled])(bytes(...cases.map(rowOf)), true)
    const expected = cases.map((one) => `${one.id},${groupCase(compiled, one).drg}\n`).join('')
    expect({ seed, text: Buffer.from(output).toString() }).toEqual({ seed, text: expected })
  }
})

test('ids that come twice are found across blocks, quoted or not', () => {
  const remember = createIdMemory()
  const twice: number[] = []
  const row = (id: string): string => `${id},2,50,18300,,,5,5,D1,`
  for (const block of [bytes(row('a'), row('b'), row('a')), bytes(row('c'), row('"b"'), 'c')])
    remember(group(block, false).ids, (line) => twice.push(line))
  expect(twice).toEqual([3, 2, 3])
})

test('the case of the fixtures is the one these rows write', () => {
  expect(groupCase(scheme, { ...CASE, dischargeWay: '5' }).drg).toBe('TA15')
})
