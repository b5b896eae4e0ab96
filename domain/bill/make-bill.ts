import { formatYuan, parseYuan, subtract } from '@medsettle/money'
import type { BillId, InstitutionId } from '../identity/ids.ts'
import type { Bill } from './bill.ts'
import type { BillInput } from './bill-input.ts'
import { type BillFinding, billRefusal } from './bill-refusal.ts'
import type { Catalogue } from './catalogue.ts'
import { priceLines } from './price-lines.ts'

export interface MakeBillInput {
  readonly billId: BillId
  readonly institutionId: InstitutionId
  readonly input: BillInput
  readonly catalogue: Catalogue
  /** China date on which the bill is taken in; used when the bill names no business date */
  readonly today: string
}

/**
 * Turns accepted input into a priced bill: what the patient owes before anybody decides who pays.
 * @throws RefusalError as `priceLines`, and BILL_TOTAL_DIFFERS when the hospital's own total is another (facts: I8)
 */
export function makeBill(request: MakeBillInput): { readonly bill: Bill; readonly findings: readonly BillFinding[] } {
  const { input } = request
  const priced = priceLines(input.lines, request.catalogue)
  if (input.statedTotal !== null) {
    const stated = parseYuan(input.statedTotal)
    if (stated !== priced.total)
      throw billRefusal(
        'BILL_TOTAL_DIFFERS',
        'statedTotal',
        `the bill states ${formatYuan(stated)} yuan, its lines add up to ${formatYuan(priced.total)} yuan ` +
          `(off by ${subtract(stated, priced.total)} fen)`,
      )
  }
  const bill: Bill = {
    billId: request.billId,
    institutionId: request.institutionId,
    hisBillNo: input.hisBillNo,
    chargeBatchNo: input.chargeBatchNo,
    visit: input.visit,
    patient: input.patient,
    cover: input.cover,
    lines: priced.lines,
    total: priced.total,
    businessDate: input.businessDate ?? request.today,
  }
  return { bill, findings: priced.findings }
}
