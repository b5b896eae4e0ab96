import { type Fen, formatYuan, parseYuan, sum } from '@medsettle/money'
import { chinaDateTime } from '../../core/china-time.ts'
import { nextNumber } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import type { Transaction } from '../transactions/call.ts'
import { fieldTable, readFields, type Values } from '../wire/fields.ts'
import { FILE_LIFE_MS } from './9101-upload.ts'
import { type DetailRow, readDetailFile, writeResultFile } from './detail-file.ts'
import { matchRows } from './match-rows.ts'
import { ownFile } from './own-file.ts'
import { periodOf } from './statement-request.ts'
import { statementRows } from './statement-rows.ts'

const FIELDS = fieldTable([
  'setl_optins 6 Y',
  'file_qury_no 30 Y',
  'stmt_begndate date Y',
  'stmt_enddate date Y',
  'medfee_sumamt 16,2 Y',
  'fund_pay_sumamt 16,2 Y',
  'cash_payamt 16,2 Y',
  'fixmedins_setl_cnt 10,0 Y',
  'clr_type 6',
])

/** 3202 对明细账: compares an uploaded file row by row with the books; the result waits as a file for 9102. */
export const detailReconciliation: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  const period = periodOf(platform, call, asked)
  const { statement, area, fixmedinsCode } = call.institution
  const theirs = readDetailFile(ownFile(platform, call, asked.file_qury_no, 'data.file_qury_no').text, statement)
  checkTotals(theirs, asked)
  const { statementResult, resultRows } = platform.switches
  const all = matchRows(theirs, statementRows(platform, period), statementResult)
  const told = resultRows === 'all' ? all : all.filter((row) => row.result !== statementResult.balanced)
  const expiresAt = new Date(platform.world.now().getTime() + FILE_LIFE_MS)
  const file = {
    fileNo: nextNumber(platform, area),
    filename: `${fixmedinsCode}_${asked.stmt_begndate}_${asked.stmt_enddate}_result.txt`,
    fixmedinsCode,
    text: writeResultFile(told, statement),
    expiresAt: expiresAt.toISOString(),
  }
  platform.record({ kind: 'file', file })
  return { fileinfo: { file_qury_no: file.fileNo, filename: file.filename, dld_endtime: chinaDateTime(expiresAt) } }
}

/**
 * The totals of the request must be those of the file. Cash is not in the file, so it cannot be compared.
 * @throws PlatformRefusal TOTAL_WRONG
 */
function checkTotals(
  rows: readonly DetailRow[],
  asked: Values<'medfee_sumamt' | 'fund_pay_sumamt' | 'fixmedins_setl_cnt'>,
): void {
  const totals: readonly [keyof typeof asked, Fen][] = [
    ['medfee_sumamt', sum(rows.map((row) => row.medfee))],
    ['fund_pay_sumamt', sum(rows.map((row) => row.fund))],
  ]
  for (const [name, inFile] of totals)
    if (parseYuan(asked[name]) !== inFile)
      throw new PlatformRefusal('TOTAL_WRONG', `data.${name}`, `${asked[name]} 与文件合计 ${formatYuan(inFile)} 不符`)
  if (Number(asked.fixmedins_setl_cnt) !== rows.length)
    throw new PlatformRefusal('TOTAL_WRONG', 'data.fixmedins_setl_cnt', `文件有 ${rows.length} 行`)
}
