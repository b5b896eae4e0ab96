// Would catch: an operator that binds wrongly, units that are mixed, a division by zero that nobody was told of, a rounding nobody named.
import { ratioOf } from '@medsettle/money/ratio'
import { describe, expect, test } from 'vitest'
import { checkDivisors } from './divisors.ts'
import { evaluateExpression, type Step, Unworkable, valueText } from './evaluate-expression.ts'
import type { Expression, Value } from './expression.ts'
import { parseExpression } from './parse-expression.ts'
import { type Named, own, type Scope } from './scope.ts'
import { unitOf } from './unit-of.ts'

const share = (text: string) => ({ share: ratioOf(text) })
const NAMED: Readonly<Record<string, Named>> = {
  cost: { unit: 'yuan', sign: 'notNegative' },
  paid: { unit: 'yuan', sign: 'any' },
  weight: { unit: 'number', sign: 'positive' },
  days: { unit: 'number', sign: 'any' },
  ratio: { unit: 'share', sign: 'notNegative' },
  level: { unit: 'text', sign: 'any' },
}
const SCOPE: Scope = {
  named: (name) => own(NAMED, name),
  columns: (table) =>
    table === 'drugs'
      ? { quantity: { unit: 'number', sign: 'any' }, price: { unit: 'yuan', sign: 'positive' } }
      : undefined,
  lookups: {
    levels: {
      match: 'exact',
      by: 'text',
      gives: 'number',
      rows: [
        { key: '三级', is: ratioOf('1.2') },
        { key: '二级', is: ratioOf('1') },
      ],
      otherwise: null,
    },
    steps: {
      match: 'atLeast',
      by: 'number',
      gives: 'share',
      rows: [
        { key: ratioOf('10'), is: ratioOf('0.9') },
        { key: ratioOf('20'), is: ratioOf('1') },
      ],
      otherwise: null,
    },
  },
  bands: {
    parts: {
      of: 'share',
      rows: [
        { upTo: ratioOf('0.05'), ...share('0.8') },
        { upTo: null, ...share('0.5') },
      ],
    },
    yuan: {
      of: 'yuan',
      rows: [
        { upTo: ratioOf('100'), ...share('0.8') },
        { upTo: null, ...share('0') },
      ],
    },
  },
  roundings: { fen: { decimals: 2, mode: 'halfUp' }, jiao: { decimals: 1, mode: 'down' } },
}
const VALUES: Readonly<Record<string, Value>> = {
  cost: ratioOf('1000'),
  paid: ratioOf('-3.335'),
  weight: ratioOf('3'),
  days: ratioOf('0'),
  ratio: ratioOf('0.7'),
  level: '三级',
}
const ROWS = [
  { quantity: ratioOf('2'), price: ratioOf('1.2345') },
  { quantity: ratioOf('10'), price: ratioOf('0.1') },
]

function read(text: string): Expression {
  const expression = parseExpression(text)
  if (!('kind' in expression)) throw new Error(`${expression.at}: ${expression.message}`)
  return expression
}

function work(text: string): { is: string; steps: Step[] } {
  const steps: Step[] = []
  const value = evaluateExpression(read(text), {
    text,
    scope: SCOPE,
    value: (name) => VALUES[name]!,
    rows: () => ROWS,
    note: (step) => steps.push(step),
  })
  return { is: valueText(value), steps }
}

describe('values, exact', () => {
  test.each([
    ['1 + 2 * 3', '7'],
    ['(1 + 2) × 3 − 4 ÷ 2', '7'],
    ['-2 * -3', '6'],
    ['2 - 3 - 4', '-5'],
    ['12 / 3 / 2', '2'],
    ['1 / 3 * 3', '1'],
    ['10 / -4', '-2.5'],
    ['cost / 3', '1000/3'],
    ['cost × 12.5%', '125'],
    ['round(cost / 3, fen)', '333.33'],
    ['round(paid, fen)', '-3.34'],
    ['round(paid, jiao)', '-3.3'],
    ['min(cost, 7 yuan, 8元)', '7'],
    ['max(weight, 2, days)', '3'],
    ['bands(80 yuan, yuan)', '64'],
    ['bands(250 yuan, yuan)', '80'],
    ['bands(cost, parts, 10000 yuan)', '650'],
    ['bands(0 yuan, parts, cost)', '0'],
    ['bands(100 yuan, parts, 0 yuan)', '50'],
    ['lookup(levels, level)', '1.2'],
    ["lookup(levels, '二级')", '1'],
    ['lookup(steps, 19.99)', '0.9'],
    ['lookup(steps, 20)', '1'],
    ['sum(drugs, quantity × price)', '3.469'],
    ['sum(drugs, quantity × weight)', '36'],
    ['count(drugs)', '2'],
    ["if(level = '三级' and weight > 2, cost, 0 yuan)", '1000'],
    ['if(not weight = 3 or days ≠ 0, 1, 2)', '2'],
    ['if(days != 0, weight / days, 0)', '0'],
    ['days != 0 and weight / days > 1', 'false'],
    ['weight ≥ 3', 'true'],
    ['3 ≤ weight', 'true'],
  ])('%s = %s', (text, expected) => {
    expect(work(text).is).toBe(expected)
  })

  test('every intermediate value is noted where it stands, rows with their number', () => {
    expect(work('cost + sum(drugs, quantity × price)').steps.map(({ at, of, is }) => `${at} ${of} = ${is}`)).toEqual([
      '1 cost = 1000',
      '19 quantity [row 1] = 2',
      '30 price [row 1] = 1.2345',
      '19 quantity × price [row 1] = 2.469',
      '19 quantity [row 2] = 10',
      '30 price [row 2] = 0.1',
      '19 quantity × price [row 2] = 1',
      '8 sum(drugs, quantity × price) = 3.469',
      '1 cost + sum(drugs, quantity × price) = 1003.469',
    ])
    expect(
      work('bands(250 yuan, yuan)')
        .steps.map(({ of }) => of)
        .slice(0, 2),
    ).toEqual(['band 1: 100 × 0.8', 'band 2: 150 × 0'])
  })

  test.each([
    ['cost / days', 'AGREEMENT_DIVIDED_BY_ZERO', 8],
    ['lookup(steps, 9.99)', 'AGREEMENT_LOOKUP_EMPTY', 1],
    ['bands(paid, yuan)', 'AGREEMENT_BANDS_BELOW_ZERO', 7],
    ['bands(cost, parts, paid)', 'AGREEMENT_BANDS_BELOW_ZERO', 20],
    [`1${' × 999999999999999999'.repeat(17)}`, 'AGREEMENT_NUMBER_TOO_LONG', 1],
  ])('%s is refused: %s', (text, code, at) => {
    expect(() => work(text)).toThrow(Unworkable)
    expect(() => work(text)).toThrow(expect.objectContaining({ code, at }))
  })
})

