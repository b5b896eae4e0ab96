import type { SeededRandom } from '@medsettle/seeded'
import { exp } from '@medsettle/statistics/elementary'
import { drawNormal } from '@medsettle/statistics/normal'
import type { InsuranceType, Parameters, Year } from './parameters.ts'
import type { Illness, Place } from './region.ts'

/** One stay as it was lived, before anybody coded or split it. */
export interface LivedStay {
  readonly illness: Illness
  readonly place: Place
  /** fen */
  readonly cost: number
  readonly stayDays: number
  readonly died: boolean
}

interface Setting {
  readonly parameters: Parameters
  readonly place: Place
  readonly insurance: InsuranceType
  readonly year: Year
}

/**
 * cost = cost of weight 1 × year × level × hospital × insurance × weight × e^(spread·z − spread²/2): log-normal around its mean.
 * The stay is log-normal around its median; its chance and the cost's go together by `stayFollowsCost`.
 */
export function drawStay(random: SeededRandom, illness: Illness, setting: Setting): LivedStay {
  const { parameters, place, insurance, year } = setting
  const { group } = illness
  const z = drawNormal(random)
  const follows = parameters.stayFollowsCost
  const zStay = follows * z + Math.sqrt(1 - follows * follows) * drawNormal(random)
  const mean =
    parameters.weightOneCost * year.cost * place.level.cost * place.hospital.cost * insurance.cost * group.weight
  const cost = mean * exp(group.spread * z - (group.spread * group.spread) / 2)
  const days = group.stay * place.hospital.stay * exp(group.staySpread * zStay)
  return {
    illness,
    place,
    cost: toWholeFen(cost),
    stayDays: Math.max(1, Math.min(parameters.longestStay, Math.round(days))),
    died: random.happens(Math.min(1, group.deathRate * place.hospital.deaths)),
  }
}

/** The one place where a drawn number becomes money: half up to whole fen, at least one. */
const toWholeFen = (yuan: number): number => Math.max(1, Math.round(yuan * 100))
