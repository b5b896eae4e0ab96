import { type Fen, fen } from '@medsettle/money'
import type { YearSoFar } from '../benefits/split-bill.ts'
import { isJsonObject, type Json } from '../wire/exact-json.ts'

/** An insured person as registered through /admin/persons. Personal data: stays in this room's memory and journal. */
export interface Registration {
  readonly psnNo: string
  readonly name: string
  readonly certno: string
  /** social security card, when the person has one */
  readonly cardNo: string
  readonly insutype: string
  readonly psnType: string
  readonly age: number
  readonly accountBalance: Fen
  readonly accumulatedDeductible: Fen
  readonly accumulatedPooled: Fen
  readonly insuplcAdmdvs: string
  /** China year the accumulated amounts belong to */
  readonly year: string
}

/** The person with what has happened since. */
export interface InsuredPerson {
  readonly registration: Registration
  balance: Fen
  /** by benefit year; a year without an entry starts at zero */
  readonly years: Map<string, YearSoFar>
}

export const insuredPerson = (registration: Registration): InsuredPerson => ({
  registration,
  balance: registration.accountBalance,
  years: new Map([
    [registration.year, { deductible: registration.accumulatedDeductible, pooled: registration.accumulatedPooled }],
  ]),
})

const TEXTS = { psnNo: 30, name: 50, certno: 50, insutype: 6, psnType: 6, insuplcAdmdvs: 6 } as const
const AMOUNTS = ['accountBalance', 'accumulatedDeductible', 'accumulatedPooled'] as const

/** Reads one row of POST /admin/persons. Answers the sentence that says what is wrong with it, or the registration. */
export function readRegistration(row: Json, place: string, year: string): Registration | string {
  if (!isJsonObject(row)) return `${place} must be an object`
  for (const [name, length] of Object.entries(TEXTS)) {
    const value = row[name]
    if (typeof value !== 'string' || value === '' || value.length > length)
      return `${place}.${name} must be text of at most ${length} characters`
  }
  const age = row.age
  if (typeof age !== 'string' || !/^\d{1,3}$/.test(age)) return `${place}.age must be whole years`
  const amounts = { accountBalance: fen(0), accumulatedDeductible: fen(0), accumulatedPooled: fen(0) }
  for (const name of AMOUNTS) {
    const value = row[name] ?? '0'
    if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) return `${place}.${name} must be whole fen, at least 0`
    amounts[name] = fen(Number(value))
  }
  const text = (name: string) => String(row[name] ?? '')
  const who = { psnNo: text('psnNo'), name: text('name'), certno: text('certno'), cardNo: text('cardNo') }
  const cover = { insutype: text('insutype'), psnType: text('psnType'), insuplcAdmdvs: text('insuplcAdmdvs') }
  return { ...who, ...cover, ...amounts, age: Number(age), year }
}

/** Sex and birthday as the 18-character identity number tells them; unknown ('9', '') for any other certificate. */
export function toldByCertificate(certno: string): { readonly gend: string; readonly brdy: string } {
  const match = /^\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d)[\dX]$/.exec(certno)
  if (!match) return { gend: '9', brdy: '' }
  return { gend: Number(match[4]) % 2 === 1 ? '1' : '2', brdy: `${match[1]}-${match[2]}-${match[3]}` }
}
