import type { Sex } from '@medsettle/risk-adjustment'
import { isChinaDate } from '../../identity/china-date.ts'
import { addDays } from '../../identity/clock.ts'
import {
  type CapitationRefusal,
  type CapitationRefusalCode,
  type CapitationRow,
  capitationRefusal,
} from './capitation-refusal.ts'
import type { CapitationRules } from './capitation-rules.ts'

/** An unbroken stretch of membership inside the period; both days included. */
export interface Spell {
  readonly institutionId: string
  readonly cohort: string
  readonly from: string
  readonly to: string
}

export interface Member {
  readonly personId: string
  readonly sex: Sex
  readonly birth: string
  /** the last day that counts because the person has died; null: the person lives */
  readonly lastDay: string | null
  /** by day; adjacent ones of one institution and cohort are one */
  readonly spells: readonly Spell[]
}

export interface Membership {
  readonly members: ReadonlyMap<string, Member>
  readonly refused: readonly CapitationRefusal[]
}

interface MemberRow extends Spell {
  readonly row: CapitationRow
  readonly personId: string
  readonly sex: Sex
  readonly birth: string
  readonly death: string | null
}

const SEXES: ReadonlyMap<string, Sex> = new Map([
  ['male', 'male'],
  ['m', 'male'],
  ['1', 'male'],
  ['男', 'male'],
  ['female', 'female'],
  ['f', 'female'],
  ['2', 'female'],
  ['女', 'female'],
])

/**
 * Rows of membership to members. Columns: person, institution, cohort, sex, birth, from, to (empty: open), death. Rows of one person
 * that contradict each other, or that overlap, are all refused: whichever came first would otherwise decide who is paid.
 */
export function readMembership(rules: CapitationRules, rows: readonly CapitationRow[]): Membership {
  const refused: CapitationRefusal[] = []
  const persons = new Map<string, MemberRow[]>()
  for (const row of rows) {
    const read = readRow(rules, row)
    if ('code' in read) refused.push(read)
    else if (persons.has(read.personId)) persons.get(read.personId)!.push(read)
    else persons.set(read.personId, [read])
  }
  const members = new Map<string, Member>()
  for (const [personId, own] of persons) {
    const { kept, refusals } = withoutConflicts(own)
    refused.push(...refusals)
    const [first] = kept
    if (first === undefined) continue
    const { sex, birth, death } = first
    const lastDay = lastDayOf(rules, death)
    members.set(personId, { personId, sex, birth, lastDay, spells: joinSpells(kept) })
  }
  return { members, refused }
}

function readRow(rules: CapitationRules, row: CapitationRow): MemberRow | CapitationRefusal {
  const no = (code: CapitationRefusalCode, place: string, what = ''): CapitationRefusal =>
    capitationRefusal(['members', row], code, place, what)
  const column = (name: string): string => row.columns.get(name) ?? ''
  for (const name of ['person', 'institution', 'cohort', 'sex', 'birth', 'from'])
    if (column(name) === '') return no('MEMBER_FIELD_MISSING', name)
  for (const name of ['birth', 'from', 'to', 'death'])
    if (column(name) !== '' && !isChinaDate(column(name)))
      return no('MEMBER_DATE_INVALID', name, column(name).slice(0, 40))
  const sex = SEXES.get(column('sex').toLowerCase())
  if (sex === undefined) return no('MEMBER_SEX_UNKNOWN', 'sex', column('sex').slice(0, 40))
  if (!rules.rates.has(column('cohort'))) return no('MEMBER_COHORT_UNKNOWN', 'cohort', column('cohort').slice(0, 40))
  const { period } = rules
  const [from, birth, death] = [column('from'), column('birth'), column('death') || null]
  const to = column('to') || period.to
  if (column('to') !== '' && to < from) return no('MEMBER_SPELL_REVERSED', 'to', `${from} to ${to}`)
  if (from < birth) return no('MEMBER_BEFORE_BIRTH', 'from', `${from}, born ${birth}`)
  if (death !== null && from > death) return no('MEMBER_AFTER_DEATH', 'from', `${from}, died ${death}`)
  const lastDays = [to, period.to, lastDayOf(rules, death) ?? period.to].sort()
  const inside = { from: [from, period.from].sort().at(-1)!, to: lastDays[0]! }
  if (inside.to < inside.from) return no('MEMBER_OUTSIDE_PERIOD', 'from', `${from} to ${column('to') || '…'}`)
  const [personId, institutionId, cohort] = [column('person'), column('institution'), column('cohort')]
  return { row, personId, institutionId, cohort, sex, birth, death, ...inside }
}

const lastDayOf = ({ deathDay }: CapitationRules, death: string | null): string | null =>
  death === null || deathDay === 'counts' ? death : addDays(death, -1)

function withoutConflicts(rows: readonly MemberRow[]): { kept: MemberRow[]; refusals: CapitationRefusal[] } {
  for (const name of ['sex', 'birth', 'death'] as const) {
    const values = [...new Set(rows.map((one) => one[name] ?? 'none'))].sort()
    if (values.length > 1)
      return {
        kept: [],
        refusals: rows.map(({ row }) =>
          capitationRefusal(['members', row], 'MEMBER_CONTRADICTS', name, values.join(', ')),
        ),
      }
  }
  const sorted = rows.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
  const overlapping = new Set<MemberRow>()
  let reach: MemberRow | undefined
  for (const one of sorted) {
    if (reach !== undefined && one.from <= reach.to) overlapping.add(one).add(reach)
    if (reach === undefined || one.to > reach.to) reach = one
  }
  const refusals = [...overlapping].map(({ row, from, to }) =>
    capitationRefusal(['members', row], 'MEMBER_SPELLS_OVERLAP', 'from', `${from} to ${to}`),
  )
  return { kept: sorted.filter((one) => !overlapping.has(one)), refusals }
}

/** Two adjacent stretches of one institution and cohort are one. */
function joinSpells(rows: readonly MemberRow[]): Spell[] {
  const spells: Spell[] = []
  for (const { institutionId, cohort, from, to } of rows) {
    const last = spells.at(-1)
    const isNext = last?.institutionId === institutionId && last.cohort === cohort && addDays(last.to, 1) === from
    if (isNext) spells[spells.length - 1] = { ...last, to }
    else spells.push({ institutionId, cohort, from, to })
  }
  return spells
}
