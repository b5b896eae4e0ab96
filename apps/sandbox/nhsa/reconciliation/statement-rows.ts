import { add, type Fen, fen, subtract } from '@medsettle/money'
import { chinaDate } from '../../core/china-time.ts'
import type { ToldLie } from '../../core/lies.ts'
import type { SettlementRecord } from '../books/settlement.ts'
import type { Platform } from '../platform.ts'

/** One row of the platform's own books as reconciliation sees it; amounts in fen, negative for a refund. */
export interface StatementRow {
  readonly setlId: string
  /** the record a refund takes back, '' otherwise: institutions may name a refund by either */
  readonly originSetlId: string
  readonly mdtrtId: string
  readonly psnNo: string
  readonly msgid: string
  readonly insutype: string
  readonly medfee: Fen
  readonly fund: Fen
  readonly account: Fen
  /** refd_setl_flag */
  readonly refund: '0' | '1'
}

export interface Period {
  readonly fixmedinsCode: string
  /** China dates, both included */
  readonly from: string
  readonly to: string
}

/** The institution's records of a period in the order they were booked, with the lies the fault book asks for. */
export function statementRows(platform: Platform, period: Period): StatementRow[] {
  const rows: StatementRow[] = []
  for (const record of platform.books.records.values()) {
    if (record.fixmedinsCode !== period.fixmedinsCode) continue
    const day = chinaDate(new Date(record.at))
    if (day < period.from || day > period.to) continue
    const text = `${record.setlId} ${record.msgid} ${record.mdtrtId} ${record.psnNo} ${record.chrgBchno}`
    rows.push(...toldRows(rowOf(record), platform.lies.about(record.setlId, text)))
  }
  return rows
}

const rowOf = (record: SettlementRecord): StatementRow => ({
  setlId: record.setlId,
  originSetlId: record.reverses ?? '',
  mdtrtId: record.mdtrtId,
  psnNo: record.psnNo,
  msgid: record.msgid,
  insutype: record.insutype,
  medfee: record.split.total,
  fund: record.split.pooled,
  account: record.split.account,
  refund: record.reverses === null ? '0' : '1',
})

/** What the statement says instead of the truth: usually one row, none for `missing`, two for `extra`. */
function toldRows(truth: StatementRow, lie: ToldLie | null): StatementRow[] {
  if (lie === null) return [truth]
  if (lie.how === 'missing') return []
  return lie.how === 'extra' ? [truth, invented(truth)] : [bent(truth, lie.how, fen(lie.byFen))]
}

/** A settlement that never was: sequence digits no real record has. */
const invented = (like: StatementRow): StatementRow => ({
  ...like,
  setlId: `${like.setlId.slice(0, -10)}9${like.setlId.slice(-9)}`,
  originSetlId: '',
  msgid: `${like.msgid.slice(0, -4)}9999`,
  refund: '0',
})

function bent(row: StatementRow, how: ToldLie['how'], by: Fen): StatementRow {
  if (how === 'amount') return { ...row, medfee: add(row.medfee, by), fund: add(row.fund, by) }
  if (how === 'fee') return { ...row, fund: subtract(row.fund, by), account: add(row.account, by) }
  if (how === 'status') return { ...row, refund: row.refund === '0' ? '1' : '0' }
  return row
}
