import { createRandom } from '@medsettle/seeded'
import { drawStay, type LivedStay } from './draw-stay.ts'
import type { Parameters } from './parameters.ts'
import { createRegion, type Region } from './region.ts'
import { type Occasion, reportStay } from './report-stay.ts'
import type { SimulatedCase } from './simulated-case.ts'

export interface Simulation {
  /** any integer */
  readonly seed: number
  /** rows to make */
  readonly cases: number
  readonly parameters: Parameters
}

/**
 * Cases of one region, one after the other, in bounded memory. Every person has a stream of chance of its own, and within it
 * illness, coding and return have theirs: a hospital that codes otherwise still has the same patients with the same costs.
 */
export function* simulateCases({ seed, cases, parameters }: Simulation): Generator<SimulatedCase> {
  const region = createRegion(parameters)
  const root = createRandom(seed)
  let made = 0
  for (let person = 1; made < cases; person++) {
    for (const one of staysOf(region, root.fork(`person ${person}`).below(0x1_0000_0000), person)) {
      if (made === cases) return
      made++
      yield one
    }
  }
}

function* staysOf(region: Region, seed: number, no: number): Generator<SimulatedCase> {
  const { parameters } = region
  const random = createRandom(seed)
  const [who, illness, coding] = [random.fork('who'), random.fork('illness'), random.fork('coding')]
  const place = region.places.draw(who)
  const insurance = region.insuranceTypes.draw(who)
  const year = region.years.draw(who)
  const discharge = dayOf(year.year) + who.below(dayOf(year.year + 1) - dayOf(year.year))
  const setting = { parameters, place, insurance, year }
  const first = drawStay(illness, place.illnesses.draw(illness), setting)
  const occasion: Occasion = {
    parameters,
    insurance,
    year,
    person: `P${no}`,
    id: `C${no}`,
    discharge,
    reason: 'first',
  }
  yield* reportStay(coding, first, occasion)
  const back = random.fork('return')
  if (first.died || !back.happens(Math.min(1, first.illness.group.returnRate * place.hospital.returns))) return
  const other = back.happens(parameters.sameHospitalShare) ? place : region.places.draw(back)
  const again = drawStay(back, first.illness, { ...setting, place: other })
  yield* reportStay(coding, again, returnOf(occasion, again, Math.min(back.next(), back.next())))
}

/** Most returns come soon: the earlier of two even draws over the days in question. */
function returnOf(first: Occasion, again: LivedStay, earlier: number): Occasion {
  const gap = 1 + Math.floor(earlier * first.parameters.returnWithinDays)
  return { ...first, id: `${first.id}r`, discharge: first.discharge + gap + again.stayDays, reason: 'return' }
}

/** Days from 1970-01-01 to the first of January. */
const dayOf = (year: number): number => Date.UTC(year, 0, 1) / 86_400_000
