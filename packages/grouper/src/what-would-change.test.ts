// Would catch: advice that names a code which is not on the record, or that calls a better price a gap in the documents.
import { describe, expect, test } from 'vitest'
import { CASE, schemeWith } from '../fixtures/small-scheme.ts'
import { compileScheme } from './compile-scheme.ts'
import type { GroupingCase } from './grouping-case.ts'
import { whatWouldChange } from './what-would-change.ts'

const scheme = compileScheme(schemeWith({ principalDiagnosisIn: 'dx' }))
const brief = (different: Partial<GroupingCase>) =>
  whatWouldChange(scheme, { ...CASE, ...different }).map(
    ({ label, kind, code, to }) => `${label} ${kind} ${code ?? '-'} → ${to.join(',')}`,
  )

test('nothing on the record asks for a complication: the other groups are revenue advice', () => {
  expect(brief({})).toEqual(['revenue-advice severity - → TA11', 'revenue-advice severity - → TA13'])
})

test('intensive care or death without any complication is a gap', () => {
  expect(brief({ icuHours: 40 })[0]).toBe('documentation-gap severity - → TA11')
  expect(brief({ dischargeWay: '5' })[0]).toBe('documentation-gap severity - → TA11')
})

test('a secondary code the scheme does not know is a gap', () => {
  expect(brief({ diagnoses: ['D1', 'typo'] })[0]).toBe('documentation-gap unknown-secondary-diagnosis typo → TA11,TA13')
})

test('a group that rests on one diagnosis says on which', () => {
  expect(brief({ diagnoses: ['D1', 'C2', 'D4'] })).toContain('documentation-gap rests-on-one-diagnosis C2 → TA15')
})

test('what is excluded is named with its table', () => {
  const [first] = whatWouldChange(scheme, { ...CASE, diagnoses: ['D1', 'M1'] })
  expect(first!.because).toContain('M1 is excluded by table 1')
})

describe('another principal diagnosis of the record', () => {
  test('is revenue advice when both are possible', () => {
    expect(brief({ diagnoses: ['D1', 'D2'] })).toContain('revenue-advice other-principal-diagnosis D2 → TZ19')
  })
  test('is a gap when the present one leads nowhere', () => {
    expect(brief({ diagnoses: ['C1', 'D1'] })).toContain('documentation-gap other-principal-diagnosis D1 → TA15')
  })
  test('is no gap when the present one is only misspelt: that is the gap', () => {
    expect(brief({ diagnoses: ['d2', 'D1'] })).toEqual([
      'documentation-gap unknown-principal-diagnosis d2 → TZ19',
      'revenue-advice other-principal-diagnosis D1 → TA15',
    ])
    expect(brief({ diagnoses: ['what'] })).toEqual(['documentation-gap unknown-principal-diagnosis what → '])
  })
})

test('every code named stands on the record', () => {
  const record = { ...CASE, diagnoses: ['D1', 'C2', 'M1', 'typo', 'D3'], icuHours: 5 }
  for (const { code } of whatWouldChange(scheme, record)) if (code !== null) expect(record.diagnoses).toContain(code)
})