test.each([
  ['', 1],
  ['1 +', 4],
  ['(1', 3],
  ['1 2', 3],
  ['1 < 2 < 3', 7],
  ['cost $ 2', 6],
  ['min(1, 2', 9],
  ['1 yuanx', 3],
  [`${'('.repeat(60)}1${')'.repeat(60)}`, 42],
  ['1 + '.repeat(600), 2000],
])('%j cannot be read at character %i', (text, at) => {
  expect(parseExpression(text)).toEqual({ at, message: expect.any(String) })
})

test.each([
  ['cost + paid', 'yuan'],
  ['cost × weight ÷ 3', 'yuan'],
  ['cost ÷ paid', 'number'],
  ['ratio × ratio', 'share'],
  ['ratio + ratio', 'number'],
  ['1 − ratio', 'number'],
  ['cost × (1 − ratio)', 'yuan'],
  ['round(ratio, fen)', 'share'],
  ['cost > paid', 'truth'],
  ['sum(drugs, price)', 'yuan'],
  ['cost + weight', 'UNITS yuan + number'],
  ['cost × paid', 'UNITS yuan * yuan'],
  ['weight ÷ cost', 'UNITS number / yuan'],
  ['cost > 3', 'UNITS yuan > number'],
  ['level + 1', 'UNITS text + number'],
  ['if(cost, 1, 2)', 'UNITS the condition is yuan'],
  ['if(weight > 1, 1, 2 yuan)', 'UNITS number or yuan'],
  ['min(cost, 1)', 'UNITS min of yuan and number'],
  ['not cost', 'UNITS "not" of yuan'],
  ['lookup(levels, 3)', 'UNITS a table by text is asked for number'],
  ['bands(cost, yuan, cost)', 'CALL these bands need no base'],
  ['bands(cost, parts)', 'CALL these bands are shares of a base'],
  ['bands(weight, yuan)', 'UNITS bands of yuan cut number'],
  ['round(cost)', 'CALL round(value, rounding)'],
  ['round(cost, cents)', 'UNKNOWN_NAME roundings.cents'],
  ['drugs + 1', 'UNKNOWN_NAME drugs is a table; sum(drugs, …) or count(drugs) looks into it'],
  ['price × 2', 'UNKNOWN_NAME price'],
  ['toString', 'UNKNOWN_NAME toString'],
  ['sum(drugs, price × sum(drugs, quantity))', 'CALL no sum inside a sum'],
  ['avg(cost, paid)', 'UNKNOWN_NAME avg(…); there are min, max, if, round, bands, lookup, sum, count'],
])('unit of %s: %s', (text, expected) => {
  const told: string[] = []
  const unit = unitOf(read(text), SCOPE, (fault, _part, what) => told.push(`${fault} ${what}`))
  expect(told[0] ?? unit).toBe(expected)
})

test.each([
  ['cost / weight', []],
  ['cost / 3', []],
  ['cost / 0', ['zero 0']],
  ['cost / days', ['maybe days']],
  ['cost / cost', ['maybe cost']],
  ['cost / (weight − 1)', ['maybe (weight − 1)']],
  ['cost / (weight + ratio)', []],
  ['cost / (weight + days)', ['maybe (weight + days)']],
  ['cost / (weight × days)', ['maybe (weight × days)']],
  ['cost / (weight × ratio)', ['maybe (weight × ratio)']],
  ['cost / (weight × (1 + ratio))', []],
  ['cost / min(weight, days)', ['maybe min(weight, days)']],
  ['cost / if(days > 0, days, 1)', []],
  ['cost / round(weight, fen)', ['maybe round(weight, fen)']],
  ['cost / -weight', ['maybe -weight']],
  ['cost / max(days, 1)', []],
  ['cost / lookup(levels, level)', []],
  ['cost / count(drugs)', ['maybe count(drugs)']],
  ['sum(drugs, cost / price)', []],
  ['if(days > 0, cost / days, cost)', []],
  ['if(days = 0, cost, cost / days)', []],
  ['if(days > 0 and cost > 5 yuan, cost / days, cost)', []],
  ['if(days >= 0, cost / days, cost)', ['maybe days']],
  ['if(days > 0, cost, cost / days)', ['maybe days']],
])('divisors of %s', (text, expected) => {
  const told: string[] = []
  checkDivisors(read(text), SCOPE, (part, isZero) =>
    told.push(`${isZero ? 'zero' : 'maybe'} ${text.slice(part.start, part.end)}`),
  )
  expect(told).toEqual(expected)
})
