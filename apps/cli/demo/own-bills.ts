import type { InsuranceCover, Patient } from '../../../domain/bill/bill.ts'
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
      certno: identityNumber(cover, patient),
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

/** Whoever shows an identity card (02) is known to the insurer by its number; a card or token says nothing of it. */
function identityNumber(cover: InsuranceCover, patient: Patient): string {
  const shown = cover.certificateType === '02' ? cover.certificateNo : ''
  return shown !== '' && shown.length <= LONGEST_IDENTITY_NUMBER ? shown : patient.idNumber
}

/** certno of the insurer's tables (facts: nhsa §10, 1101) */
const LONGEST_IDENTITY_NUMBER = 50

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
