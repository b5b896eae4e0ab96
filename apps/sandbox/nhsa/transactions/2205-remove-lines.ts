import { standingSettlement } from '../books/books.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import { type Transaction, visitOf } from './call.ts'

const FIELDS = fieldTable(['mdtrt_id 30 Y', 'chrg_bchno 30 Y', 'psn_no 30 Y'])

/** 2205 门诊费用明细撤销: a batch, or with `0000` every line that is not settled. Removing nothing is no error. */
export const removeLines: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  const visit = visitOf(platform, call, { mdtrtId: asked.mdtrt_id, psnNo: asked.psn_no }, 'data')
  const all = asked.chrg_bchno === '0000'
  if (!all && standingSettlement(platform.books, visit, asked.chrg_bchno) !== null)
    throw new PlatformRefusal('BATCH_SETTLED', 'data.chrg_bchno', '该收费批次已结算，须先撤销结算')
  const gone = [...visit.lines.values()].filter((line) =>
    all ? standingSettlement(platform.books, visit, line.chrgBchno) === null : line.chrgBchno === asked.chrg_bchno,
  )
  if (gone.length > 0)
    platform.record({ kind: 'lines-removed', mdtrtId: visit.mdtrtId, feedetlSns: gone.map((line) => line.feedetlSn) })
  return {}
}
