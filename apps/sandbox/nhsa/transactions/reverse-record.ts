import { add } from '@medsettle/money'
import { isReversed } from '../books/books.ts'
import { reversalOf, type SettlementRecord } from '../books/settlement.ts'
import { nextNumber, type Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { personOf } from './call.ts'

/**
 * Books the record that takes `original` back in full, so that account and accumulators stand as before it.
 * @throws PlatformRefusal SETTLEMENT_CANCELLED when it is already taken back; ACCOUNT_TOO_SMALL when putting a cancelled
 * settlement back needs account money that has been spent since
 */
export function reverseRecord(
  platform: Platform,
  original: SettlementRecord,
  by: { readonly infno: string; readonly msgid: string; readonly area: string },
): SettlementRecord {
  if (isReversed(platform.books, original.setlId))
    throw new PlatformRefusal('SETTLEMENT_CANCELLED', 'data.setl_id', '该结算已撤销')
  const person = personOf(platform, original.psnNo, 'data.psn_no')
  const balance = add(person.balance, original.split.account)
  if (balance < 0) throw new PlatformRefusal('ACCOUNT_TOO_SMALL', 'data.psn_no', '个人账户余额不足，无法恢复原结算')
  const record = reversalOf(original, {
    setlId: nextNumber(platform, by.area),
    msgid: by.msgid,
    infno: by.infno,
    at: platform.world.now().toISOString(),
    balance,
  })
  platform.record({ kind: 'settlement', record })
  return record
}
