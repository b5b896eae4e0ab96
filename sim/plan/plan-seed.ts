import { createRandom, type SeededRandom } from '@medsettle/seeded'
import type { CatalogueItem } from '../../domain/bill/bill.ts'
import { addDays } from '../../domain/identity/clock.ts'
import type { CrashPlan } from '../crash/doom.ts'
import { CREATE, onMobile, planFaults, planLie, REFUSALS, type SimFault } from './faults.ts'
import { planBill, planPerson, type SimPerson } from './plan-bill.ts'
import { planVisit, type VisitPlan } from './plan-visit.ts'
import { SCENES, type Scene, type SceneFault } from './scenes.ts'

/** Everything that will happen in a seed, before anything happens. The same seed and days give the same plan. */
export interface SeedPlan {
  readonly seed: number
  readonly days: number
  /** China dates: the first with patients, and the day after the last, on which stragglers and late refunds arrive */
  readonly from: string
  readonly to: string
  readonly clinics: 1 | 2
  /** per clinic: its insured patients pay by the insurer's mobile payment (6201 …), not at the counter (2207) */
  readonly mobile: readonly boolean[]
  readonly scene: Scene
  readonly persons: readonly SimPerson[]
  readonly visits: readonly VisitPlan[]
  readonly faults: readonly SimFault[]
  readonly crash: CrashPlan
  /** time between two sweeps of the janitor, ms */
  readonly janitorEveryMs: number
  /** the hospital's system takes the events; else they wait in the outbox */
  readonly hospitalListens: boolean
  /** chance that another process has its turn between a decision and its commit */
  readonly meanwhileShare: number
}

/** Seeds that share a sandbox and its merchant accounts live on different days, so that no book of one holds another's. */
export const SEEDS_PER_SANDBOX = 25

export function planSeed(seed: number, days: number, catalogue: readonly CatalogueItem[]): SeedPlan {
  const random = createRandom(seed).fork('plan')
  const from = firstDay(seed, days)
  const scene = SCENES[seed % SCENES.length]!
  const clinics = random.happens(0.15) ? 2 : 1
  const product = createRandom(seed).fork('product')
  const mobile = Array.from({ length: clinics }, () => product.happens(0.3))
  const persons = Array.from({ length: random.between(3, 5) }, (_, index) =>
    planPerson(random.fork(`person${index}`), seed, index),
  )
  const visits = Array.from({ length: days }, (_, day) =>
    planDay(random.fork(`day${day}`), { seed, day, date: addDays(from, day), clinics, persons, catalogue, scene }),
  )
    .flat()
    .map((visit) => (mobile[visit.clinic] ? byVoucher(visit) : visit))
  const faults = [
    ...sceneFaults(scene, visits[0]!),
    ...planFaults(random.fork('faults')),
    ...planLies(random.fork('lies'), visits),
  ]
  return {
    seed,
    days,
    from,
    to: addDays(from, days),
    clinics,
    mobile,
    scene,
    persons,
    visits,
    faults: faults.map((fault) => (product.pick(mobile) ? onMobile(product, fault) : fault)),
    crash: planCrash(random.fork('crash'), seed, scene),
    janitorEveryMs: random.pick([240_000, 480_000, 900_000, 1_500_000]),
    hospitalListens: random.happens(0.3),
    meanwhileShare: random.pick([0, 0.03, 0.15]),
  }
}

/** Mobile payment knows a person by the voucher they have authorised. */
function byVoucher(visit: VisitPlan): VisitPlan {
  const { cover } = visit.bill
  if (cover === null) return visit
  const shown = { certificateType: '01' as const, certificateNo: `AUTH${cover.personNo}` }
  return { ...visit, bill: { ...visit.bill, cover: { ...cover, ...shown } } }
}

const FIRST_DAY = '2026-01-05'

/** Spread over the year; the last seed of a sandbox stands at the turn of the year, when accumulators begin anew. */
function firstDay(seed: number, days: number): string {
  const place = seed % SEEDS_PER_SANDBOX
  const spacing = Math.max(days + 3, 14)
  if (place < SEEDS_PER_SANDBOX - 1) return addDays(FIRST_DAY, place * spacing)
  const lastOfOthers = addDays(FIRST_DAY, place * spacing + days)
  return addDays(`${Number(lastOfOthers.slice(0, 4)) + 1}-01-01`, -days)
}

/** Begins the number of every bill of a seed: `S000123D`. */
export const billPrefix = (seed: number): string => `S${String(seed).padStart(6, '0')}D`

