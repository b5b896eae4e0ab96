// Would catch: a word of a condition that looks at the wrong place of the record, counts an unknown number as zero, or takes
// one procedure for two.
import { expect, test } from 'vitest'
import { CASE, schemeWith } from '../fixtures/small-scheme.ts'
import { compileScheme } from './compile-scheme.ts'
import type { Condition } from './condition.ts'
import { groupCase } from './group-case.ts'
import type { GroupingCase } from './grouping-case.ts'

/** condition, what is different about the case, does it hold? */
const ROWS: [Condition, Partial<GroupingCase>, boolean][] = [
  [{ principalDiagnosisIn: 'dx' }, { diagnoses: ['D1'] }, true],
  [{ principalDiagnosisIn: 'dx' }, { diagnoses: ['D2', 'D1'] }, false],
  [{ otherDiagnosisIn: 'dx' }, { diagnoses: ['D2', 'D5'] }, true],
  [{ otherDiagnosisIn: 'dx' }, { diagnoses: ['D1', 'D2'] }, false],
  [{ anyDiagnosisIn: 'dx' }, { diagnoses: ['D2', 'D5'] }, true],
  [{ noDiagnosisIn: 'dx' }, { diagnoses: ['D2', 'D3'] }, true],
  [{ noDiagnosisIn: 'dx' }, { diagnoses: ['D2', 'D5'] }, false],
  [{ principalProcedureIn: 'px' }, { procedures: ['P1', 'P3'] }, true],
  [{ principalProcedureIn: 'px' }, { procedures: ['P3', 'P1'] }, false],
  [{ principalProcedureIn: 'px' }, { procedures: [] }, false],
  [{ otherProcedureIn: 'px' }, { procedures: ['P3', 'P1'] }, true],
  [{ anyProcedureIn: 'px' }, { procedures: ['P3', 'P1'] }, true],
  [{ noProcedureIn: 'validProcedures' }, { procedures: ['X'] }, true],
  [{ noProcedureIn: 'validProcedures' }, { procedures: ['X', 'P3'] }, false],
  [{ simultaneousProceduresIn: ['px', 'px2'] }, { procedures: ['P2', 'P3'] }, true],
  [{ simultaneousProceduresIn: ['px', 'px2'] }, { procedures: ['P2', 'P1'] }, true],
  // P2 stands in both lists and is still one procedure
  [{ simultaneousProceduresIn: ['px', 'px2'] }, { procedures: ['P2', 'P2'] }, false],
  [{ ageDaysAtMost: 28 }, { ageDays: 28 }, true],
  [{ ageDaysAtMost: 28 }, { ageDays: 29 }, false],
  [{ ageDaysAtMost: 28 }, { ageDays: null }, false],
  [{ ageYearsEqual: 0 }, { ageYears: null }, false],
  [{ ageYearsAtLeast: 18 }, { ageYears: 18 }, true],
  [{ birthWeightBelowGrams: 1500 }, { birthWeightGrams: 1499 }, true],
  [{ birthWeightBelowGrams: 1500 }, { birthWeightGrams: 1500 }, false],
  [{ birthWeightBelowGrams: 1500 }, { birthWeightGrams: 0 }, false],
  [{ stayAtMostDays: 1 }, { stayDays: 2 }, false],
  [{ stayAtMostDays: 1 }, { stayDays: 0 }, true],
  [{ icuAtLeastHours: 96 }, { icuHours: 96 }, true],
  [{ icuAtLeastHours: 96 }, { icuHours: null }, false],
  [{ dischargeWayIn: ['5'] }, { dischargeWay: '5' }, true],
  [{ dischargeWayIn: ['5'] }, { dischargeWay: '1' }, false],
  // an ADRG counts the regions of the MDC that tries it
  [{ bodyRegionsAtLeast: 2 }, { diagnoses: ['D1', 'D3'] }, true],
  [{ bodyRegionsAtLeast: 2 }, { diagnoses: ['D1', 'D1'] }, false],
  [{ sexIs: 'male' }, { sex: 'female' }, false],
  [{ sexIs: 'male' }, { sex: null }, false],
  [{ not: { sexIs: 'male' } }, {}, true],
  [{ allOf: [{ principalDiagnosisIn: 'dx' }, { stayAtLeastDays: 6 }] }, {}, false],
  [{ anyOf: [{ principalDiagnosisIn: 'dx' }, { stayAtLeastDays: 6 }] }, {}, true],
  [{ anyOf: [] }, {}, false],
]

test.each(ROWS)('%j on %j: %s', (condition, different, holds) => {
  const { adrg } = groupCase(compileScheme(schemeWith(condition)), { ...CASE, ...different })
  expect(adrg).toBe(holds ? 'TA1' : 'TZ1')
})

test('an MDC that asks for two body regions is entered by one diagnosis in each, not by two in one', () => {
  const tables = schemeWith({ allOf: [] })
  const scheme = compileScheme({ ...tables, mdcs: { T: { ...tables.mdcs.T!, regionsAtLeast: 2 } } })
  expect(groupCase(scheme, { ...CASE, diagnoses: ['D1', 'D2'] }).adrg).toBe('TA1')
  expect(groupCase(scheme, { ...CASE, diagnoses: ['D1', 'D4'] }).refusal?.code).toBe('PRINCIPAL_DIAGNOSIS_IN_NO_MDC')
})

test('a pair of referenced ADRGs is met by procedures in any order, unless the policy reads them as written', () => {
  const lists = { one: ['P1'], two: ['P3'] }
  const adrgs = {
    ...schemeWith({ allOf: [] }).adrgs,
    TA1: { when: { referencedAdrgs: ['TB1', 'TC1'] } as Condition, drgs: ['TA15'], lists: {} },
    TB1: { when: { principalProcedureIn: 'one' } as Condition, drgs: ['TZ19'], lists },
    TC1: { when: { principalProcedureIn: 'two' } as Condition, drgs: ['TZ19'], lists },
  }
  const tables = schemeWith({ allOf: [] }, { adrgs })
  const both = { ...CASE, procedures: ['P3', 'P1'] }
  expect(groupCase(compileScheme(tables), both).adrg).toBe('TA1')
  const asWritten = { ...tables, policy: { ...tables.policy, referencedPosition: 'as-written' as const } }
  expect(groupCase(compileScheme(asWritten), both).adrg).toBe('TZ1')
})
