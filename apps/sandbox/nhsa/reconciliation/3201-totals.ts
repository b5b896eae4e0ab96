import { type Fen, formatYuan, parseYuan, sum } from '@medsettle/money'
import { PlatformRefusal } from '../refusal.ts'
import type { Transaction } from '../transactions/call.ts'
import { fieldTable, readFields } from '../wire/fields.ts'
import { periodOf } from './statement-request.ts'
import { statementRows } from './statement-rows.ts'

const FIELDS = fieldTable([
  'insutype 6 Y',
  'clr_type 6 Y',
  'setl_optins 6 Y',
  'stmt_begndate date Y',
  'stmt_enddate date Y',
  'medfee_sumamt 16,2 Y',
  'fund_pay_sumamt 16,2 Y',
  'acct_pay 16,2 Y',
  'fixmedins_setl_cnt 10,0 Y',
  'refd_setl_flag 3',
])

/**
 * 3201 对总账: compares the institution's totals of an insurance type with the books. Refunds count as records of their
 * own with negative amounts, unless `refd_setl_flag` asks for one kind only (source B).
 */
export const totalsReconciliation: Transaction = (platform, call) => {
  const asked = readFields(call.input.data, FIELDS, 'data')
  const { clearingType, statementResult } = platform.switches
  if (asked.clr_type !== clearingType)
    throw new PlatformRefusal('CLEARING_MISMATCH', 'data.clr_type', `门诊结算的清算类别是 ${clearingType}`)
  const rows = statementRows(platform, periodOf(platform, call, asked)).filter(
    (row) => row.insutype === asked.insutype && (asked.refd_setl_flag === '' || row.refund === asked.refd_setl_flag),
  )
  const amounts: readonly [string, string, Fen][] = [
    ['医疗费总额', asked.medfee_sumamt, sum(rows.map((row) => row.medfee))],
    ['基金支付总额', asked.fund_pay_sumamt, sum(rows.map((row) => row.fund))],
    ['个人账户支付', asked.acct_pay, sum(rows.map((row) => row.account))],
  ]
  const differences = amounts
    .filter(([, theirs, ours]) => parseYuan(theirs) !== ours)
    .map(([name, theirs, ours]) => `${name}平台 ${formatYuan(ours)} 机构 ${theirs}`)
  if (Number(asked.fixmedins_setl_cnt) !== rows.length)
    differences.push(`笔数平台 ${rows.length} 机构 ${asked.fixmedins_setl_cnt}`)
  return {
    stmtinfo: {
      setl_optins: asked.setl_optins,
      stmt_rslt: differences.length === 0 ? statementResult.balanced : statementResult.unbalanced,
      stmt_rslt_dscr: differences.join('；').slice(0, 200),
    },
  }
}
