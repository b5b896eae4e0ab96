// Would catch: a budget of which a part belongs to nobody, results that two parts take, a year without a blend, a fit to no budget.
import { expect, test } from 'vitest'
import { inspectCombinationRules } from './combination-rules.ts'
import { RULES } from './fixtures/rules.ts'

const [inpatient, outpatient, drugs] = RULES.parts
const { transition } = inpatient!
const problemsOf = (change: Record<string, unknown>): string[] =>
  inspectCombinationRules(JSON.stringify({ ...RULES, ...change })).problems.map(({ code, place }) => `${code} ${place}`)
const first = (change: Record<string, unknown>) => ({ parts: [{ ...inpatient, ...change }, outpatient, drugs] })

test('these have none', () => expect(problemsOf({})).toEqual([]))

test.each<[what: string, change: Record<string, unknown>, problems: string[]]>([
  [
    'fixed shares above the whole',
    first({ budget: { kind: 'fixed', share: '0.8' } }),
    ['RULE_SHARES_NOT_ONE parts.budget'],
  ],
  [
    'fixed shares that leave something to nobody',
    { parts: [inpatient, outpatient] },
    ['RULE_SHARES_NOT_ONE parts.budget'],
  ],
  ['two that take the rest', first({ budget: { kind: 'residual' } }), ['RULE_FIELD_CONTRADICTS parts.budget']],
  [
    'a rest for one and for last year',
    first({ budget: { kind: 'priorYear' } }),
    ['RULE_FIELD_CONTRADICTS parts.budget'],
  ],
  ['a part without a budget', first({ budget: undefined, fit: 'none' }), ['RULE_FIELD_CONTRADICTS parts[0].budget']],
  [
    'a fit without a budget',
    { budgetYuan: undefined, parts: [{ ...drugs, budget: undefined }] },
    ['RULE_FIELD_CONTRADICTS parts[0].fit'],
  ],
  ['results of two parts', first({ results: { method: 'perUnit', rule: 'x' } }), ['RULE_NAME_TWICE parts[2].results']],
  ['old and new are one', first({ results: { method: 'dip' } }), ['RULE_NAME_TWICE parts[0].transition.old']],
  ['a part twice', first({ id: 'drugs' }), ['RULE_NAME_TWICE parts[2]']],
  [
    'a blend of 1.1, and none for the year',
    first({ transition: { ...transition, years: { 2027: { old: '0.6', new: '0.5' } } } }),
    ['RULE_SHARES_NOT_ONE parts[0].transition.years.2027', 'RULE_NAME_UNKNOWN parts[0].transition.years'],
  ],
  [
    'a period over two years',
    { period: { from: '2026-07-01', to: '2027-06-30' } },
    ['RULE_FIELD_CONTRADICTS parts[0].transition.years'],
  ],
  [
    'a corridor that limits nothing',
    first({ transition: { ...transition, corridor: { financedBy: 'fund' } } }),
    ['DOCUMENT_FIELD_INVALID parts[0].transition.corridor'],
  ],
  ['an unknown code list', first({ care: { group: { in: 'surgical' } } }), ['RULE_LIST_UNKNOWN parts[0].care.group']],
  [
    'a negative budget share',
    first({ budget: { kind: 'fixed', share: '-0.1' } }),
    ['DOCUMENT_FIELD_INVALID parts[0].budget.share'],
  ],
])('%s', (_what, change, problems) => expect(problemsOf(change)).toEqual(problems))
