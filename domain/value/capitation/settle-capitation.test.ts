// Would catch: a member paid twice or not at all, a fen between fund and institution, a result that goes by the order of the rows, a
// sicker member who earns less, a refused row that takes others with it.
import { formatYuan, sum } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../identity/clock.ts'
import type { CapitationRow } from './capitation-refusal.ts'
import { CAPITATION_RULES, rowsOf } from './fixture-rules.ts'
import { readCapitationRules } from './read-capitation-rules.ts'
import { type Capitation, settleCapitation } from './settle-capitation.ts'

const RULES = readCapitationRules(JSON.stringify(CAPITATION_RULES))
const MEMBERS = 'person,institution,cohort,sex,birth,from,to,death\n'
const DX = 'person,code,date\n'
const rulesWith = (more: object) => readCapitationRules(JSON.stringify({ ...CAPITATION_RULES, ...more }))

interface Tables {
  readonly members: string
  readonly diagnoses?: string
  readonly outflows?: string
  readonly quality?: string
}

const settle = ({ members, diagnoses = '', outflows = '', quality = '' }: Tables, rules = RULES): Capitation =>
  settleCapitation(rules, {
    members: rowsOf(MEMBERS + members),
    diagnoses: rowsOf(DX + diagnoses),
    outflows: rowsOf(`id,person,provider,date,fundYuan\n${outflows}`),
    quality: rowsOf(`institution,score\n${quality}`),
  })

const amounts = (settled: Capitation): string[] =>
  settled.institutions.map((one) => {
    const parts = [one.gross, one.withheld, one.earnedBack, one.outflows.deducted, one.net]
    return `${one.institutionId} ${parts.map(formatYuan).join(' ')}`
  })
const refusals = ({ refused }: Capitation): string[] =>
  refused.map(({ table, line, code, place }) => `${table} ${line} ${code} ${place}`)

