import { chinaDate } from '../../core/china-time.ts'
import { type InsuredPerson, toldByCertificate } from '../books/person.ts'
import { decimal, type Platform, yuan } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import type { Transaction } from './call.ts'

const FIELDS = fieldTable([
  'mdtrt_cert_type 3',
  'mdtrt_cert_no 50 Y',
  'card_sn 32',
  'begntime datetime',
  'psn_cert_type 6',
  'certno 50',
  'psn_name 50',
])

/** 1101 人员信息获取: who stands behind a voucher, with insurance and account balance. */
export const personInformation: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  if (asked.mdtrt_cert_type === '03' && asked.card_sn === '')
    throw new PlatformRefusal('FIELD_MISSING', 'data.card_sn', '凭证类型为 03 时卡识别码必填')
  const person = behind(platform, asked.mdtrt_cert_type, asked.mdtrt_cert_no)
  if (!person) throw new PlatformRefusal('PERSON_UNKNOWN', 'data.mdtrt_cert_no', '该凭证没有参保信息')
  const { registration } = person
  if (asked.psn_name !== '' && asked.psn_name !== registration.name)
    throw new PlatformRefusal('PERSON_MISMATCH', 'data.psn_name', '姓名与凭证不符')
  if (asked.certno !== '' && asked.certno !== registration.certno)
    throw new PlatformRefusal('PERSON_MISMATCH', 'data.certno', '证件号码与凭证不符')
  return {
    baseinfo: {
      psn_no: registration.psnNo,
      psn_cert_type: '01',
      certno: registration.certno,
      psn_name: registration.name,
      ...toldByCertificate(registration.certno),
      naty: '',
      age: decimal(platform, String(registration.age)),
    },
    insuinfo: [
      {
        balc: yuan(platform, person.balance),
        insutype: registration.insutype,
        psn_type: registration.psnType,
        psn_insu_stas: '1',
        psn_insu_date: `${registration.year}-01-01`,
        paus_insu_date: '',
        cvlserv_flag: '0',
        insuplc_admdvs: registration.insuplcAdmdvs,
        emp_name: '',
      },
    ],
    idetinfo: [
      { psn_idet_type: '1', psn_type_lv: '', memo: '', begntime: `${beginning(platform)} 00:00:00`, endtime: '' },
    ],
  }
}

const beginning = (platform: Platform): string => `${chinaDate(platform.world.now()).slice(0, 4)}-01-01`

function behind(platform: Platform, type: string, no: string): InsuredPerson | null {
  const { persons, tokens } = platform.books
  if (type === '01') return persons.get(tokens.get(no) ?? '') ?? null
  for (const person of persons.values()) {
    const { certno, cardNo } = person.registration
    if (type === '03' ? cardNo !== '' && cardNo === no : certno === no) return person
  }
  return null
}
