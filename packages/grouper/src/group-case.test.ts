// Would catch: a CC that counts although the principal diagnosis excludes it, or is excluded by another table; a switch of the
// policy without effect; a case that cannot be grouped and does not say why.
import { describe, expect, test } from 'vitest'
import { CASE, schemeWith } from '../fixtures/small-scheme.ts'
import { compileScheme } from './compile-scheme.ts'
import { groupCase } from './group-case.ts'
import type { GroupingCase } from './grouping-case.ts'
import type { SchemeTables } from './scheme-tables.ts'

const tables = schemeWith({ allOf: [] })

/** D1 has exclusion table 1; C1 and M1 are of table 1, C2 and M2 of table 2. */
test.each([
  ['D1', 'TA15'],
  ['D1|C1', 'TA15'],
  ['D1|C2', 'TA13'],
  ['D1|M1', 'TA15'],
  ['D1|M2', 'TA11'],
  ['D1|C2|M2', 'TA11'],
  ['D1|M1|C2', 'TA13'],
  // D2 has no table: nothing is excluded
  ['D2|C1', 'TA13'],
  ['D2|M1', 'TA11'],
  // a CC in first place is the principal diagnosis and no complication of itself
  ['D3|D3', 'TA15'],
])('%s → %s', (diagnoses, drg) => {
  expect(groupCase(compileScheme(tables), { ...CASE, diagnoses: diagnoses.split('|') }).drg).toBe(drg)
})

test('in an ADRG split into 1 and 5 a CC alone goes to 5', () => {
  const { TA11, TA15, TZ19 } = tables.drgs
  const adrgs = { ...tables.adrgs, TA1: { ...tables.adrgs.TA1!, drgs: ['TA11', 'TA15'] } }
  const scheme = compileScheme({ ...tables, adrgs, drgs: { TA11: TA11!, TA15: TA15!, TZ19: TZ19! } })
  expect(groupCase(scheme, { ...CASE, diagnoses: ['D1', 'C2'] }).drg).toBe('TA15')
})

test('a severity modifier of the scheme overrides the diagnoses', () => {
  const modifiers = [{ when: { stayAtMostDays: 0 }, counts: 'none' as const, because: 'day surgery' }]
  const scheme = compileScheme({ ...tables, modifiers })
  expect(groupCase(scheme, { ...CASE, stayDays: 0, diagnoses: ['D1', 'M2'] }).drg).toBe('TA15')
  expect(groupCase(scheme, { ...CASE, stayDays: 1, diagnoses: ['D1', 'M2'] }).drg).toBe('TA11')
})

describe('switches', () => {
  const policy = (change: Partial<SchemeTables['policy']>, more: Partial<SchemeTables> = {}) =>
    compileScheme({ ...tables, ...more, policy: { ...tables.policy, ...change } })
  const medical = { ...tables.adrgs, TA1: { ...tables.adrgs.TA1!, kind: 'medical' as const } }
  const operated = { ...CASE, procedures: ['X', 'P1'] }

  test.each([
    ['off', 'TA15'],
    ['principal-procedure', 'TA15'],
    ['any-procedure', 'TQY'],
  ] as const)('QY %s: an operation in second place leads to %s', (qy, drg) => {
    expect(groupCase(policy({ qy }, { adrgs: medical }), operated).drg).toBe(drg)
  })

  test('QY by the principal procedure stands before the medical ADRGs', () => {
    const scheme = policy({ qy: 'principal-procedure' }, { adrgs: medical })
    expect(groupCase(scheme, { ...CASE, procedures: ['P1'] })).toMatchObject({ mdc: 'T', adrg: 'TQY', drg: 'TQY' })
  })

  test.each([
    ['next-mdc', '0000'],
    ['letter-00', 'T00'],
  ] as const)('an MDC without a matching ADRG, %s: %s', (withoutAdrg, drg) => {
    const adrgs = { TA1: { ...tables.adrgs.TA1!, when: { sexIs: 'male' as const } } }
    const mdcs = { T: { ...tables.mdcs.T!, adrgs: ['TA1'] } }
    expect(groupCase(policy({ withoutAdrg }, { adrgs, mdcs }), CASE).drg).toBe(drg)
  })

  test('MDCY by the principal diagnosis only, or by any', () => {
    const mdcs = { Y: { ...tables.mdcs.T! } }
    const second = { ...CASE, diagnoses: ['other', 'D1'] }
    const scheme = (only: boolean) => policy({ mdcyPrincipalDiagnosisOnly: only }, { mdcOrder: ['Y'], mdcs })
    expect(groupCase(scheme(true), second).drg).toBe('0000')
    expect(groupCase(scheme(false), second).mdc).toBe('Y')
  })

  test('a variant of an MDC takes the place of its entry', () => {
    const mdcs = { T: { ...tables.mdcs.T!, variants: { young: { ageDaysAtMost: 28 } } } }
    expect(groupCase(policy({ mdcVariants: { T: 'young' } }, { mdcs }), CASE).drg).toBe('0000')
    expect(groupCase(policy({}, { mdcs }), CASE).drg).toBe('TA15')
  })
})

describe('refusals', () => {
  const newborn = { ...CASE, ageYears: 0, ageDays: 3 }
  const weighed = schemeWith({ birthWeightBelowGrams: 1500 })
  const maleOnly = { ...tables, mdcs: { T: { ...tables.mdcs.T!, sex: 'male' as const } } }
  const listed = { ...tables, sexOnly: { ...tables.sexOnly, male: { diagnoses: ['D9'], procedures: ['P9'] } } }
  const rejecting = { ...tables, policy: { ...tables.policy, unknownPrincipal: 'reject' as const } }
  const rows: [string, string, SchemeTables, Partial<GroupingCase>][] = [
    ['PRINCIPAL_DIAGNOSIS_MISSING', 'diagnoses[0]', tables, { diagnoses: [] }],
    ['PRINCIPAL_DIAGNOSIS_MISSING', 'diagnoses[0]', tables, { diagnoses: ['', 'D1'] }],
    ['PRINCIPAL_DIAGNOSIS_UNKNOWN', 'diagnoses[0]', tables, { diagnoses: ['what'] }],
    ['PRINCIPAL_DIAGNOSIS_UNKNOWN', 'diagnoses[0]', rejecting, { diagnoses: ['what'] }],
    ['PRINCIPAL_DIAGNOSIS_IN_NO_MDC', 'diagnoses[0]', tables, { diagnoses: ['C1'] }],
    ['SEX_CONFLICT', 'sex', maleOnly, {}],
    ['SEX_CONFLICT', 'diagnoses[1]', listed, { diagnoses: ['D1', 'D9'] }],
    ['SEX_CONFLICT', 'procedures[0]', listed, { procedures: ['P9'] }],
    ['NEWBORN_WITHOUT_WEIGHT', 'birthWeightGrams', weighed, newborn],
    ['NEWBORN_WITHOUT_WEIGHT', 'birthWeightGrams', weighed, { ...newborn, birthWeightGrams: 0 }],
    ['SCHEME_VERSION_MISMATCH', 'schemeVersion', tables, { schemeVersion: 'another' }],
  ]
  test.each(rows)('%s at %s', (code, place, scheme, different) => {
    const { drg, refusal } = groupCase(compileScheme(scheme), { ...CASE, ...different })
    expect({ drg, code: refusal?.code, place: refusal?.place }).toEqual({ drg: '0000', code, place })
  })

  test('a newborn whose weight decides nothing needs none', () => {
    expect(groupCase(compileScheme(tables), newborn).drg).toBe('TA15')
  })
})
