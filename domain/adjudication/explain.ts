import { type Fen, formatYuan, parseDecimal, showYuan, subtract } from '@medsettle/money'
import type { InsuranceCover, PricedLine } from '../bill/bill.ts'
import type { Accumulators, AdjudicationFacts } from './accumulators.ts'
import type { Reason } from './adjudication.ts'
import type { PlanTerms } from './compile-policy.ts'
import type { AccountPart, BenefitPolicy } from './policy.ts'
import type { Shares } from './shares.ts'
import { type Scope, splitLine } from './split-line.ts'

export interface Explained {
  readonly lines: readonly PricedLine[]
  readonly cover: InsuranceCover
  readonly terms: PlanTerms
  readonly shares: Shares
  readonly scope: Scope
  readonly accumulators: Accumulators
  readonly facts: AdjudicationFacts
  readonly policy: BenefitPolicy
  readonly personalAccount: Fen
  readonly personPart: Fen
}

const PART_TITLE: Record<AccountPart, string> = {
  ownExpense: '全自费',
  overLimit: '超限价',
  deductible: '起付线',
  selfPayFirst: '先行自付',
  coinsurance: '按比例自付',
  aboveCeiling: '超封顶线',
}
const LEVEL_TITLE = { '1': '一级', '2': '二级', '3': '三级' } as const
const PERSON_TITLE: Record<string, string> = { '310': '职工医保', '390': '居民医保' }

/**
 * Who pays what and why, in sentences a patient can read, each with the amount it decides and the clause it rests on. Parts
 * of zero are left out, except the pooled fund's: a patient asks why the fund pays nothing. No personal data, no item names.
 */
export function explain(e: Explained): Reason[] {
  const clause = clauseOf(e.policy)
  return [...scopeReasons(e), ...fundReasons(e), ...personReasons(e)]
    .filter((reason) => reason.amount !== 0 || reason.title === '统筹基金')
    .map((reason) => ({ ...reason, because: `${reason.because}。${clause}` }))
}

const clauseOf = (policy: BenefitPolicy): string =>
  `依据：${policy.source}（${policy.id}，版本 ${policy.version}，${policy.validFrom} 起）`

function scopeReasons({ lines, scope }: Explained): Reason[] {
  const splits = lines.map(splitLine)
  const count = (part: keyof Scope): number => splits.filter((split) => split[part] !== 0).length
  return [
    { title: '全自费', amount: scope.ownExpense, because: `${count('ownExpense')} 条丙类或目录外明细，由个人全额负担` },
    {
      title: '超限价',
      amount: scope.overLimit,
      because: `${count('overLimit')} 条明细的单价高于医保限价，高出部分由个人负担`,
    },
    {
      title: '先行自付',
      amount: scope.selfPayFirst,
      because: `${count('selfPayFirst')} 条乙类明细，按目录比例由个人先行负担`,
    },
    { title: '符合政策范围', amount: scope.inScope, because: '总额减去全自费、超限价和先行自付' },
  ]
}

function fundReasons({ shares, terms, accumulators, facts, cover, scope }: Explained): Reason[] {
  const base = subtract(scope.inScope, shares.deductible)
  const who = `${PERSON_TITLE[cover.insuranceType]}、人员类别 ${cover.personType}、${cover.age} 岁、${LEVEL_TITLE[facts.hospitalLevel]}医院`
  return [
    {
      title: '起付线',
      amount: shares.deductible,
      because: `年度起付线 ${showYuan(terms.deductible)} 元，此前已累计 ${showYuan(accumulators.deductible)} 元`,
    },
    {
      title: '统筹基金',
      amount: shares.pooled,
      because:
        base <= 0
          ? '符合政策范围的费用未超过起付线，统筹基金不支付'
          : `（${formatYuan(scope.inScope)} − ${formatYuan(shares.deductible)}）× ${percent(terms.ratio)}（${who}）` +
            (shares.aboveCeiling > 0 ? `，受年度封顶线限制` : ''),
    },
    {
      title: '按比例自付',
      amount: shares.coinsurance,
      because: `起付线以上符合政策范围的费用中，统筹基金支付 ${percent(terms.ratio)} 之外的部分`,
    },
    {
      title: '超封顶线',
      amount: shares.aboveCeiling,
      because: `年度封顶线 ${showYuan(terms.ceiling)} 元，此前已支付 ${showYuan(accumulators.pooled)} 元，超出额度由个人负担`,
    },
  ]
}

function personReasons({ personalAccount, personPart, terms, facts }: Explained): Reason[] {
  const parts = terms.personalAccountPays.map((part) => PART_TITLE[part]).join('、')
  return [
    {
      title: '个人账户',
      amount: personalAccount,
      because: `账户余额 ${showYuan(facts.accountBalance)} 元，可支付：${parts}`,
    },
    {
      title: '个人现金',
      amount: subtract(personPart, personalAccount),
      because: `个人负担 ${formatYuan(personPart)} 元减去个人账户支付 ${formatYuan(personalAccount)} 元`,
    },
  ]
}

/** `"0.855"` → `85.5%` */
function percent(ratio: string): string {
  const { digits, scale } = parseDecimal(ratio)
  if (scale <= 2) return `${digits * 10n ** BigInt(2 - scale)}%`
  const text = digits.toString().padStart(scale - 1, '0')
  const cut = text.length - (scale - 2)
  const trimmed = `${text.slice(0, cut)}.${text.slice(cut)}`.replace(/\.?0+$/, '')
  return `${trimmed}%`
}

/** The same reason where the clause stands once for all of them. */
export const withoutClause = (because: string): string => because.replace(/依据：.*$/s, '')
