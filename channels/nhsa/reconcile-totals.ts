import { rowsOf, stringifyWire, type WireObject, wireNumber } from '@medsettle/nhsa'
import type { InsuranceLedgerRow } from '../contract/channel.ts'
import type { StatementFile } from '../contract/statement.ts'
import type { Institution } from './institution.ts'
import { ask, net, statementFile } from './reconciliation-call.ts'

/** 3201: one comparison of totals per insurance type. @throws RefusalError STATEMENT_NOT_READY, STATEMENT_UNAVAILABLE */
export async function compareTotals(
  institution: Institution,
  date: string,
  rows: readonly InsuranceLedgerRow[],
): Promise<StatementFile> {
  const answers: WireObject[] = []
  for (const { group, asked } of totalsQuestions(institution, date, rows)) {
    const { output } = await ask(institution, '3201', { data: asked })
    answers.push({ group, asked, answered: rowsOf(output.stmtinfo)[0] ?? {} })
  }
  const text = stringifyWire(answers)
  return statementFile('totals', date, `3201-${date}.json`, Buffer.from(text))
}

function totalsQuestions({ config }: Institution, date: string, rows: readonly InsuranceLedgerRow[]) {
  const { switches } = config
  const types = [...new Set([...switches.insuranceTypes, ...rows.map((row) => row.insuranceType)])]
  const directions = switches.totalsOfRefunds === 'separate' ? [false, true] : [null]
  return types.flatMap((insuranceType) =>
    directions.map((refund) => {
      const own = rows.filter(
        (row) => row.insuranceType === insuranceType && (refund === null || row.refund === refund),
      )
      const flag = refund === null ? {} : { refd_setl_flag: switches.refundFlag[refund ? 'refund' : 'payment'] }
      const asked: WireObject = {
        insutype: insuranceType,
        clr_type: switches.clearingType,
        setl_optins: config.mdtrtAreaAdmvs,
        stmt_begndate: date,
        stmt_enddate: date,
        medfee_sumamt: net(own, 'total'),
        fund_pay_sumamt: net(own, 'fundTotal'),
        acct_pay: net(own, 'personalAccount'),
        fixmedins_setl_cnt: wireNumber(String(own.length)),
        ...flag,
      }
      return { group: refund ? `${insuranceType} refunds` : insuranceType, asked }
    }),
  )
}
