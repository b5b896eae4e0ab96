// Would catch: a circle in a hierarchy, an interaction that never holds, a cell of age that nobody is in, a diagnosis more that makes
// a person weigh less, a score that goes by the order of the codes.
import { type Ratio, ratioOf, ratioText } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AgeSexCell, cellOf, checkCells, type Sex } from './age-sex-cells.ts'
import { checkConditions } from './check-conditions.ts'
import { type Condition, type ConditionModel, compileConditions } from './condition-model.ts'
import { expandRange, isIcdCode } from './icd-code.ts'
import { normaliseScores, sumOf } from './normalise-scores.ts'
import { scoreConditions } from './score-conditions.ts'

const condition = (name: string, codes: string, coefficient: string, drops = ''): Condition => ({
  name,
  codes: codes.split(' '),
  sex: null,
  coefficient: ratioOf(coefficient),
  drops: drops.split(' ').filter((one) => one !== ''),
})

const MODEL: ConditionModel = {
  conditions: [
    condition('severe', 'K76.6', '0.9', 'mild'),
    condition('mild', 'K70-K76', '0.3'),
    condition('heart', 'I50', '0.5'),
    condition('diabetes', 'E11', '0.2'),
  ],
  interactions: [{ name: 'heart and diabetes', all: ['heart', 'diabetes'], coefficient: ratioOf('0.15') }],
}

describe('scores', () => {
  const rows: [codes: string, score: string, held: string][] = [
    ['', '0', ''],
    ['K74.0 K73.9', '0.3', 'mild K73.9'],
    ['K76.6', '0.9', 'severe K76.6'],
    ['K76.6 K74.0', '0.9', 'severe K76.6'],
    ['E11.9 i50.0', '0.85', 'heart i50.0, diabetes E11.9'],
    ['E11.9 I50.0 K76.6 K71', '1.75', 'severe K76.6, heart I50.0, diabetes E11.9'],
  ]
  test.each(rows)('%s', (codes, score, held) => {
    const list = codes.split(' ')
    for (const one of [list, list.toReversed()]) {
      const found = scoreConditions(compileConditions(MODEL), one)
      expect(ratioText(found.score)).toBe(score)
      expect(found.held.map(({ condition: { name }, code }) => `${name} ${code}`).join(', ')).toBe(held)
    }
  })

  test('a diagnosis more never weighs less', () => {
    const codes = fc.array(fc.constantFrom('K76.6', 'K70', 'K74.1', 'I50.9', 'E11.2', 'Z00'), { maxLength: 6 })
    const compiled = compileConditions(MODEL)
    fc.assert(
      fc.property(codes, codes, (list, more) => {
        const [before, after] = [list, [...more, ...list]].map((one) => scoreConditions(compiled, one).score) as [
          Ratio,
          Ratio,
        ]
        expect(after.n * before.d >= before.n * after.d).toBe(true)
      }),
      { numRuns: 100, seed: 1 },
    )
  })
})

describe('what is wrong with a model', () => {
  const rows: [what: string, model: Partial<ConditionModel>, problems: string[]][] = [
    ['nothing', {}, []],
    [
      'a circle',
      {
        conditions: [condition('a', 'A01', '1', 'b'), condition('b', 'A02', '1', 'c'), condition('c', 'A03', '1', 'a')],
        interactions: [],
      },
      ['RISK_HIERARCHY_CIRCLE conditions: a → b → c → a'],
    ],
    [
      'itself',
      { conditions: [condition('a', 'A01', '1', 'a')], interactions: [] },
      ['RISK_HIERARCHY_CIRCLE conditions: a → a'],
    ],
    [
      'an unknown drop',
      { conditions: [condition('a', 'A01', '1', 'z')], interactions: [] },
      ['RISK_CONDITION_UNKNOWN conditions[0].drops[0]: z'],
    ],
    [
      'an unknown condition in an interaction',
      { interactions: [{ name: 'x', all: ['heart', 'lung'], coefficient: ratioOf('1') }] },
      ['RISK_CONDITION_UNKNOWN interactions[0].all[1]: lung'],
    ],
    [
      'an interaction of one',
      { interactions: [{ name: 'x', all: ['heart', 'heart'], coefficient: ratioOf('1') }] },
      ['RISK_INTERACTION_TOO_FEW interactions[0]: x'],
    ],
    [
      'an interaction that never holds',
      { interactions: [{ name: 'x', all: ['severe', 'mild'], coefficient: ratioOf('1') }] },
      ['RISK_INTERACTION_IMPOSSIBLE interactions[0]: x'],
    ],
    [
      'one code twice',
      { conditions: [condition('a', 'A01-A03', '1'), condition('b', 'A02', '1')], interactions: [] },
      ['RISK_CODE_TWICE conditions[1].codes[0]: A02: a and b'],
    ],
    [
      'no code',
      { conditions: [condition('a', 'HEART A1-A23 A20-A10', '1')], interactions: [] },
      [
        'RISK_CODE_INVALID conditions[0].codes[0]: HEART',
        'RISK_CODE_INVALID conditions[0].codes[1]: A1-A23',
        'RISK_CODE_INVALID conditions[0].codes[2]: A20-A10',
      ],
    ],
    [
      'a name twice',
      { conditions: [condition('a', 'A01', '1'), condition('a', 'A02', '1')], interactions: [] },
      ['RISK_CONDITION_TWICE conditions[1].name: a'],
    ],
    [
      'a drop that earns less',
      { conditions: [condition('a', 'A01', '1', 'b'), condition('b', 'A02', '1.1')], interactions: [] },
      ['RISK_DROP_EARNS_LESS conditions[0].drops[0]: a and b'],
    ],
  ]
  test.each(rows)('%s', (_what, model, problems) => {
    const said = checkConditions({ ...MODEL, ...model }).map(({ code, place, message }) => {
      return `${code} ${place}: ${message.slice(message.indexOf(': ') + 2)}`
    })
    expect(said).toEqual(problems)
  })
})

