import { ZERO } from '@medsettle/money'
import { chinaDate, chinaDateTime } from '../../core/china-time.ts'
import { isReversed } from '../books/books.ts'
import { toldByCertificate } from '../books/person.ts'
import type { SettlementRecord } from '../books/settlement.ts'
import { decimal, type Platform, yuan } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import { type Call, personOf, type Transaction } from './call.ts'
import { feeAmounts, setldetail } from './setlinfo.ts'

const FIELDS = fieldTable(['psn_no 30 Y', 'setl_id 30', 'mdtrt_id 30'])

/**
 * 5203 结算信息查询: one record as booked. `refd_setl_flag` is 1 on a reversing record and on a settlement that has been
 * taken back, by whomever.
 */
export const settlementInformation: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  const { settlementQueryByVisit } = platform.switches
  if (asked.setl_id === '' && !(settlementQueryByVisit && asked.mdtrt_id !== ''))
    throw new PlatformRefusal('FIELD_MISSING', 'data.setl_id', '必填项为空')
  const record = asked.setl_id !== '' ? platform.books.records.get(asked.setl_id) : latestOf(platform, asked.mdtrt_id)
  if (!record || record.fixmedinsCode !== call.institution.fixmedinsCode)
    throw new PlatformRefusal('SETTLEMENT_UNKNOWN', 'data.setl_id', '本机构没有该结算')
  if (record.psnNo !== asked.psn_no) throw new PlatformRefusal('PERSON_MISMATCH', 'data.psn_no', '人员与结算记录不符')
  if (asked.mdtrt_id !== '' && asked.mdtrt_id !== record.mdtrtId)
    throw new PlatformRefusal('VISIT_UNKNOWN', 'data.mdtrt_id', '就诊ID与结算记录不符')
  return {
    setlinfo: { ...whoAndWhere(platform, call, record), ...amountsOf(platform, record) },
    setldetail: setldetail(platform, record.split, record.insutype),
  }
}

function latestOf(platform: Platform, mdtrtId: string): SettlementRecord | undefined {
  const settled = [...(platform.books.visits.get(mdtrtId)?.settledBatches.values() ?? [])]
  // The last ten digits are the sequence, whatever the clock did.
  const latest = settled.sort((a, b) => a.slice(-10).localeCompare(b.slice(-10))).at(-1)
  return platform.books.records.get(latest ?? '')
}

function whoAndWhere(platform: Platform, call: Call, record: SettlementRecord): object {
  const { registration } = personOf(platform, record.psnNo, 'data.psn_no')
  const day = chinaDate(new Date(record.at))
  return {
    setl_id: record.setlId,
    mdtrt_id: record.mdtrtId,
    psn_no: record.psnNo,
    psn_name: registration.name,
    psn_cert_type: '01',
    certno: registration.certno,
    ...toldByCertificate(registration.certno),
    naty: '',
    age: decimal(platform, String(registration.age)),
    insutype: record.insutype,
    psn_type: registration.psnType,
    cvlserv_flag: '0',
    insu_optins: registration.insuplcAdmdvs,
    pay_loc: '2',
    fixmedins_code: record.fixmedinsCode,
    fixmedins_name: call.institution.fixmedinsName,
    hosp_lv: call.institution.hospitalLevel,
    begndate: day,
    enddate: day,
    setl_time: chinaDateTime(new Date(record.at)),
    mdtrt_cert_type: record.certType,
    med_type: record.medType,
    clr_type: platform.switches.clearingType,
    clr_way: platform.switches.clearingWay,
    clr_optins: call.institution.area,
  }
}

/** Here the person's part is `psn_pay` and the cash `cash_payamt` (trap 6). */
function amountsOf(platform: Platform, record: SettlementRecord): object {
  const refunded = record.reverses !== null || isReversed(platform.books, record.setlId)
  return {
    ...feeAmounts(platform, record.split),
    psn_pay: yuan(platform, record.split.personPart),
    acct_pay: yuan(platform, record.split.account),
    cash_payamt: yuan(platform, record.split.cash),
    balc: yuan(platform, record.balance),
    acct_mulaid_pay: yuan(platform, ZERO),
    medins_setl_id: record.msgid,
    refd_setl_flag: refunded ? '1' : '0',
    year: record.benefitYear,
    invono: record.invono,
  }
}
