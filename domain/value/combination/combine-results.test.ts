// Would catch: a fen of the budget in no part, a hospital beyond its corridor, a corridor that somebody pays for who was not asked, a
// blend that is not the old method in its first year, a result of no part paid in silence.
import { type Fen, formatYuan } from '@medsettle/money'
import { describe, expect, test } from 'vitest'
import { rowsOf } from '../rules/fixtures/rows.ts'
import { valueResult } from '../value-result.ts'
import { readCombinationRules } from './combination-rules.ts'
import { type Combination, combineResults } from './combine-results.ts'
import { RULES, resultsCsv } from './fixtures/rules.ts'
import { rowsOfResults } from './take-results.ts'

const [inpatient, outpatient, drugs] = RULES.parts
const withCorridor = (corridor: unknown, more: Record<string, unknown> = {}) => ({
  parts: [{ ...inpatient, ...more, transition: { ...inpatient!.transition, corridor } }, outpatient, drugs],
})
const combine = (lines: string, change: Record<string, unknown> = {}): Combination =>
  combineResults(readCombinationRules(JSON.stringify({ ...RULES, ...change })), { results: rowsOf(resultsCsv(lines)) })
const payments = ({ parts }: Combination): string[] =>
  parts.flatMap((part) => part.payments.map((one) => `${one.part} ${one.institution} ${formatYuan(one.paid)}`))
const sides = (drg1: string, drg2: string): string =>
  `dip H1 400 300.00\ndip H2 400 300.00\ndrg H1 400 ${drg1}\ndrg H2 400 ${drg2}`

test('one budget over three methods: scaled, as it is, cut', () => {
  const combined = combine(
    `${sides('330.00', '270.00')}\ncapitation H1 310 310.00\ncapitation T1 5 5.00\nperUnit T1 120 120.01`,
  )
  expect(payments(combined)).toEqual([
    'inpatient H1 307.50',
    'inpatient H2 292.50',
    'outpatient H1 310.00',
    'outpatient T1 5.00',
    'drugs T1 100.00',
  ])
  expect(combined.parts.map((one) => `${one.part} ${formatYuan(one.budget!)} ${formatYuan(one.left!)}`)).toEqual([
    'inpatient 600.00 0.00',
    'outpatient 300.00 -15.00',
    'drugs 100.00 0.00',
  ])
  expect(
    combined.results.map((one) => `${one.institutionId} ${one.total} ${one.fundShare} ${one.providerShare}`),
  ).toEqual(['H1 71000 61750 9250', 'H2 40000 29250 10750', 'T1 12500 10500 2000'])
})

describe('H1 would gain 120.00 of 300.00 with the new method, and H2 lose as much; a quarter counts', () => {
  const lines = sides('420.00', '180.00')
  const rows: [what: string, corridor: unknown, paid: string[], borne: string][] = [
    ['no corridor', undefined, ['330.00', '270.00'], '0.00 null'],
    ['participants', { gain: '0.05', loss: '0.05', financedBy: 'participants' }, ['315.00', '285.00'], '0.00 null'],
    ['loss alone, by participants', { loss: '0.01', financedBy: 'participants' }, ['303.00', '297.00'], '0.00 null'],
    ['loss alone, by the fund', { loss: '0.01', financedBy: 'fund' }, ['330.00', '297.00'], '27.00 fund'],
    [
      'gain alone, kept by the reserve',
      { gain: '0.02', financedBy: 'reserve' },
      ['306.00', '270.00'],
      '-24.00 reserve',
    ],
    [
      'held harmless, by participants',
      { holdHarmless: { floor: '1', institutions: ['H2'] }, financedBy: 'participants' },
      ['300.00', '300.00'],
      '0.00 null',
    ],
    [
      'held harmless is another institution',
      { holdHarmless: { floor: '1', institutions: ['H9'] }, financedBy: 'fund' },
      ['330.00', '270.00'],
      '0.00 null',
    ],
  ]
  test.each(rows)('%s', (_what, corridor, paid, borne) => {
    const combined = combine(lines, withCorridor(corridor))
    expect(payments(combined)).toEqual([`inpatient H1 ${paid[0]}`, `inpatient H2 ${paid[1]}`])
    const part = combined.parts[0]!
    expect(`${formatYuan(part.borne)} ${part.borneBy}`).toBe(borne)
    expect(formatYuan(part.left!)).toBe('0.00')
  })

  test.each([
    ['2026', ['330.00', '270.00']],
    ['2027', ['360.00', '240.00']],
    ['2028', ['420.00', '180.00']],
  ])('blend of %s', (year, paid) => {
    const period = { from: `${year}-01-01`, to: `${year}-12-31` }
    const rules = readCombinationRules(JSON.stringify({ ...RULES, ...withCorridor(undefined), period }))
    const combined = combineResults(rules, { results: rowsOf(resultsCsv(lines).replaceAll('2026', year)) })
    expect(payments(combined)).toEqual([`inpatient H1 ${paid[0]}`, `inpatient H2 ${paid[1]}`])
  })

  test('what participants cannot bear within the corridor falls to somebody else, and is told', () => {
    const corridor = { loss: '0.02', financedBy: 'participants', otherwise: 'reserve' }
    const combined = combine(sides('100.00', '100.00'), withCorridor(corridor, { fit: 'none' }))
    expect(payments(combined)).toEqual(['inpatient H1 294.00', 'inpatient H2 294.00'])
    expect([formatYuan(combined.parts[0]!.borne), combined.parts[0]!.borneBy]).toEqual(['88.00', 'reserve'])
  })
})

