import { createRandom, type SeededRandom } from '@medsettle/seeded'
import type { CatalogueItem } from '../../../domain/bill/bill.ts'
import type { BillJson } from '../../../domain/bill/bill-input.ts'

/** An insured person as the insurer's sandbox registers them. Amounts fen. */
export interface DemoPerson {
  readonly psnNo: string
  readonly name: string
  readonly certno: string
  readonly insutype: '310' | '390'
  readonly psnType: string
  readonly age: number
  readonly accountBalance: number
  readonly accumulatedDeductible: number
  readonly accumulatedPooled: number
  readonly insuplcAdmdvs: string
}

/** One patient at the counter: the bill, how they pay, and whether they come back for their money. */
export interface DemoVisit {
  readonly bill: BillJson
  readonly wallet: 'wechat-pay' | 'alipay'
  /** gives the first wallet up and pays with the other one */
  readonly switches: boolean
  /** never pays; the link expires */
  readonly abandons: boolean
  readonly refund: 'none' | 'whole' | 'part'
}

export interface DemoDay {
  readonly date: string
  readonly persons: readonly DemoPerson[]
  readonly visits: readonly DemoVisit[]
}

const AREA = '330100'
const DEPARTMENTS = [
  ['0300', '内科门诊'],
  ['0400', '外科门诊'],
  ['0700', '儿科门诊'],
  ['1300', '皮肤科门诊'],
  ['5000', '中医科门诊'],
  ['9900', '互联网门诊'],
] as const

/** A hospital day that never was: invented patients, sample catalogue, the same for the same seed. */
export function generateDay(day: {
  readonly seed: number
  readonly bills: number
  readonly date: string
  readonly catalogue: readonly CatalogueItem[]
}): DemoDay {
  const random = createRandom(day.seed)
  const catalogue = day.catalogue.filter(
    (item) => item.validFrom <= day.date && (item.validTo === null || day.date <= item.validTo),
  )
  const persons = Array.from({ length: Math.max(1, day.bills) }, (_, index) =>
    makePerson(random.fork(`person${index}`), index),
  )
  const visits = Array.from({ length: day.bills }, (_, index) => {
    const own = random.fork(`visit${index}`)
    const person = own.happens(0.9) ? patientOf(own, persons, index) : null
    return makeVisit(own, { index, person, date: day.date, catalogue })
  })
  return { date: day.date, persons, visits }
}

/** Most come once a day; one in thirty has a second bill. */
const patientOf = (random: SeededRandom, persons: readonly DemoPerson[], index: number): DemoPerson =>
  random.happens(0.03) ? random.pick(persons) : persons[index]!

function makePerson(random: SeededRandom, index: number): DemoPerson {
  const kind = random.pick(['11', '11', '11', '12', '12', '14'])
  const employee = kind !== '14'
  const deductible = employee ? (kind === '11' ? 30000 : 20000) : 20000
  const number = String(index).padStart(5, '0')
  return {
    psnNo: `${AREA}0000000000${number}`,
    name: `患者${number}`,
    certno: `TEST${AREA}${number}`,
    insutype: employee ? '310' : '390',
    psnType: kind,
    age: kind === '12' ? random.between(55, 88) : kind === '14' ? random.between(1, 80) : random.between(20, 59),
    accountBalance: employee ? random.between(0, 400_000) : 0,
    accumulatedDeductible: random.happens(0.5) ? deductible : random.between(0, deductible),
    accumulatedPooled: random.happens(0.03) ? random.between(480_000, 500_000) : random.between(0, 120_000),
    insuplcAdmdvs: AREA,
  }
}

interface Circumstances {
  readonly index: number
  readonly person: DemoPerson | null
  readonly date: string
  readonly catalogue: readonly CatalogueItem[]
}

function makeVisit(random: SeededRandom, at: Circumstances): DemoVisit {
  return {
    bill: makeBillJson(random, at),
    wallet: random.happens(0.6) ? 'wechat-pay' : 'alipay',
    switches: random.happens(0.01),
    abandons: random.happens(0.01),
    refund: random.happens(0.03) ? 'whole' : random.happens(0.02) ? 'part' : 'none',
  }
}

function makeBillJson(random: SeededRandom, { index, person, date, catalogue }: Circumstances): BillJson {
  const number = String(index + 1).padStart(6, '0')
  const [departmentCode, departmentName] = random.pick(DEPARTMENTS)
  const lines = Array.from({ length: random.between(1, 6) }, (_, line) => {
    const item = random.pick(catalogue)
    return {
      lineNo: `${number}-${line + 1}`,
      listCode: item.listCode,
      hospitalCode: `H${item.listCode.slice(-8)}`,
      name: item.name,
      quantity: quantityOf(random, item),
      unitPrice: priceOf(random, item),
      ...(item.chargeCategory === '09' ? { prescriptionNo: `RX${number}` } : {}),
      occurredAt: `${date} ${String(random.between(8, 17)).padStart(2, '0')}:${String(random.between(0, 59)).padStart(2, '0')}:00`,
      departmentCode,
      departmentName,
      doctorCode: `D${random.between(100, 160)}`,
      doctorName: `医师${random.between(100, 160)}`,
    }
  })
  return {
    hisBillNo: `B${date.replaceAll('-', '').slice(2)}${number}`,
    visit: { visitNo: `V${date.replaceAll('-', '')}${number}`, medicalType: '11' },
    patient: {
      patientId: `P${person ? person.psnNo.slice(-5) : number}`,
      name: person?.name ?? `患者${number}`,
      idNumber: person?.certno ?? `自费${number}`,
    },
    cover: person ? coverOf(person) : null,
    lines,
    businessDate: date,
  }
}

const coverOf = (person: DemoPerson): NonNullable<BillJson['cover']> => ({
  personNo: person.psnNo,
  insuranceType: person.insutype,
  personType: person.psnType,
  insuredArea: person.insuplcAdmdvs,
  certificateType: '02',
  certificateNo: person.certno,
  usePersonalAccount: person.accountBalance > 0,
  age: person.age,
})

/** Medicines are counted in boxes or grams, some with decimals; examinations once. */
const quantityOf = (random: SeededRandom, item: CatalogueItem): string => {
  if (item.chargeCategory === '10') return `${random.between(6, 30)}.${random.between(1, 9)}`
  return item.chargeCategory === '09' || item.chargeCategory === '11' ? String(random.between(1, 28)) : '1'
}

/** Near the ceiling, sometimes above it. */
function priceOf(random: SeededRandom, item: CatalogueItem): string {
  const typical = Number(item.priceCeiling ?? random.pick(['0.38', '6.5', '18', '32', '75'])) * 100
  const cents = Math.max(1, Math.round((typical * random.between(70, 105)) / 100))
  return item.chargeCategory === '10' ? `0.${String(random.between(200, 980))}` : (cents / 100).toFixed(2)
}
