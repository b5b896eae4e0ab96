import type { SeededRandom } from '@medsettle/seeded'
import type { CatalogueItem } from '../../domain/bill/bill.ts'
import type { BillJson } from '../../domain/bill/bill-input.ts'

/** An insured person as the insurer's sandbox registers them. Amounts fen. */
export interface SimPerson {
  readonly psnNo: string
  readonly name: string
  readonly certno: string
  readonly insutype: '310' | '390'
  readonly psnType: '11' | '12' | '14'
  readonly age: number
  readonly accountBalance: number
  readonly accumulatedDeductible: number
  readonly accumulatedPooled: number
  readonly insuplcAdmdvs: string
}

const AREA = '330100'

/** Deductible open, half used or used up; ceiling far, or so near that a bill meets it; account empty or full. */
export function planPerson(random: SeededRandom, seed: number, index: number): SimPerson {
  const psnType = random.pick(['11', '11', '12', '14'] as const)
  const number = `${String(seed).padStart(6, '0')}${String(index).padStart(2, '0')}`
  const ceiling = psnType === '14' ? 150_000 : psnType === '12' ? 700_000 : 500_000
  return {
    psnNo: `${AREA}SIM${number}`,
    name: `患者${number}`,
    certno: `TEST${AREA}${number}`,
    insutype: psnType === '14' ? '390' : '310',
    psnType,
    age: psnType === '12' ? random.between(55, 88) : psnType === '14' ? random.between(1, 80) : random.between(20, 59),
    accountBalance: psnType === '14' ? 0 : random.pick([0, random.between(1, 9_000), random.between(20_000, 300_000)]),
    accumulatedDeductible: random.pick([0, random.between(1, 20_000), 20_000]),
    accumulatedPooled: random.happens(0.1) ? ceiling - random.between(0, 9_000) : random.between(0, 100_000),
    insuplcAdmdvs: AREA,
  }
}

export interface BillWish {
  readonly hisBillNo: string
  readonly person: SimPerson | null
  /** China date */
  readonly date: string
  readonly catalogue: readonly CatalogueItem[]
}

export function planBill(random: SeededRandom, wish: BillWish): BillJson {
  const { hisBillNo, person, date } = wish
  const items = wish.catalogue.filter(
    (item) => item.validFrom <= date && (item.validTo === null || date <= item.validTo),
  )
  const lines = Array.from({ length: random.between(1, 4) }, (_, line) =>
    planLine(random, random.pick(items), { hisBillNo, date, line }),
  )
  return {
    hisBillNo,
    visit: { visitNo: `V${hisBillNo}`, medicalType: '11' },
    patient: {
      patientId: `P${person?.psnNo.slice(-8) ?? hisBillNo}`,
      name: person?.name ?? `患者${hisBillNo}`,
      idNumber: person?.certno ?? `SELF${hisBillNo}`,
    },
    cover: person ? coverOf(person) : null,
    lines,
    businessDate: date,
  }
}

function planLine(
  random: SeededRandom,
  item: CatalogueItem,
  at: { readonly hisBillNo: string; readonly date: string; readonly line: number },
): NonNullable<BillJson['lines']>[number] {
  const lineNo = `${at.hisBillNo}-${at.line + 1}`
  return {
    lineNo,
    listCode: item.listCode,
    hospitalCode: `H${item.listCode.slice(-8)}`,
    name: item.name,
    quantity:
      item.chargeCategory === '10' ? `${random.between(6, 30)}.${random.between(1, 9)}` : String(random.between(1, 6)),
    unitPrice: priceOf(random, item),
    // a prescription of its own per line: two bills never share one
    ...(item.chargeCategory === '09' ? { prescriptionNo: `RX${lineNo}` } : {}),
    occurredAt: `${at.date} 08:00:00`,
    departmentCode: '9900',
    departmentName: '互联网门诊',
    doctorCode: 'D100',
    doctorName: '医师100',
  }
}

/** Around the ceiling, on both sides of it. */
function priceOf(random: SeededRandom, item: CatalogueItem): string {
  if (item.chargeCategory === '10') return `0.${random.between(200, 980)}`
  const [yuan = '0', cents = ''] = (item.priceCeiling ?? random.pick(['0.38', '6.50', '32.00', '75.00'])).split('.')
  const typical = Number(yuan) * 100 + Number(cents.padEnd(2, '0').slice(0, 2))
  const price = Math.max(1, Math.floor((typical * random.between(70, 105)) / 100))
  return `${Math.floor(price / 100)}.${String(price % 100).padStart(2, '0')}`
}

const coverOf = (person: SimPerson): NonNullable<BillJson['cover']> => ({
  personNo: person.psnNo,
  insuranceType: person.insutype,
  personType: person.psnType,
  insuredArea: person.insuplcAdmdvs,
  certificateType: '02',
  certificateNo: person.certno,
  usePersonalAccount: person.accountBalance > 0,
  age: person.age,
})
