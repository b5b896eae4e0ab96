import { power } from '@medsettle/statistics/elementary'
import { createLottery, type Lottery } from './lottery.ts'
import type { Family, Group, Hospital, InsuranceType, Level, Parameters, Year } from './parameters.ts'

/** An illness as a patient has it: the group an honest coder would reach. */
export interface Illness {
  readonly family: Family
  readonly group: Group
  /** the next heavier and the next lighter group of the family */
  readonly heavier: Group | null
  readonly lighter: Group | null
}

/** A hospital with its level and the illnesses that come to it. */
export interface Place {
  readonly hospital: Hospital
  readonly level: Level
  readonly illnesses: Lottery<Illness>
}

/** The parameters made ready to draw from. */
export interface Region {
  readonly parameters: Parameters
  readonly places: Lottery<Place>
  readonly insuranceTypes: Lottery<InsuranceType>
  readonly years: Lottery<Year>
}

export function createRegion(parameters: Parameters): Region {
  const illnesses = parameters.families.flatMap(illnessesOf)
  const levels = new Map(parameters.levels.map((level) => [level.level, level]))
  const places = parameters.hospitals.map((hospital) => ({
    hospital,
    level: levels.get(hospital.level)!,
    illnesses: createLottery(illnesses, (illness) => shareOf(illness, hospital)),
  }))
  return {
    parameters,
    places: createLottery(places, ({ hospital }) => hospital.share),
    insuranceTypes: createLottery(parameters.insuranceTypes, ({ share }) => share),
    years: createLottery(parameters.years, ({ share }) => share),
  }
}

function illnessesOf(family: Family): Illness[] {
  const byWeight = [...family.groups].sort((a, b) => b.weight - a.weight)
  return byWeight.map((group, index) => ({
    family,
    group,
    heavier: byWeight[index - 1] ?? null,
    lighter: byWeight[index + 1] ?? null,
  }))
}

/** Heavy cases go to big hospitals: share × weight^tilt. */
function shareOf({ family, group }: Illness, { tilt }: Hospital): number {
  const inFamily = family.groups.reduce((sum, one) => sum + one.share, 0)
  return ((family.share * group.share) / inFamily) * power(group.weight, tilt)
}
