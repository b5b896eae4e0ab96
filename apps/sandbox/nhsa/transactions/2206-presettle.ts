import { subtract } from '@medsettle/money'
import type { Visit } from '../books/books.ts'
import type { InsuredPerson } from '../books/person.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields, type Values } from '../wire/fields.ts'
import { adjudicateBatch, type BatchQuestion } from './adjudicate-batch.ts'
import { type Call, checkCredential, personOf, type Transaction, visitOf } from './call.ts'
import { setldetail, setlinfo } from './setlinfo.ts'

export const BATCH_FIELDS = [
  'psn_no 30 Y',
  'mdtrt_cert_type 3 Y',
  'mdtrt_cert_no 50',
  'med_type 6 Y',
  'medfee_sumamt 16,2 Y',
  'psn_setlway 6 Y',
  'mdtrt_id 30 Y',
  'chrg_bchno 30 Y',
  'acct_used_flag 1 Y',
  'insutype 6 Y',
] as const

const FIELDS = fieldTable(BATCH_FIELDS)

/** 2206 门诊预结算: what 2207 would answer now. Nothing is booked. */
export const presettle: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  const { visit, person } = partiesOf(platform, call, asked)
  const split = adjudicateBatch(platform, batchQuestion(call, asked, visit, person))
  const batch = {
    mdtrtId: visit.mdtrtId,
    msgid: call.msgid,
    at: platform.world.now(),
    area: call.institution.area,
    medType: asked.med_type,
    certType: asked.mdtrt_cert_type,
    setlId: '',
    balance: subtract(person.balance, split.account),
    split,
  }
  return { setlinfo: setlinfo(platform, batch, person), setldetail: setldetail(platform, split, asked.insutype) }
}

type BatchValues = Values<
  'psn_no' | 'mdtrt_cert_type' | 'mdtrt_cert_no' | 'mdtrt_id' | 'chrg_bchno' | 'acct_used_flag'
> &
  Values<'medfee_sumamt' | 'insutype'>

/** Visit and person of a 2206 or 2207. @throws PlatformRefusal */
export function partiesOf(platform: Platform, call: Call, asked: BatchValues): { visit: Visit; person: InsuredPerson } {
  const person = personOf(platform, asked.psn_no, 'data.psn_no')
  const visit = visitOf(platform, call, { mdtrtId: asked.mdtrt_id, psnNo: asked.psn_no }, 'data')
  checkCredential(platform, person, { type: asked.mdtrt_cert_type, no: asked.mdtrt_cert_no }, 'data')
  return { visit, person }
}

/** @throws PlatformRefusal FIELD_MALFORMED */
export function batchQuestion(call: Call, asked: BatchValues, visit: Visit, person: InsuredPerson): BatchQuestion {
  if (asked.acct_used_flag !== '0' && asked.acct_used_flag !== '1')
    throw new PlatformRefusal('FIELD_MALFORMED', 'data.acct_used_flag', '应为 0 或 1')
  return {
    visit,
    person,
    hospitalLevel: call.institution.hospitalLevel,
    insutype: asked.insutype,
    chrgBchno: asked.chrg_bchno,
    medfeeSumamt: asked.medfee_sumamt,
    useAccount: asked.acct_used_flag === '1',
    place: 'data',
  }
}
