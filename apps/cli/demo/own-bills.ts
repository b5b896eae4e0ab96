import type { BillInput } from '../../../domain/bill/bill-input.ts'
import type { DemoPerson, DemoVisit } from './generate-day.ts'
import type { OwnBill } from './read-own-bills.ts'
import type { DayTraffic } from './run-day.ts'

const WALLETS = ['wechat-pay', 'alipay'] as const

/**
 * A hospital's own bills made into a day: the insured persons are registered with the sandbox's insurer (fresh year,
 * 1,000.00 on the personal account of employees), wallets alternate, every fortieth patient comes back for the money.
 */
export function visitsOf(bills: readonly OwnBill[]): { persons: DemoPerson[]; traffic: DayTraffic[] } {
  const persons = new Map<string, DemoPerson>()
  for (const { cover, patient } of bills.map(({ input }) => input)) {
    if (!cover || persons.has(cover.personNo)) continue
    persons.set(cover.personNo, {
      psnNo: cover.personNo,
      name: patient.name,
      certno: patient.idNumber,
      insutype: cover.insuranceType,
      psnType: cover.personType,
      age: cover.age,
      accountBalance: cover.insuranceType === '310' ? 100_000 : 0,
      accumulatedDeductible: 0,
      accumulatedPooled: 0,
      insuplcAdmdvs: cover.insuredArea,
    })
  }
  return {
    persons: [...persons.values()],
    traffic: bills.map(({ lineNumber, input }, index) => ({ lineNumber, input, visit: visitOf(input, index) })),
  }
}

function visitOf(input: BillInput, index: number): DemoVisit {
  return {
    bill: {
      hisBillNo: input.hisBillNo,
      visit: { visitNo: input.visit.visitNo, medicalType: input.visit.medicalType },
      patient: input.patient,
      cover: input.cover,
    },
    wallet: WALLETS[index % 2]!,
    switches: false,
    abandons: false,
    refund: index % 40 === 39 ? 'whole' : 'none',
  }
}
