// Would catch: a fen that depends on the order in which facts came, two sides that cannot come to the same hash, a change of a fact or
// of the document that leaves the hash as it was, a proposal made from what cannot be worked out.
import { formatYuan } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Evaluation, evaluateAgreement, readFacts } from './evaluate-agreement.ts'
import { TEST_DOCUMENT, TEST_FACTS, testAgreement } from './fixtures/test-agreement.ts'
import { isRefused } from './read-fact.ts'

fc.configureGlobal({ seed: 20261128 })

const AGREEMENT = testAgreement()

function evaluate(given: Readonly<Record<string, unknown>> = TEST_FACTS, agreement = AGREEMENT, period = '2026') {
  const facts = readFacts(agreement, given)
  return isRefused(facts) ? facts : evaluateAgreement(agreement, period, facts)
}
function evaluated(given?: Readonly<Record<string, unknown>>, agreement?: typeof AGREEMENT): Evaluation {
  const evaluation = evaluate(given, agreement)
  if (isRefused(evaluation)) throw new Error(`${evaluation.code} at ${evaluation.place}: ${evaluation.message}`)
  return evaluation
}
const linesOf = ({ lines }: Evaluation): string[] =>
  lines.map(({ code, from, to, amount }) => `${code}: ${from} -> ${to} ${formatYuan(amount)}`)

test('a year: assessed 866435.15, overspend 33564.85, all of it in the first band', () => {
  const evaluation = evaluated()
  expect(evaluation.values.map(({ name, is }) => `${name} ${is}`)).toEqual([
    'assessed 866435.15',
    'borne 26851.88',
    'due 893287.03',
    'drugCost 693.3',
    'rate 0.006933',
  ])
  // 700.00 were paid before: the hospital gives 6.70 back
  expect(linesOf(evaluation)).toEqual(['year-end: fund -> hospital 893287.03', 'drugs: hospital -> fund 6.70'])
})

describe('nothing is proposed', () => {
  const rows: [what: string, facts: object, expected: string][] = [
    ['a fact is missing', { cost: undefined }, 'AGREEMENT_FACT_INVALID facts.cost'],
    ['an unknown fact', { costs: '1' }, 'AGREEMENT_FACT_UNKNOWN facts.costs'],
    ['parts of a fen', { cost: '1.001' }, 'AGREEMENT_FACT_INVALID facts.cost'],
    ['a row where one value belongs', { cost: [] }, 'AGREEMENT_FACT_INVALID facts.cost'],
    ['one value where rows belong', { drugs: '1' }, 'AGREEMENT_FACT_INVALID facts.drugs'],
    ['not above zero', { weight: '0' }, 'AGREEMENT_FACT_INVALID facts.weight'],
    ['above the highest', { score: '100.5' }, 'AGREEMENT_FACT_INVALID facts.score'],
    ['an exponent', { weight: '1e3' }, 'AGREEMENT_FACT_INVALID facts.weight'],
    [
      'a row twice',
      { drugs: [TEST_FACTS.drugs, TEST_FACTS.drugs].flat() },
      'AGREEMENT_FACT_INVALID facts.drugs[2].drug',
    ],
    [
      'a column too many',
      { drugs: [{ drug: '甲', quantity: '1', price: '1', unit: '盒' }] },
      'AGREEMENT_FACT_INVALID facts.drugs[0].unit',
    ],
    ['a column missing', { drugs: [{ drug: '甲', quantity: '1' }] }, 'AGREEMENT_FACT_INVALID facts.drugs[0].price'],
    [
      'five decimals',
      { drugs: [{ drug: '甲', quantity: '1', price: '0.12345' }] },
      'AGREEMENT_FACT_INVALID facts.drugs[0].price',
    ],
    [
      'beyond what can be held',
      { cost: '99999999999999999.00', weight: '99999999999999' },
      'AGREEMENT_AMOUNT_TOO_LARGE lines[0].amount',
    ],
  ]
  test.each(rows)('%s', (_what, facts, expected) => {
    const refused = evaluate({ ...TEST_FACTS, ...facts })
    expect(isRefused(refused) ? `${refused.code} ${refused.place}` : 'evaluated').toBe(expected)
  })

  test('a fact that has not come, a period of nobody, a division by zero, a line below zero', () => {
    const { cost: _, ...rest } = TEST_FACTS
    expect(evaluate(rest)).toMatchObject({ code: 'AGREEMENT_FACT_MISSING', place: 'facts.cost' })
    expect(evaluate(TEST_FACTS, AGREEMENT, '2030')).toMatchObject({ code: 'AGREEMENT_PERIOD_NOT_FOUND' })
    const formulas = [...TEST_DOCUMENT.formulas, { name: 'extra', is: 'cost ÷ drugCost', unit: 'number' }]
    const without = { ...TEST_FACTS, drugs: [] }
    expect(evaluate(without, testAgreement({ formulas }))).toMatchObject({
      code: 'AGREEMENT_DIVIDED_BY_ZERO',
      place: 'formulas[5].is:8',
    })
    const lines = TEST_DOCUMENT.lines.map((line) => ({ ...line, whenNegative: 'refuse' }))
    expect(evaluate(without, testAgreement({ lines }))).toMatchObject({
      code: 'AGREEMENT_LINE_NEGATIVE',
      place: 'lines[1].amount',
    })
  })
})