const cell = (sex: Sex | null, from: number, to: number | null): AgeSexCell => ({
  sex,
  from,
  to,
  coefficient: ratioOf('1'),
})

describe('cells', () => {
  const rows: [what: string, cells: AgeSexCell[], problems: string[]][] = [
    ['complete', [cell('male', 0, 64), cell('female', 0, 64), cell(null, 65, null)], []],
    [
      'a gap',
      [cell(null, 0, 14), cell(null, 16, null)],
      ['RISK_CELLS_GAP c[1] male 15 to 15', 'RISK_CELLS_GAP c[1] female 15 to 15'],
    ],
    ['a gap of one sex', [cell(null, 0, 14), cell('male', 15, null)], ['RISK_CELLS_GAP c female 15 and above']],
    [
      'an overlap',
      [cell(null, 0, 15), cell(null, 15, null)],
      ['RISK_CELLS_OVERLAP c[1] male 15 and above', 'RISK_CELLS_OVERLAP c[1] female 15 and above'],
    ],
    ['beyond an open end', [cell(null, 0, null), cell('male', 90, 99)], ['RISK_CELLS_OVERLAP c[1] male 90 to 99']],
    [
      'nothing for the very old',
      [cell(null, 0, 110)],
      ['RISK_CELLS_GAP c male 111 and above', 'RISK_CELLS_GAP c female 111 and above'],
    ],
    ['reversed', [cell(null, 9, 0)], ['RISK_CELL_REVERSED c[0] 9 to 0']],
  ]
  test.each(rows)('%s', (_what, cells, problems) => {
    const said = checkCells(cells, 'c').map(
      ({ code, place, message }) => `${code} ${place} ${message.slice(message.indexOf(': ') + 2)}`,
    )
    expect(said).toEqual(problems)
  })

  test('both ends belong to the cell', () => {
    const cells = [cell(null, 0, 14), cell('male', 15, null), cell('female', 15, null)]
    expect([0, 14, 15, 120].map((age) => cells.indexOf(cellOf(cells, age, 'female')!))).toEqual([0, 0, 2, 2])
    expect(cellOf([cell('male', 0, 9)], 10, 'male')).toBeNull()
  })
})

describe('normalised scores', () => {
  const scored = fc.record({ score: fc.integer({ min: 1, max: 5000 }), weight: fc.integer({ min: 0, max: 365 }) })

  test('the weighted mean is exactly 1, whatever the scores', () => {
    fc.assert(
      fc.property(fc.array(scored, { minLength: 1, maxLength: 30 }), (list) => {
        const read = list.map(({ score, weight }) => ({
          score: { n: BigInt(score), d: 1000n },
          weight: BigInt(weight),
        }))
        const { meanAfter } = normaliseScores(read, null)
        const isEmpty = list.every(({ weight }) => weight === 0)
        expect(meanAfter === null ? null : ratioText(meanAfter)).toBe(isEmpty ? null : '1')
      }),
      { numRuns: 100, seed: 2 },
    )
  })

  test('a rounding is told by what it leaves', () => {
    const list = ['1', '1', '2'].map((text) => ({ score: ratioOf(text), weight: 1n }))
    const { mean, scores, meanAfter } = normaliseScores(list, { decimals: 2, mode: 'halfUp' })
    expect([ratioText(mean!), scores.map(ratioText).join(' '), ratioText(meanAfter!)]).toEqual([
      '4/3',
      '0.75 0.75 1.5',
      '1',
    ])
    const seven = Array.from({ length: 7 }, (_, index) => ({ score: ratioOf(String(index + 1)), weight: 1n }))
    expect(ratioText(normaliseScores(seven, { decimals: 0, mode: 'down' }).meanAfter!)).toBe('4/7')
  })

  test('nothing to divide by leaves the scores as they are', () => {
    expect(normaliseScores([{ score: ratioOf('0'), weight: 9n }], null).meanAfter).toBeNull()
    expect(
      ratioText(sumOf(['0.1', '0.02', '1/1'].flatMap((text) => (text.includes('/') ? [] : [ratioOf(text)])))),
    ).toBe('0.12')
  })
})

test('ranges of codes, and what is none', () => {
  expect(['K70.0-K70.3', 'I60-I62', 'C98-C99', 'E11', 'E11-E11'].map((text) => expandRange(text).join(' '))).toEqual([
    'K700 K701 K702 K703',
    'I60 I61 I62',
    'C98 C99',
    'E11',
    'E11',
  ])
  expect(
    ['E11.9', 'e11', 'I21.000x001', 'M90.7*', 'E1', '高血压', '高血压I10', 'I10-I15', '', '999'].map(isIcdCode),
  ).toEqual([true, true, true, true, false, false, false, false, false, false])
})