test('the budget by last year: yuan of the rules, or the cost of last year in records of care', () => {
  const parts = [
    { ...outpatient, budget: { kind: 'priorYear', yuan: '2' } },
    { ...drugs, budget: { kind: 'priorYear', yuan: '1' } },
  ]
  const said = combine('capitation H1 1 1.00', { parts })
  expect(said.parts.map(({ budget }) => formatYuan(budget!))).toEqual(['666.67', '333.33'])
  const unsaid = parts.map((part) => ({ ...part, budget: { kind: 'priorYear' } }))
  const rules = readCombinationRules(JSON.stringify({ ...RULES, parts: unsaid }))
  const prior = rowsOf('id,setting,class,cost\n1,outpatient,,30\n2,outpatient,drug,10\n3,inpatient,,99')
  const recorded = combineResults(rules, { results: [], prior })
  expect(recorded.parts.map(({ budget }) => formatYuan(budget!))).toEqual(['750.00', '250.00'])
  expect(() => combineResults(rules, { results: [] })).toThrow('RULE_FIELD_CONTRADICTS')
})

test('every record of care belongs to exactly one part; none or two is refused', () => {
  const care = rowsOf(
    'id,setting,class,cost\n1,inpatient,,5\n2,outpatient,,5\n3,outpatient,drug,5\n4,inpatient,drug,5\n5,home,,5\n6,home,drug,-5',
  )
  const rules = readCombinationRules(JSON.stringify(RULES))
  const combined = combineResults(rules, { results: [], care })
  expect(combined.care.map(({ id, part }) => `${id} ${part}`)).toEqual(['1 inpatient', '2 outpatient', '3 drugs'])
  expect(combined.refused.care.map(({ line, refusal }) => `${line} ${refusal.code}`)).toEqual([
    '5 ROW_CARE_CLAIMED_TWICE',
    '6 ROW_CARE_UNCLAIMED',
    '7 ROW_NEGATIVE',
  ])
})

test('results that cannot be taken: each with code and place, the rest goes on', () => {
  const csv = `method,rule,institution,from,to,totalYuan,fundYuan,providerYuan
    capitation,r,H1,2026-01-01,2026-06-30,9,5,4.00
    capitation,r,H1,2026-07-01,2026-12-31,9,5,4.00
    perDiem,r,H1,2026-01-01,2026-12-31,9,5,4.00
    capitation,r,H2,2025-12-31,2026-12-31,9,5,4.00
    capitation,r,H2,2026-12-31,2026-01-01,9,5,4.00
    capitation,r,H2,2026-01-01,2026-12-31,9,-5,14.00
    capitation,r,H2,2026-01-01,2026-12-31,9,5,5.00
    capitation,r,H3,2026-01-01,2026-06-30,9,5,4.00
    capitation,r,H3,2026-06-30,2026-12-31,9,5,4.00
    perUnit,r,H4,2026-01-01,2026-12-31,9,5,4.00
    perUnit,r,H4,2026-01-01,2026-12-31,9,5,4.00
    drg,r,H5,2026-01-01,2026-12-31,9,5,4.00
    dip,r,H6,2026-01-01,2026-12-31,9,5,4.00`
  const combined = combineResults(readCombinationRules(JSON.stringify(RULES)), { results: rowsOf(csv) })
  expect(payments(combined)).toEqual(['outpatient H1 10.00'])
  expect(combined.refused.results.map(({ line, refusal }) => `${line} ${refusal.code} ${refusal.place}`)).toEqual([
    '4 ROW_VALUE_UNKNOWN method',
    '5 ROW_OUTSIDE_PERIOD from',
    '6 ROW_DATES_REVERSED to',
    '7 ROW_NEGATIVE fundYuan',
    '8 ROW_SHARES_MISMATCH providerYuan',
    '11 ROW_ID_TWICE id',
    '12 ROW_ID_TWICE id',
    '9 ROW_PERIODS_OVERLAP from',
    '10 ROW_PERIODS_OVERLAP from',
    '13 ROW_COUNTERPART_MISSING institution',
    '14 ROW_COUNTERPART_MISSING institution',
  ])
})

test('results of the domain go in as they are', () => {
  const result = valueResult({
    method: 'capitation',
    rule: { id: 'cap', version: '1' },
    institutionId: 'T1',
    period: { from: '2026-01-01', to: '2026-12-31' },
    total: 1000 as Fen,
    fundShare: 900 as Fen,
    providerShare: 100 as Fen,
  })
  const rules = readCombinationRules(JSON.stringify(RULES))
  const [paid] = combineResults(rules, { results: rowsOfResults([result]) }).results
  expect([paid!.total, paid!.fundShare, paid!.providerShare]).toEqual([1000, 900, 100])
})
