import { type Fen, formatYuan, parseYuan } from '@medsettle/money'
import type { BillSplit } from '../benefits/split-bill.ts'
import type { SettlementRecord } from '../books/settlement.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields, type Values } from '../wire/fields.ts'
import { BATCH_FIELDS, batchQuestion, partiesOf } from './2206-presettle.ts'
import { adjudicateBatch } from './adjudicate-batch.ts'
import { bookSettlement } from './book-settlement.ts'
import { type Call, personOf, type Transaction } from './call.ts'
import { setldetail, setlinfo } from './setlinfo.ts'

const FIELDS = fieldTable([
  ...BATCH_FIELDS,
  'invono 20',
  'fulamt_ownpay_amt 16,2 Y',
  'overlmt_selfpay 16,2 Y',
  'preselfpay_amt 16,2 Y',
  'inscp_scp_amt 16,2 Y',
])

/**
 * 2207 门诊结算: books the batch, the account and the year's accumulators. The same msgid again answers the same
 * settlement, taken back or not; another msgid for a settled batch is refused.
 */
export const settle: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  const earlier = platform.books.recordsByMessage.get(`${call.institution.fixmedinsCode}|2207|${call.msgid}`)
  if (earlier !== undefined) return sameAnswer(platform, call, platform.books.records.get(earlier)!, asked)
  const { visit, person } = partiesOf(platform, call, asked)
  const split = adjudicateBatch(platform, batchQuestion(call, asked, visit, person))
  checkParts(split, asked)
  const record = bookSettlement(platform, call, {
    visit,
    person,
    split,
    chrgBchno: asked.chrg_bchno,
    msgid: call.msgid,
    medType: asked.med_type,
    certType: asked.mdtrt_cert_type,
    invono: asked.invono,
    payOrdId: null,
  })
  return answerOf(platform, call, record)
}

/** @throws PlatformRefusal MSGID_REUSED when the message id was used for another batch */
function sameAnswer(
  platform: Platform,
  call: Call,
  record: SettlementRecord,
  asked: Values<'mdtrt_id' | 'chrg_bchno' | 'psn_no' | 'medfee_sumamt'>,
): object {
  const same =
    record.mdtrtId === asked.mdtrt_id &&
    record.chrgBchno === asked.chrg_bchno &&
    record.psnNo === asked.psn_no &&
    record.split.total === parseYuan(asked.medfee_sumamt)
  if (!same) throw new PlatformRefusal('MSGID_REUSED', 'msgid', '该报文ID已用于另一笔结算')
  return answerOf(platform, call, record)
}

function answerOf(platform: Platform, call: Call, record: SettlementRecord): object {
  const person = personOf(platform, record.psnNo, 'data.psn_no')
  const batch = { ...record, at: new Date(record.at), area: call.institution.area }
  return {
    setlinfo: setlinfo(platform, batch, person),
    setldetail: setldetail(platform, record.split, record.insutype),
  }
}

/** The institution must have understood how the fee was cut before it settles (I1). @throws PlatformRefusal TOTAL_WRONG */
function checkParts(
  split: BillSplit,
  asked: Values<'fulamt_ownpay_amt' | 'overlmt_selfpay' | 'preselfpay_amt' | 'inscp_scp_amt'>,
) {
  const parts: readonly [keyof typeof asked, Fen][] = [
    ['fulamt_ownpay_amt', split.ownExpense],
    ['overlmt_selfpay', split.overLimit],
    ['preselfpay_amt', split.selfPayFirst],
    ['inscp_scp_amt', split.inScope],
  ]
  for (const [name, ours] of parts)
    if (parseYuan(asked[name]) !== ours)
      throw new PlatformRefusal('TOTAL_WRONG', `data.${name}`, `${asked[name]} 与医保核定 ${formatYuan(ours)} 不符`)
}
