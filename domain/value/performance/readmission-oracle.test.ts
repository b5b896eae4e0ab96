// Would catch: a readmission that linking, sorting or an early end of the search loses or invents. The oracle below was written from
// docs/value/performance.md: it looks at every pair of stays and sorts nothing.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measureOf, READMISSION } from './fixtures/measures.ts'
import type { HospitalCase } from './hospital-case.ts'
import { judgeMeasure } from './judge-measure.ts'

interface Stay {
  readonly person: string
  readonly institution: string
  readonly day: number
  readonly length: number
  readonly planned: boolean
}

const stay = fc.record({
  person: fc.constantFrom('p', 'q'),
  institution: fc.constantFrom('H', 'X'),
  day: fc.integer({ min: 0, max: 200 }),
  length: fc.integer({ min: 0, max: 9 }),
  planned: fc.boolean(),
})

/** Stays of one person that do not meet: what a hospital's record should be, without transfers. */
function apart(stays: readonly Stay[]): HospitalCase[] {
  const kept: HospitalCase[] = []
  for (const [index, { person, institution, day, length, planned }] of stays.entries()) {
    const [admission, discharge] = [day, day + length]
    const isFree = kept.every((one) => one.person !== person || one.discharge < admission || one.admission > discharge)
    const columns = new Map([['kind', planned ? 'planned' : '']])
    if (isFree) kept.push({ id: `c${index}`, person, institution, admission, discharge, row: { line: index, columns } })
  }
  return kept
}

/** Back within 30 days without a plan, and no planned admission before that. */
function isBack(one: HospitalCase, cases: readonly HospitalCase[]): boolean {
  const isPlanned = ({ row }: HospitalCase): boolean => row.columns.get('kind') === 'planned'
  const later = cases.filter(
    (other) => other.person === one.person && other.admission > one.discharge && other.admission <= one.discharge + 30,
  )
  return later.some(
    (other) => !isPlanned(other) && !later.some((plan) => isPlanned(plan) && plan.admission < other.admission),
  )
}

test('every stay, against every other one', () => {
  const measure = measureOf(READMISSION)
  let readmitted = 0
  fc.assert(
    fc.property(fc.array(stay, { minLength: 20, maxLength: 40 }), (stays) => {
      const cases = apart(stays)
      const observed = { cases, surveys: new Map(), from: 20, to: 180, dataTo: 210 }
      const judged = new Map(judgeMeasure(measure, observed).map((one) => [one.caseId, one]))
      for (const one of cases) {
        const said = judged.get(one.id)
        expect(said !== undefined).toBe(one.discharge >= 20 && one.discharge <= 180)
        if (said === undefined) continue
        expect(said.institution).toBe(one.institution)
        expect(said.outcome).toBe('counted')
        expect(said.value.n).toBe(isBack(one, cases) ? 1n : 0n)
        readmitted += Number(said.value.n)
      }
    }),
    { numRuns: 200, seed: 12 },
  )
  expect(readmitted).toBeGreaterThan(200)
})