describe('amounts: gross, withheld, earned back, care outside, net', () => {
  const one = 'p,H,A,M,1980-05-05,2026-01-01,,'
  const rows: [what: string, tables: Tables, expected: string[]][] = [
    ['a man for a year', { members: one }, ['H 730.00 73.00 0.00 0.00 657.00']],
    ['a child born on the last day', { members: 'p,H,A,F,2026-12-31,2026-12-31,,' }, ['H 1.00 0.10 0.00 0.00 0.90']],
    [
      'dead after a quarter',
      { members: 'p,H,A,M,1940-01-01,2026-01-01,,2026-03-31' },
      ['H 180.00 18.00 0.00 0.00 162.00'],
    ],
    [
      'moved',
      { members: 'p,H,A,M,1980-05-05,2026-01-01,2026-03-31,\np,K,A,M,1980-05-05,2026-04-01,,' },
      ['H 180.00 18.00 0.00 0.00 162.00', 'K 550.00 55.00 0.00 0.00 495.00'],
    ],
    [
      'another cohort',
      { members: 'p,H,A,M,1980-05-05,2026-01-01,2026-03-31,\np,H,B,M,1980-05-05,2026-04-01,,' },
      ['H 455.00 45.50 0.00 0.00 409.50'],
    ],
    [
      'severe drops mild',
      { members: one, diagnoses: 'p,K76.600,2025-02-02\np,K74,2025-02-02' },
      ['H 1387.00 138.70 0.00 0.00 1248.30'],
    ],
    [
      'an interaction',
      { members: one, diagnoses: 'p,I50.9,2025-02-02\np,K74,2025-02-02' },
      ['H 1423.50 142.35 0.00 0.00 1281.15'],
    ],
    ['a good score', { members: one, quality: 'H,90' }, ['H 730.00 73.00 73.00 0.00 730.00']],
    ['a middling score', { members: one, quality: 'H,89.99' }, ['H 730.00 73.00 36.50 0.00 693.50']],
    [
      'care outside',
      { members: one, outflows: '1,p,X,2026-05-05,100.10\n2,p,X,2026-05-05,0.05' },
      ['H 730.00 73.00 0.00 100.15 556.85'],
    ],
    [
      'care outside beyond half',
      { members: one, outflows: '1,p,X,2026-05-05,900' },
      ['H 730.00 73.00 0.00 365.00 292.00'],
    ],
  ]
  test.each(rows)('%s', (_what, tables, expected) => {
    const settled = settle(tables)
    expect(amounts(settled)).toEqual(expected)
    expect(settled.refused).toEqual([])
  })

  test('the day of death, where it does not count', () => {
    const settled = settle(
      { members: 'p,H,A,M,1940-01-01,2026-01-01,,2026-04-01\nq,H,A,M,1940-01-01,2026-05-01,,2026-05-01' },
      rulesWith({ deathDay: 'doesNotCount' }),
    )
    expect(amounts(settled)).toEqual(['H 180.00 18.00 0.00 0.00 162.00'])
    expect(refusals(settled)).toEqual(['members 3 MEMBER_OUTSIDE_PERIOD from'])
    expect(settled.institutions[0]!.moves).toMatchObject({ opening: 1, died: 1, closing: 0 })
  })

  test('nothing adjusted, held back or taken', () => {
    const rules = rulesWith({ risk: null, withhold: null, outflow: null })
    expect(
      amounts(
        settle({ members: one, diagnoses: 'p,I50,2025-02-02', outflows: '1,p,X,2026-05-05,9', quality: '' }, rules),
      ),
    ).toEqual(['H 730.00 0.00 0.00 0.00 730.00'])
  })

  test('Charlson adds a step', () => {
    const charlson = {
      weights: 'original',
      withAge: true,
      steps: [
        { from: '0', coefficient: '0' },
        { from: '3', coefficient: '0.5' },
      ],
    }
    const rules = rulesWith({ risk: { ...CAPITATION_RULES.risk, charlson } })
    const members = 'p,H,A,M,1966-01-01,2026-01-01,,'
    expect(amounts(settle({ members }, rules))).toEqual(['H 730.00 73.00 0.00 0.00 657.00'])
    expect(amounts(settle({ members, diagnoses: 'p,I21.9,2025-02-02' }, rules))).toEqual([
      'H 1095.00 109.50 0.00 0.00 985.50',
    ])
  })
})

test('who came and went: opening + born + moved in − died − moved out = closing', () => {
  const { institutions } = settle({
    members: [
      'a,H,A,M,1980-05-05,2026-01-01,,',
      'b,H,A,M,1980-05-05,2025-05-01,2026-04-30,',
      'b,K,A,M,1980-05-05,2026-05-01,,',
      'c,K,A,F,2026-02-02,2026-02-02,,2026-03-03',
      'd,H,A,M,1940-05-05,2026-01-01,,2026-12-31',
      'e,H,A,M,1940-05-05,2026-01-01,2026-01-31,',
      'e,H,B,M,1940-05-05,2026-02-01,2026-02-28,',
      'e,H,B,M,1940-05-05,2026-06-01,,',
    ].join('\n'),
  })
  expect(institutions.map(({ institutionId, moves }) => [institutionId, ...Object.values(moves)].join(' '))).toEqual([
    'H 4 4 0 1 1 2 2',
    'K 2 0 1 1 1 0 1',
  ])
})

