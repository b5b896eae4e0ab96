import { formatYuan, parseYuan, ZERO } from '@medsettle/money'
import { chinaDate } from '../../core/china-time.ts'
import type { BenefitPolicy } from '../benefits/policy.ts'
import { type BillSplit, findPlan, splitBill } from '../benefits/split-bill.ts'
import { standingSettlement, type Visit } from '../books/books.ts'
import type { InsuredPerson } from '../books/person.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'

export interface BatchQuestion {
  readonly visit: Visit
  readonly person: InsuredPerson
  readonly hospitalLevel: string
  readonly insutype: string
  readonly chrgBchno: string
  /** medfee_sumamt in yuan, as the institution added it up */
  readonly medfeeSumamt: string
  readonly useAccount: boolean
  /** node of the request, for refusals */
  readonly place: string
}

/**
 * How the lines of one batch would be paid now. Nothing is booked.
 * @throws PlatformRefusal BATCH_SETTLED, BATCH_EMPTY, TOTAL_WRONG (I8), TOTAL_NEGATIVE, INSURANCE_MISMATCH, POLICY_MISSING
 */
export function adjudicateBatch(platform: Platform, question: BatchQuestion): BillSplit {
  const { visit, person, place } = question
  const { registration } = person
  if (question.insutype !== registration.insutype || visit.insutype !== registration.insutype)
    throw new PlatformRefusal('INSURANCE_MISMATCH', `${place}.insutype`, '该人员没有参加此险种')
  if (standingSettlement(platform.books, visit, question.chrgBchno) !== null)
    throw new PlatformRefusal('BATCH_SETTLED', `${place}.chrg_bchno`, '该收费批次已结算')
  const today = chinaDate(platform.world.now())
  const { plan, ratio } = planFor(platform, question, today)
  const lines = [...visit.lines.values()].filter((line) => line.chrgBchno === question.chrgBchno)
  if (lines.length === 0) throw new PlatformRefusal('BATCH_EMPTY', `${place}.chrg_bchno`, '该收费批次没有费用明细')
  const split = splitBill(
    lines.map((line) => line.split),
    plan,
    ratio,
    {
      yearSoFar: person.years.get(today.slice(0, 4)) ?? { deductible: ZERO, pooled: ZERO },
      usableAccount: question.useAccount ? person.balance : ZERO,
    },
  )
  checkTotal(split, question)
  return split
}

function planFor(platform: Platform, question: BatchQuestion, today: string) {
  const { insutype, psnType, age } = question.person.registration
  const policy = policyOn(platform, today)
  const found = policy && findPlan(policy, { insutype, psnType, age, hospitalLevel: question.hospitalLevel })
  if (!found)
    throw new PlatformRefusal('POLICY_MISSING', `${question.place}.insutype`, `${today} 没有适用于该人员的待遇政策`)
  return found
}

/** The policy entered last among those valid on `date`. */
function policyOn(platform: Platform, date: string): BenefitPolicy | null {
  const valid = [...platform.books.policies.values()].filter(
    (policy) => policy.validFrom <= date && (policy.validTo === null || date <= policy.validTo),
  )
  return valid.at(-1) ?? null
}

function checkTotal(split: BillSplit, question: BatchQuestion): void {
  const place = `${question.place}.medfee_sumamt`
  if (parseYuan(question.medfeeSumamt) !== split.total)
    throw new PlatformRefusal(
      'TOTAL_WRONG',
      place,
      `医疗费总额 ${question.medfeeSumamt} 不等于该批次明细合计 ${formatYuan(split.total)}`,
    )
  if (split.total < 0) throw new PlatformRefusal('TOTAL_NEGATIVE', place, '医疗费总额不能为负，退费请撤销原结算')
}
