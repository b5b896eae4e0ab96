import type { HospitalCase } from './hospital-case.ts'
import type { Hospitalisation } from './link-stays.ts'
import type { Measure } from './measure-document.ts'

/** The institution a hospitalisation is counted for, or null when the case does not say. */
export type Attribute = (one: Hospitalisation) => string | null

/** @param cases of all persons and the period, for the plurality */
export function attributionOf({ attribution, pluralityBy }: Measure, cases: readonly HospitalCase[]): Attribute {
  if (attribution === 'admitting') return ({ first }) => first.institution
  if (attribution === 'discharging') return ({ last }) => last.institution
  if (attribution === 'contracted') return ({ last }) => last.row.columns.get('contracted') || null
  const most = pluralities(cases, pluralityBy)
  return ({ last }) => most.get(last.person)!
}

/** Who treated a person most; among equals who discharged last, then the smaller id. */
function pluralities(cases: readonly HospitalCase[], by: Measure['pluralityBy']): Map<string, string> {
  const tallies = new Map<string, Map<string, { amount: number; last: number }>>()
  for (const { person, institution, admission, discharge } of cases) {
    const own = tallies.get(person) ?? new Map<string, { amount: number; last: number }>()
    const before = own.get(institution) ?? { amount: 0, last: discharge }
    const amount = before.amount + (by === 'cases' ? 1 : discharge - admission + 1)
    own.set(institution, { amount, last: Math.max(before.last, discharge) })
    tallies.set(person, own)
  }
  const first = (own: Map<string, { amount: number; last: number }>): string =>
    [...own].sort(([idA, a], [idB, b]) => b.amount - a.amount || b.last - a.last || (idA < idB ? -1 : 1))[0]![0]
  return new Map([...tallies].map(([person, own]) => [person, first(own)]))
}