test('every row that does not count says why, and the rest goes on', () => {
  const settled = settle({
    members: [
      'p,H,A,M,1980-05-05,2026-01-01,,',
      'q,H,A,X,1980-05-05,2026-01-01,,',
      'r,H,Z,M,1980-05-05,2026-01-01,,',
      's,H,A,M,1980-05-05,2027-01-01,,',
      't,H,A,M,1980-05-05,2026-01-01,2026-05-05,',
      't,K,A,M,1980-05-05,2026-05-05,,',
      'u,H,A,M,1980-05-05,2026-01-01,2026-05-05,',
      'u,H,A,M,1980-05-06,2026-05-06,,',
      'v,H,A,M,1980-05-05,2026-06-01,,2026-05-05',
    ].join('\n'),
    diagnoses: [
      'p,C61.9,2025-02-02',
      'z,I50,2025-02-02',
      'p,heart,2025-02-02',
      'p,I50,2024-12-31',
      'p,I50,2025-13-01',
    ].join('\n'),
    outflows: ['1,p,H,2026-02-02,5', '2,p,X,2026-02-02,-5', '3,p,X,2025-02-02,5', '4,p,X,2026-02-02,1.001'].join('\n'),
    quality: 'H,1\nH,2\nK,9',
  })
  expect(refusals(settled)).toEqual([
    'members 3 MEMBER_SEX_UNKNOWN sex',
    'members 4 MEMBER_COHORT_UNKNOWN cohort',
    'members 5 MEMBER_OUTSIDE_PERIOD from',
    'members 6 MEMBER_SPELLS_OVERLAP from',
    'members 7 MEMBER_SPELLS_OVERLAP from',
    'members 8 MEMBER_CONTRADICTS birth',
    'members 9 MEMBER_CONTRADICTS birth',
    'members 10 MEMBER_AFTER_DEATH from',
    'diagnoses 3 PERSON_NO_MEMBER person',
    'diagnoses 4 DIAGNOSIS_CODE_UNKNOWN code',
    'diagnoses 5 DIAGNOSIS_OUTSIDE_WINDOW date',
    'diagnoses 6 MEMBER_DATE_INVALID date',
    'outflows 2 OUTFLOW_AT_HOME provider',
    'outflows 3 OUTFLOW_AMOUNT_INVALID fundYuan',
    'outflows 4 OUTFLOW_OUTSIDE_PERIOD date',
    'outflows 5 OUTFLOW_AMOUNT_INVALID fundYuan',
    'quality 2 QUALITY_SCORE_TWICE institution',
    'quality 3 QUALITY_SCORE_TWICE institution',
    'quality 4 QUALITY_NO_INSTITUTION institution',
  ])
  expect(amounts(settled)).toEqual(['H 1022.00 102.20 0.00 0.00 919.80'])
  expect(refusals(settle({ members: 'p,H,A,F,1980-05-05,2026-01-01,,', diagnoses: 'p,C61,2025-02-02' }))).toEqual([
    'diagnoses 2 DIAGNOSIS_SEX_CONFLICT code',
  ])
})

