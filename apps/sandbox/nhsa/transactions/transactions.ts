import { totalsReconciliation } from '../reconciliation/3201-totals.ts'
import { detailReconciliation } from '../reconciliation/3202-details.ts'
import { fileUpload } from '../reconciliation/9101-upload.ts'
import { fileDownload } from '../reconciliation/9102-download.ts'
import { personInformation } from './1101-person.ts'
import { registerVisit } from './2201-register.ts'
import { cancelVisit } from './2202-cancel-visit.ts'
import { describeVisit } from './2203-describe-visit.ts'
import { uploadLines } from './2204-upload-lines.ts'
import { removeLines } from './2205-remove-lines.ts'
import { presettle } from './2206-presettle.ts'
import { settle } from './2207-settle.ts'
import { cancelSettlement } from './2208-cancel-settlement.ts'
import { reverseMessage } from './2601-reverse-message.ts'
import { settlementInformation } from './5203-settlement.ts'
import { accumulators } from './5206-accumulators.ts'
import { signIn } from './9001-sign-in.ts'
import { signOut } from './9002-sign-out.ts'
import type { Transaction } from './call.ts'

/** What the platform can do over its gateway, by infno. */
export const TRANSACTIONS: Readonly<Record<string, Transaction>> = {
  '1101': personInformation,
  '2201': registerVisit,
  '2202': cancelVisit,
  '2203': describeVisit,
  '2204': uploadLines,
  '2205': removeLines,
  '2206': presettle,
  '2207': settle,
  '2208': cancelSettlement,
  '2601': reverseMessage,
  '3201': totalsReconciliation,
  '3202': detailReconciliation,
  '5203': settlementInformation,
  '5206': accumulators,
  '9001': signIn,
  '9002': signOut,
  '9101': fileUpload,
  '9102': fileDownload,
}
