import { isReversed } from '../books/books.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import { type Transaction, visitOf } from './call.ts'

const FIELDS = fieldTable(['psn_no 30 Y', 'mdtrt_id 30 Y', 'ipt_otp_no 30 Y'])

/** 2202 挂号撤销: only while nothing of the visit is settled. */
export const cancelVisit: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  const visit = visitOf(platform, call, { mdtrtId: asked.mdtrt_id, psnNo: asked.psn_no }, 'data')
  if (visit.iptOtpNo !== asked.ipt_otp_no)
    throw new PlatformRefusal('VISIT_UNKNOWN', 'data.ipt_otp_no', '门诊号与就诊记录不符')
  const standing = [...visit.settledBatches.values()].some((setlId) => !isReversed(platform.books, setlId))
  if (standing) throw new PlatformRefusal('VISIT_HAS_SETTLEMENT', 'data.mdtrt_id', '该就诊已有结算，须先撤销结算')
  platform.record({ kind: 'visit-cancelled', mdtrtId: visit.mdtrtId })
  return {}
}