describe('whatever the members', () => {
  const day = fc.integer({ min: 0, max: 300 })
  const person = fc.record({
    institution: fc.constantFrom('H', 'K'),
    cohort: fc.constantFrom('A', 'B'),
    sex: fc.constantFrom('M', 'F'),
    birth: fc.constantFrom('1950-01-01', '1990-07-07', '2015-03-03'),
    from: day,
    days: fc.integer({ min: 1, max: 200 }),
    codes: fc.array(fc.constantFrom('I50', 'K74', 'K76.6', 'Z00'), { maxLength: 3 }),
  })
  const persons = fc.array(person, { minLength: 1, maxLength: 12 })
  const normalise = { over: 'everyone', round: { decimals: '6', mode: 'halfUp' } }
  const rules = rulesWith({ risk: { ...CAPITATION_RULES.risk, normalise } })
  const exact = { over: 'cohort', round: null }
  const withinCohort = rulesWith({ risk: { ...CAPITATION_RULES.risk, normalise: exact } })
  type Person = typeof person extends fc.Arbitrary<infer T> ? T : never

  function tablesOf(list: readonly Person[], cutAt = 0): { members: CapitationRow[]; diagnoses: CapitationRow[] } {
    const members = list.flatMap((one, index) => {
      const to = Math.min(364, one.from + one.days)
      const cuts =
        cutAt > one.from && cutAt <= to
          ? [
              [one.from, cutAt - 1],
              [cutAt, to],
            ]
          : [[one.from, to]]
      return cuts.map(([from, until]) => {
        const [first, last] = [addDays('2026-01-01', from!), addDays('2026-01-01', until!)]
        return `${index},${one.institution},${one.cohort},${one.sex},${one.birth},${first},${last},`
      })
    })
    const diagnoses = list.flatMap(({ codes }, index) => codes.map((code) => `${index},${code},2025-05-05`))
    return { members: rowsOf(MEMBERS + members.join('\n')), diagnoses: rowsOf(DX + diagnoses.join('\n')) }
  }
  const run = (tables: ReturnType<typeof tablesOf>, by = rules) =>
    settleCapitation(by, { ...tables, outflows: [], quality: [] })

  test('shares of fund and institution add up, another order or a cut spell changes nothing', () => {
    fc.assert(
      fc.property(persons, fc.integer({ min: 1, max: 364 }), (list, cutAt) => {
        const settled = run(tablesOf(list))
        const { members, diagnoses } = tablesOf(list, cutAt)
        const other = run({ members: members.toReversed(), diagnoses: diagnoses.toReversed() })
        expect(amounts(other)).toEqual(amounts(settled))
        expect(other.institutions.map(({ moves }) => moves)).toEqual(settled.institutions.map(({ moves }) => moves))
        for (const { result } of settled.institutions)
          expect(result.fundShare + result.providerShare).toBe(result.total)
        expect(sum(settled.institutions.map(({ gross }) => gross))).toBe(
          sum(settled.institutions.flatMap(({ cohorts }) => cohorts.map(({ gross }) => gross))),
        )
      }),
      { numRuns: 60, seed: 5 },
    )
  })

  test('the same as counted by hand, person by person, to half a fen', () => {
    const weights: Record<string, number> = { I50: 0.5, K74: 0.3, 'K76.6': 0.9, Z00: 0 }
    const scoreOf = ({ birth, sex, codes }: Person): number => {
      const found = new Set(codes.filter((code) => !(code === 'K74' && codes.includes('K76.6'))))
      const cell = birth > '2008' ? 0.5 : sex === 'M' ? 1 : 1.2
      const together = found.has('I50') && found.has('K74') ? 0.15 : 0
      return [...found].reduce((sum, code) => sum + weights[code]!, cell + together)
    }
    const daysOf = ({ from, days }: Person): number => Math.min(364, from + days) - from + 1
    fc.assert(
      fc.property(persons, (list) => {
        for (const { institutionId, cohorts } of run(tablesOf(list), RULES).institutions)
          for (const { cohort, rate, gross } of cohorts) {
            const own = list.filter((one) => one.institution === institutionId && one.cohort === cohort)
            const exact = own.reduce((sum, one) => sum + (rate.amount * daysOf(one) * scoreOf(one)) / 365, 0)
            expect(Math.abs(gross - exact)).toBeLessThanOrEqual(0.5 + 1e-6)
          }
      }),
      { numRuns: 60, seed: 11 },
    )
  })

  test('a condition more never earns its institution less', () => {
    fc.assert(
      fc.property(persons, fc.constantFrom('I50', 'K76.6'), (list, code) => {
        const sicker = list.map((one, index) => (index === 0 ? { ...one, codes: [...one.codes, code] } : one))
        const grossOf = (settled: Capitation): number =>
          settled.institutions.find(({ institutionId }) => institutionId === list[0]!.institution)!.gross
        // K76.6 takes the interaction of K74 away, but weighs more than both; a mean of 1 is kept within each cohort
        for (const by of [RULES, withinCohort])
          expect(grossOf(run(tablesOf(sicker), by))).toBeGreaterThanOrEqual(grossOf(run(tablesOf(list), by)))
      }),
      { numRuns: 60, seed: 6 },
    )
  })
})
