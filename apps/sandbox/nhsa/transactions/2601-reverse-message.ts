import { isReversed } from '../books/books.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import type { Transaction } from './call.ts'
import { reverseRecord } from './reverse-record.ts'

const FIELDS = fieldTable(['psn_no 30 Y', 'omsgid 30 Y', 'oinfno 4 Y'])
const REVERSIBLE: readonly string[] = ['2207', '2208']

/**
 * 2601 冲正: undoes what a message booked, whatever its sender learnt of it (trap 3). Undone already is fine. A message
 * that booked nothing is answered with ORIGINAL_MESSAGE_UNKNOWN, so that the sender knows that no money moved.
 */
export const reverseMessage: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  if (!REVERSIBLE.includes(asked.oinfno))
    throw new PlatformRefusal('NOT_REVERSIBLE', 'data.oinfno', '只能冲正 2207 和 2208')
  const { records, recordsByMessage } = platform.books
  const { fixmedinsCode, area } = call.institution
  const original = records.get(recordsByMessage.get(`${fixmedinsCode}|${asked.oinfno}|${asked.omsgid}`) ?? '')
  if (!original)
    throw new PlatformRefusal('ORIGINAL_MESSAGE_UNKNOWN', 'data.omsgid', '平台没有该报文办成的交易，无需冲正')
  if (original.psnNo !== asked.psn_no) throw new PlatformRefusal('PERSON_MISMATCH', 'data.psn_no', '人员与原交易不符')
  if (!isReversed(platform.books, original.setlId))
    reverseRecord(platform, original, { infno: '2601', msgid: call.msgid, area })
  return {}
}
