import { add, fen, formatYuan, subtract } from '@medsettle/money'
import { readAmount, type WireObject } from '@medsettle/nhsa'
import type { Adjudication } from '../../domain/adjudication/adjudication.ts'
import type { NhsaConfig } from './config.ts'
import { deviations, type Findings } from './map-adjudication.ts'

export interface MobileReading {
  /** null when the answer carries no amounts */
  readonly adjudication: Adjudication | null
  readonly findings: Findings
}

/**
 * 6202 and 6301 tell only four parts of the split: fund, personal account, cash, total. The rest is what the
 * presettlement announced; where the four differ from it, the difference is a finding.
 */
export function readMobileAmounts(content: WireObject, expected: Adjudication, config: NhsaConfig): MobileReading {
  const read = (field: string) => readAmount(content, field)
  const [total, fund, account, cash] = [read('feeSumamt'), read('fundPay'), read('psnAcctPay'), read('ownPayAmt')]
  const [hospital, family] = [read('hospPartAmt'), read('acctMulaidPay')]
  const amounts = [total, fund, account, cash, hospital, family]
  const problems = amounts.flatMap(({ problem }) =>
    problem === null ? [] : [{ identity: 'AMOUNT', offBy: fen(0), message: problem }],
  )
  if (problems.length > 0 || total.wireName === null || fund.wireName === null)
    return { adjudication: null, findings: problems }
  const personalAccount = config.familyAccountInside ? account.fen : add(account.fen, family.fen)
  const adjudication: Adjudication = {
    ...expected,
    by: 'insurer',
    total: total.fen,
    fundTotal: fund.fen,
    // which fund paid is not said: what differs from the presettlement is all the pooled fund's
    pooledFund: fund.fen === expected.fundTotal ? expected.pooledFund : fund.fen,
    personalAccount,
    familyAccount: family.fen,
    cash: cash.fen,
    personPart: add(personalAccount, cash.fen),
    hospitalPart: hospital.fen,
  }
  return { adjudication, findings: [...paidInFull(adjudication), ...deviations(adjudication, expected)] }
}

/** ownPayAmt + psnAcctPay + fundPay = feeSumamt; 医院负担 may break it, so it is tested and not assumed (facts 6.2). */
function paidInFull(a: Adjudication): Findings {
  const offBy = subtract(a.total, add(add(a.cash, a.personalAccount), a.fundTotal))
  if (offBy === 0) return []
  const parts = [a.cash, a.personalAccount, a.fundTotal].map(formatYuan).join(' + ')
  return [
    {
      identity: 'M1',
      offBy,
      message: `feeSumamt ${formatYuan(a.total)} against ownPayAmt + psnAcctPay + fundPay ${parts}`,
    },
  ]
}
