import { nextNumber } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import { checkCredential, personOf, type Transaction } from './call.ts'

const FIELDS = fieldTable([
  'psn_no 30 Y',
  'insutype 6 Y',
  'begntime datetime Y',
  'mdtrt_cert_type 3 Y',
  'mdtrt_cert_no 50',
  'ipt_otp_no 30 Y',
  'atddr_no 30 Y',
  'dr_name 50 Y',
  'dept_code 30 Y',
  'dept_name 100 Y',
  'caty 6 Y',
])

/** 2201 门诊挂号: opens a visit. The same message again answers the same visit. */
export const registerVisit: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  const { fixmedinsCode, area } = call.institution
  const person = personOf(platform, asked.psn_no, 'data.psn_no')
  if (person.registration.insutype !== asked.insutype)
    throw new PlatformRefusal('INSURANCE_MISMATCH', 'data.insutype', '该人员没有参加此险种')
  checkCredential(platform, person, { type: asked.mdtrt_cert_type, no: asked.mdtrt_cert_no }, 'data')
  const earlier = platform.books.visitsByMessage.get(`${fixmedinsCode}|${call.msgid}`)
  const mdtrtId = earlier ?? nextNumber(platform, area)
  if (earlier === undefined) {
    const at = platform.world.now().toISOString()
    const visit = {
      mdtrtId,
      fixmedinsCode,
      psnNo: asked.psn_no,
      insutype: asked.insutype,
      iptOtpNo: asked.ipt_otp_no,
      at,
    }
    platform.record({ kind: 'visit', visit, msgid: call.msgid })
  } else if (platform.books.visits.get(earlier)!.iptOtpNo !== asked.ipt_otp_no) {
    throw new PlatformRefusal('MSGID_REUSED', 'msgid', '该报文ID已用于另一次挂号')
  }
  return { data: { mdtrt_id: mdtrtId, psn_no: asked.psn_no, ipt_otp_no: asked.ipt_otp_no } }
}