const HOUR = 3600_000
const DAY = 24 * HOUR

interface DayWish {
  readonly seed: number
  readonly day: number
  readonly date: string
  readonly clinics: 1 | 2
  readonly persons: readonly SimPerson[]
  readonly catalogue: readonly CatalogueItem[]
  readonly scene: Scene
}

/** A morning, or an evening that runs into midnight. */
function planDay(random: SeededRandom, wish: DayWish): VisitPlan[] {
  const opensAt = random.happens(0.3) ? 23 * HOUR : random.between(11, 18) * HOUR
  const told = wish.day === 0 ? wish.scene : null
  const first = planOne(random.fork('visit0'), wish, {
    index: 0,
    opensAt,
    scene: told,
    person: random.pick(wish.persons),
  })
  const others = Array.from({ length: random.between(5, 8) }, (_, index) => {
    const own = random.fork(`visit${index + 1}`)
    const person = own.happens(0.6) ? own.pick(wish.persons) : null
    return planOne(own, wish, { index: index + 1, opensAt, scene: null, person })
  })
  return told?.overtaken ? [first, overtaking(first, others[0]!, wish, random), ...others.slice(1)] : [first, ...others]
}

interface Place {
  readonly index: number
  readonly opensAt: number
  readonly scene: Scene | null
  readonly person: SimPerson | null
}

function planOne(random: SeededRandom, wish: DayWish, { index, opensAt, scene, person }: Place): VisitPlan {
  const startsAt = wish.day * DAY + opensAt + random.between(0, 50 * 60_000)
  const hisBillNo = `${billPrefix(wish.seed)}${wish.day}V${String(index).padStart(2, '0')}`
  const payer = scene && !scene.insured ? null : person
  return planVisit(random, {
    clinic: random.below(wish.clinics),
    startsAt,
    bill: planBill(random, { hisBillNo, person: payer, date: wish.date, catalogue: wish.catalogue }),
    nextMorning: (wish.day + 1) * DAY + 10 * HOUR - startsAt,
    scene,
  })
}

/** Another bill of the first visit's person that is quoted and settled while the first one hesitates. */
function overtaking(first: VisitPlan, visit: VisitPlan, wish: DayWish, random: SeededRandom): VisitPlan {
  const person = wish.persons.find((one) => one.psnNo === first.bill.cover?.personNo) ?? null
  const { hisBillNo } = visit.bill
  const bill = planBill(random.fork('overtaking'), { hisBillNo, person, date: wish.date, catalogue: wish.catalogue })
  const haste = {
    hesitatesMs: 5_000,
    payAfterMs: 5_000,
    conduct: 'pays',
    refunds: [],
    unheard: false,
    second: null,
  } as const
  return { ...visit, ...haste, bill, clinic: first.clinic, startsAt: first.startsAt + 20_000 }
}

function sceneFaults(scene: Scene, visit: VisitPlan): SimFault[] {
  return scene.faults.map(({ at, operation, fault }: SceneFault) => {
    if (at === 'insurer') return { channel: 'nhsa', operation: operation!, fault, times: 1 }
    const { channel, product } = visit.wallet
    const named = operation === 'create' ? CREATE[channel][product]! : operation!
    const told = fault.kind === 'decline' ? { kind: 'decline', code: REFUSALS[channel].refund } : fault
    return { channel, operation: named, fault: told, times: 1 }
  })
}

/** Lies are told about bills whose payer means to pay and to keep what was paid for. */
function planLies(random: SeededRandom, visits: readonly VisitPlan[]): SimFault[] {
  const steady = visits.filter((visit) => visit.conduct === 'pays' && visit.refunds.length === 0 && !visit.second)
  return steady
    .filter(() => random.happens(0.12))
    .map((visit) => {
      const insured = visit.bill.cover !== null && random.happens(0.4)
      return planLie(random, { hisBillNo: visit.bill.hisBillNo, channel: insured ? 'nhsa' : visit.wallet.channel })
    })
}

/** Seeds of one scene walk over the points it passes, one after the other. */
function planCrash(random: SeededRandom, seed: number, scene: Scene): CrashPlan {
  const turn = Math.floor(seed / SCENES.length)
  const kind = scene.passes[Math.floor(turn / 2) % scene.passes.length]!
  return { kind, moment: turn % 2 === 0 ? 'before' : 'after', share: random.pick([0, 0.01, 0.02]), most: 4 }
}
