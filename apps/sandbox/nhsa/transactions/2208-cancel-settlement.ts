import type { SettlementRecord } from '../books/settlement.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import type { Call, Transaction } from './call.ts'
import { reverseRecord } from './reverse-record.ts'
import { cancelledSetlinfo, setldetail } from './setlinfo.ts'

const FIELDS = fieldTable(['setl_id 30 Y', 'mdtrt_id 30 Y', 'psn_no 30 Y'])

/** 2208 门诊结算撤销: takes a settlement back in full. The same msgid again answers the same reversing record. */
export const cancelSettlement: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  const { records, recordsByMessage } = platform.books
  const original = records.get(asked.setl_id)
  const { fixmedinsCode, area } = call.institution
  const known = original?.fixmedinsCode === fixmedinsCode && original.reverses === null && original.payOrdId === null
  if (!original || !known || original.mdtrtId !== asked.mdtrt_id)
    throw new PlatformRefusal('SETTLEMENT_UNKNOWN', 'data.setl_id', '本机构没有该门诊结算')
  if (original.psnNo !== asked.psn_no) throw new PlatformRefusal('PERSON_MISMATCH', 'data.psn_no', '人员与结算记录不符')
  const earlier = recordsByMessage.get(`${fixmedinsCode}|2208|${call.msgid}`)
  if (earlier !== undefined) return sameAnswer(platform, call, records.get(earlier)!, original)
  return answerOf(platform, call, reverseRecord(platform, original, { infno: '2208', msgid: call.msgid, area }))
}

function sameAnswer(platform: Platform, call: Call, reversal: SettlementRecord, original: SettlementRecord): object {
  if (reversal.reverses !== original.setlId)
    throw new PlatformRefusal('MSGID_REUSED', 'msgid', '该报文ID已用于撤销另一笔结算')
  return answerOf(platform, call, reversal)
}

function answerOf(platform: Platform, call: Call, reversal: SettlementRecord): object {
  const batch = { ...reversal, at: new Date(reversal.at), area: call.institution.area }
  return {
    setlinfo: cancelledSetlinfo(platform, batch),
    setldetail: setldetail(platform, reversal.split, reversal.insutype),
  }
}
