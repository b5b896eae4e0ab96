// Would catch: a fault of a scheme that passes the check, found only when a hospital's cases come back as 0000.
import { expect, test } from 'vitest'
import { schemeWith } from '../fixtures/small-scheme.ts'
import { checkScheme } from './check-scheme.ts'
import type { Condition } from './condition.ts'
import type { AdrgTable, SchemeTables } from './scheme-tables.ts'

const SOUND = schemeWith({ allOf: [{ principalDiagnosisIn: 'dx' }, { simultaneousProceduresIn: ['px', 'px2'] }] })
const TA1 = SOUND.adrgs.TA1!
const withAdrg = (change: Partial<AdrgTable>): Partial<SchemeTables> => ({
  adrgs: { ...SOUND.adrgs, TA1: { ...TA1, ...change } },
})
const when = (condition: Condition): Partial<SchemeTables> => withAdrg({ when: condition })
const T = SOUND.mdcs.T!
const DRGS = SOUND.drgs

test('a sound scheme has no errors and no warnings', () => {
  const findings = checkScheme({ ...SOUND, cc: { C1: '1' }, mcc: { M1: '1' } })
  expect(findings.filter((finding) => finding.severity !== 'note')).toEqual([])
})

const ROWS: [string, string, Partial<SchemeTables>][] = [
  ['MDC_MISSING', 'error', { mdcOrder: ['T', 'U'] }],
  ['MDC_NOT_TRIED', 'error', { mdcs: { T, U: { ...T, adrgs: [] } } }],
  ['ADRG_MISSING', 'error', { mdcs: { T: { ...T, adrgs: ['TA1', 'TB1', 'TZ1'] } } }],
  ['ADRG_IN_NO_MDC', 'warning', { mdcs: { T: { ...T, adrgs: ['TZ1'] } } }],
  ['ADRG_IN_TWO_MDCS', 'error', { mdcOrder: ['T', 'U'], mdcs: { T, U: T } }],
  ['ADRG_WITHOUT_DRG', 'error', withAdrg({ drgs: [] })],
  ['DRG_MISSING', 'error', withAdrg({ drgs: ['TA11', 'TA13', 'TA15', 'TA17'] })],
  ['DRG_WITHOUT_ADRG', 'error', withAdrg({ drgs: ['TA11', 'TA15'] })],
  ['DRG_IN_TWO_ADRGS', 'error', { adrgs: { ...SOUND.adrgs, TZ1: { ...SOUND.adrgs.TZ1!, drgs: ['TA15'] } } }],
  ['LIST_MISSING', 'error', when({ principalDiagnosisIn: 'nowhere' })],
  ['LIST_EMPTY', 'warning', withAdrg({ lists: { ...TA1.lists, dx: [] } })],
  ['LIST_UNUSED', 'warning', withAdrg({ lists: { ...TA1.lists, spare: ['D1'] } })],
  ['CODE_UNKNOWN', 'error', { knownDiagnoses: ['D1'] }],
  ['REFERENCE_MISSING', 'error', when({ referencedAdrgs: ['TX1'] })],
  ['REFERENCE_CYCLE', 'error', when({ referencedAdrgs: ['TA1'] })],
  ['TRIED_TWICE', 'error', { mdcOrder: ['T', 'T'] }],
  ['TRIED_TWICE', 'error', withAdrg({ drgs: ['TA11', 'TA13', 'TA13', 'TA15'] })],
  ['ADRG_MISSING', 'error', { mdcs: { T: { ...T, variants: { local: { adrgs: ['TB1'] } } } } }],
  ['LIST_MISSING', 'error', { mdcs: { T: { ...T, variants: { local: { enter: { anyDiagnosisIn: 'nowhere' } } } } } }],
  ['LIST_MISSING', 'error', { drgs: { ...DRGS, TA11: { ...DRGS.TA11!, when: { anyDiagnosisIn: 'nowhere' } } } }],
  ['CODE_MISSPELT', 'warning', withAdrg({ lists: { ...TA1.lists, dx: ['D1', 'd1'] } })],
  ['CODE_MISSPELT', 'warning', withAdrg({ lists: { ...TA1.lists, px: ['P1 '] } })],
  ['CODE_MISSPELT', 'warning', { cc: { 'C1|C2': '1' } }],
  ['NOT_COMPILABLE', 'error', { drgs: { ...DRGS, TA11: { ...DRGS.TA11!, when: { referencedAdrgs: ['TX1'] } } } }],
  ['CONDITION_NEVER_TRUE', 'error', when({ bodyRegionsAtLeast: 4 })],
  ['VARIANT_MISSING', 'error', { policy: { ...SOUND.policy, mdcVariants: { T: 'nowhere' } } }],
  ['CONDITION_NEVER_TRUE', 'error', when({ allOf: [{ ageDaysAtMost: 28 }, { ageDaysAtLeast: 29 }] })],
  ['CONDITION_NEVER_TRUE', 'error', when({ allOf: [{ sexIs: 'male' }, { sexIs: 'female' }] })],
  ['CONDITION_NEVER_TRUE', 'error', when({ anyOf: [] })],
  ['CONDITION_NEVER_TRUE', 'error', { ...when({ ageYearsAtLeast: 1 }), mdcs: { T: { ...T, ageYearsEqual: 0 } } }],
  ['ADRG_UNREACHABLE', 'error', { mdcs: { T: { ...T, adrgs: ['TZ1', 'TA1'] } } }],
  ['ADRG_UNREACHABLE', 'error', withAdrg({ lists: { ...TA1.lists, dx: ['D9'] } })],
  ['DRG_UNREACHABLE', 'error', withAdrg({ drgs: ['TA15', 'TA11', 'TA13'] })],
  [
    'SEVERITY_GAP',
    'error',
    { ...withAdrg({ drgs: ['TA11', 'TA13'] }), drgs: { TA11: DRGS.TA11!, TA13: DRGS.TA13!, TZ19: DRGS.TZ19! } },
  ],
  ['CC_AND_MCC', 'error', { cc: { M1: '1' } }],
  ['CC_WITHOUT_EXCLUSION_TABLE', 'warning', { cc: { C1: '77' } }],
  ['CC_WITHOUT_EXCLUSION_TABLE', 'note', { cc: { C1: '999' }, mcc: { M1: '1' } }],
  ['EXCLUSION_TABLE_UNUSED', 'note', { exclusionByPrincipal: { D1: '88' } }],
  ['DIAGNOSIS_IN_TWO_MDCS', 'note', { mdcOrder: ['T', 'U'], mdcs: { T, U: { ...T, adrgs: [] } } }],
  [
    'SEX_CONTRADICTION',
    'error',
    { sexOnly: { male: { diagnoses: ['D1'], procedures: [] }, female: { diagnoses: ['D1'], procedures: [] } } },
  ],
  [
    'SEX_CONTRADICTION',
    'error',
    {
      mdcs: { T: { ...T, sex: 'male' } },
      sexOnly: { male: { diagnoses: [], procedures: [] }, female: { diagnoses: ['D1'], procedures: [] } },
    },
  ],
]

test.each(ROWS)('%s is found as %s', (code, severity, change) => {
  const found = checkScheme({ ...SOUND, ...change }).find((finding) => finding.code === code)
  expect(found?.severity).toBe(severity)
  expect(found?.place).not.toBe('')
  expect(found?.message).toMatch(/\w/)
})