test('squares of squares of squares end, and say where', () => {
  const square = (i: number) => ({
    name: `f${i}`,
    is: i === 0 ? 'weight × 99.99' : `f${i - 1} × f${i - 1}`,
    unit: 'number',
  })
  const formulas = [...TEST_DOCUMENT.formulas, ...Array.from({ length: 60 }, (_, i) => square(i))]
  expect(evaluate(TEST_FACTS, testAgreement({ formulas }))).toMatchObject({
    code: 'AGREEMENT_NUMBER_TOO_LONG',
    place: 'formulas[12].is:1',
  })
})

const decimal = (most: number, decimals: number) =>
  fc
    .tuple(fc.nat(most), fc.nat(10 ** decimals - 1))
    .map(([whole, part]) => `${whole}.${String(part).padStart(decimals, '0')}`)
const facts = fc.record({
  weight: decimal(5000, 4).map((text) => `1${text}`),
  cost: decimal(9_000_000, 2),
  score: fc.nat(100).map(String),
  drugs: fc.uniqueArray(
    fc.record({ drug: fc.nat(50).map((n) => `药${n}`), quantity: decimal(1000, 2), price: decimal(99, 4) }),
    {
      selector: ({ drug }) => drug,
      maxLength: 12,
    },
  ),
})

describe('whatever the facts', () => {
  test('the order of facts and rows changes nothing, and twice is the same', () => {
    fc.assert(
      fc.property(facts, (given) => {
        const there = evaluated(given)
        const turned = Object.fromEntries(Object.entries({ ...given, drugs: given.drugs.toReversed() }).toReversed())
        const here = evaluated(turned)
        expect([here.hash, here.factsHash, here.lines]).toEqual([there.hash, there.factsHash, there.lines])
        expect(evaluated(given)).toEqual(there)
      }),
      { numRuns: 60 },
    )
  })

  test('another value of any fact is another hash; the same value written otherwise is not', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom('weight', 'cost', 'score'), (given, name) => {
        const { hash } = evaluated(given)
        const other =
          name === 'score' ? String(101 - Number(given.score) > 100 ? 1 : 101 - Number(given.score)) : `2${given[name]}`
        if (other !== given[name]) expect(evaluated({ ...given, [name]: other }).hash).not.toBe(hash)
        expect(evaluated({ ...given, cost: `0${given.cost}` }).hash).toBe(hash)
        expect(
          evaluated({ ...given, drugs: [...given.drugs, { drug: '新', quantity: '0', price: '1' }] }).hash,
        ).not.toBe(hash)
      }),
      { numRuns: 60 },
    )
  })

  test('every change of the document is another hash, also one that moves no money', () => {
    const { hash } = evaluated()
    expect(evaluated(TEST_FACTS, testAgreement({ title: '另一份' })).hash).not.toBe(hash)
    expect(evaluated(TEST_FACTS, testAgreement({ version: '1.1' })).hash).not.toBe(hash)
  })

  test('each amount is its exact value, rounded once: never a whole fen off, and the trace ends with it', () => {
    fc.assert(
      fc.property(facts, (given) => {
        for (const { code, amount, exact } of evaluated(given).lines) {
          const [n, d = '1'] = exact.replace('-', '').split('/')
          const [whole, part = ''] = n!.split('.')
          const off = BigInt(amount) * BigInt(d) * 10n ** BigInt(part.length) - BigInt(whole + part) * 100n
          expect([code, (off < 0n ? -off : off) * 2n <= BigInt(d) * 10n ** BigInt(part.length)]).toEqual([code, true])
        }
        for (const { steps, is } of evaluated(given).trace) expect(steps.at(-1)!.is).toBe(is)
      }),
      { numRuns: 60 },
    )
  })
})
