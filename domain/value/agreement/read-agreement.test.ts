// Would catch: an agreement that is signed although a formula in it means nothing, a problem without its place, a hash that depends on
// how the document was laid out.
import { describe, expect, test } from 'vitest'
import { TEST_DOCUMENT, testAgreement } from './fixtures/test-agreement.ts'
import { inspectAgreement, readAgreement } from './read-agreement.ts'

const inspect = (changes: object) => inspectAgreement(JSON.stringify({ ...TEST_DOCUMENT, ...changes }))
const { facts, formulas, lines, parties, tables, bands } = TEST_DOCUMENT
const first = (is: string) => [{ ...formulas[0], is }, ...formulas.slice(1)]

test('formulas are put in an order in which each stands behind what it refers to', () => {
  expect(testAgreement().formulas.map(({ name }) => name)).toEqual(['assessed', 'borne', 'due', 'drugCost', 'rate'])
  expect(inspect({}).problems).toEqual([])
})

describe('every problem with its place', () => {
  const rows: [what: string, changes: object, problems: string[]][] = [
    ['no such name', { formulas: first('min(cost, asessed)') }, ['AGREEMENT_NAME_UNKNOWN formulas[0].is:11']],
    ['no such function', { formulas: first('avg(cost, borne)') }, ['AGREEMENT_NAME_UNKNOWN formulas[0].is:1']],
    ['unreadable', { formulas: first('cost +') }, ['AGREEMENT_FORMULA_UNREADABLE formulas[0].is:7']],
    [
      'a circle',
      { formulas: [...first('due2 + borne'), { name: 'due2', is: 'due', unit: 'yuan' }] },
      ['AGREEMENT_CIRCLE formulas[0].is'],
    ],
    ['a formula of itself', { formulas: first('due + 1 yuan') }, ['AGREEMENT_CIRCLE formulas[0].is']],
    ['yuan and number', { formulas: first('cost + weight + borne') }, ['AGREEMENT_UNITS formulas[0].is:1']],
    ['not what it says', { formulas: first('score') }, ['AGREEMENT_UNITS formulas[0].is']],
    [
      'a line that is no amount',
      { lines: [{ ...lines[0], amount: 'rate + 0 × (due ÷ 1 yuan)' }, lines[1]] },
      ['AGREEMENT_UNITS lines[0].amount'],
    ],
    ['a call', { formulas: first('round(cost)') }, ['AGREEMENT_CALL formulas[0].is:1']],
    ['a surely zero divisor', { formulas: first('cost ÷ 0') }, ['AGREEMENT_DIVISION_BY_ZERO formulas[0].is:8']],
    [
      'a name twice',
      { formulas: [...formulas, { name: 'cost', is: '1 yuan', unit: 'yuan' }] },
      ['AGREEMENT_NAME_TWICE formulas[5].name'],
    ],
    [
      'a column that hides a fact',
      { facts: { ...facts, drugs: { ...facts.drugs, columns: { ...facts.drugs.columns, cost: { type: 'text' } } } } },
      ['AGREEMENT_NAME_TWICE facts.drugs.columns.cost'],
    ],
    ['a code twice', { lines: [lines[0], { ...lines[1], code: 'year-end' }] }, ['AGREEMENT_NAME_TWICE lines[1].code']],
    [
      'a stranger pays',
      { lines: [{ ...lines[0], from: 'city' }, lines[1]] },
      ['AGREEMENT_PARTY_UNKNOWN lines[0].from'],
    ],
    [
      'a stranger delivers',
      { facts: { ...facts, cost: { ...facts.cost, from: ['city'] } } },
      ['AGREEMENT_PARTY_UNKNOWN facts.cost.from[0]'],
    ],
    ['pays itself', { lines: [{ ...lines[0], to: 'fund' }, lines[1]] }, ['AGREEMENT_PAYS_ITSELF lines[0].to']],
    [
      'one institution',
      { parties: { ...parties, hospital: { ...parties.hospital, institutionId: 'FUND-ONE' } } },
      ['AGREEMENT_PARTIES_TOO_FEW parties'],
    ],
    ['a period outside', { validTo: '2027-11-30' }, ['AGREEMENT_VALIDITY periods[1]']],
    [
      'an end before the beginning',
      { validFrom: '2028-01-01', periods: [{ id: 'x', from: '2028-01-01', to: '2027-12-31' }] },
      ['AGREEMENT_VALIDITY validTo', 'AGREEMENT_VALIDITY periods[0]'],
    ],
    [
      'a day in two periods',
      {
        periods: [
          { id: 'a', from: '2026-01-01', to: '2026-06-30' },
          { id: 'b', from: '2026-06-30', to: '2026-12-31' },
        ],
      },
      ['AGREEMENT_PERIODS_OVERLAP periods[1]'],
    ],
    [
      'no time to object',
      { deadlines: { ...TEST_DOCUMENT.deadlines, objection: { hours: '0' } } },
      ['DOCUMENT_FIELD_INVALID deadlines.objection'],
    ],
    [
      'a name that is none to a computer',
      { formulas: [...formulas, { name: '__proto__', is: '1', unit: 'number' }] },
      ['DOCUMENT_FIELD_INVALID formulas[5].name'],
    ],
    [
      'bands that fall',
      {
        bands: {
          overspend: {
            of: 'share',
            rows: [{ upTo: '0.1', share: '0.8' }, { upTo: '0.05', share: '0.5' }, { share: '0' }],
          },
        },
      },
      ['AGREEMENT_BANDS bands.overspend.rows[1].upTo'],
    ],
    [
      'bands with an end',
      { bands: { overspend: { ...bands.overspend, rows: bands.overspend.rows.slice(0, 2) } } },
      ['AGREEMENT_BANDS bands.overspend.rows[1].upTo'],
    ],
    [
      'steps that fall',
      { tables: { coefficients: { ...tables.coefficients, rows: tables.coefficients.rows.toReversed() } } },
      ['AGREEMENT_TABLE tables.coefficients.rows[1].key', 'AGREEMENT_TABLE tables.coefficients.rows[2].key'],
    ],
    [
      'a step that is no number',
      { tables: { coefficients: { ...tables.coefficients, rows: [{ key: 'A', is: '1' }] } } },
      ['AGREEMENT_TABLE tables.coefficients.rows[0].key'],
    ],
    ['misspelt', { lines: [{ ...lines[0], ammount: '1' }] }, ['DOCUMENT_FIELD_UNKNOWN lines[0].ammount']],
    [
      'two spans',
      { deadlines: { ...TEST_DOCUMENT.deadlines, proposal: { hours: '24', days: '1' } } },
      ['DOCUMENT_FIELD_INVALID deadlines.proposal'],
    ],
    [
      'a word of formulas as a name',
      { formulas: [...formulas, { name: 'sum', is: '1', unit: 'number' }] },
      ['DOCUMENT_FIELD_INVALID formulas[5].name'],
    ],
  ]
  test.each(rows)('%s', (_what, changes, expected) => {
    const { agreement, problems } = inspect(changes)
    expect(agreement).toBeNull()
    expect(problems.map(({ code, place }) => `${code} ${place}`)).toEqual(expected)
    expect(() => readAgreement(JSON.stringify({ ...TEST_DOCUMENT, ...changes }))).toThrow(expected[0]!.split(' ')[0])
  })

  test('notes do not stop it: a fact nobody uses, a divisor that may be zero', () => {
    const { agreement, problems } = inspect({
      formulas: [...formulas, { name: 'late', is: 'cost ÷ drugCost', unit: 'number' }],
      lines: [{ ...lines[0], amount: 'cost' }],
    })
    expect(problems.map(({ code, place }) => `${code} ${place}`)).toEqual([
      'AGREEMENT_DIVISION_MAY_BE_ZERO formulas[5].is:8',
    ])
    expect(agreement?.hash).toMatch(/^[0-9a-f]{64}$/)
    const unused = inspect({ formulas: [], lines: [{ ...lines[0], amount: 'cost' }] })
    expect(unused.problems.map(({ place }) => place)).toEqual(['facts.weight', 'facts.score', 'facts.drugs'])
    expect(unused.agreement).not.toBeNull()
  })
})

test('the hash follows from what is said, not from how it is laid out', () => {
  const { hash } = testAgreement()
  const turned = Object.fromEntries(Object.entries(TEST_DOCUMENT).toReversed())
  const numbers = JSON.stringify(turned, null, 3).replaceAll(/"(\d+(?:\.\d+)?)"(?=[,}\s])(?!:)/g, '$1')
  expect(numbers).toContain('"upTo": 0.05')
  expect(readAgreement(JSON.stringify(turned)).hash).toBe(hash)
  expect(readAgreement(numbers).hash).toBe(hash)
  expect(testAgreement({ title: '测试年度协议 ' }).hash).not.toBe(hash)
})
