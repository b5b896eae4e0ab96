import { type Fen, formatYuan, showYuan, sum } from '@medsettle/money'
import type { Clearing } from '../../../domain/value/budget/clear-year.ts'
import type { Outcome } from '../../../domain/value/budget/distribute.ts'
import type { Reasoned } from '../../../domain/value/budget/plan-budget.ts'
import { type BudgetYear, MONTHS, QUARTERS } from '../../../domain/value/budget/prepay.ts'
import type { SettledYear } from '../../../domain/value/budget/settle-year.ts'
import { table } from '../demo/table.ts'

const TIER = { lead: '牵头', township: '乡镇', village: '村' } as const

/** A budget's year for people: where the money comes from, what each budget became, what each institution has. */
export function yearTables({ policy, plan }: BudgetYear, { clearings, outcomes }: SettledYear): string {
  const head = `${policy.id} ${policy.version} · ${policy.year}`
  const sources = [...plan.categories, ...plan.setAside, ...plan.recipients]
  return [
    table({
      title: `${head} 总额预算 ${showYuan(plan.total)}`,
      head: ['项目', '金额'],
      align: 'lr',
      rows: sources.map(({ name, amount }) => [name, showYuan(amount)]),
    }),
    reasons(sources),
    table({ title: `${head} 年终清算`, head: CLEARING_HEAD, align: 'lrrrrrrrrrr', rows: clearings.map(clearingRow) }),
    table({
      title: `${head} 机构所得`,
      head: OUTCOME_HEAD,
      align: 'lllrrrr',
      rows: [...outcomes.map(outcomeRow), sumRow(outcomes)],
    }),
  ].join('\n')
}

const CLEARING_HEAD = [
  '预算单位',
  '预算',
  '应得',
  '结余留用',
  '超支分担',
  '考核',
  '扣款',
  '最终应得',
  '月预付',
  '季度调整',
  '清算',
]

const clearingRow = (one: Clearing): string[] => [
  one.recipientId,
  ...[one.budget, one.earned, one.surplusKept, one.overspendShare, one.assessment, one.penalty, one.entitlement].map(
    showYuan,
  ),
  ...[one.prepaid, one.trueUps, one.clearing].map(showYuan),
]

const OUTCOME_HEAD = ['机构', '预算单位', '层级', '总额', '基金支付', '其中家庭医生', '机构及其他承担']

const outcomeRow = ({ institutionId, recipientId, tier, doctors, result }: Outcome): string[] => [
  institutionId,
  recipientId,
  tier === null ? '' : TIER[tier],
  ...[result.total, result.fundShare, sum(doctors.map(({ amount }) => amount)), result.providerShare].map(showYuan),
]

function sumRow(outcomes: readonly Outcome[]): string[] {
  const all = (pick: (one: Outcome) => Fen): string => showYuan(sum(outcomes.map(pick)))
  const doctors = all(({ doctors }) => sum(doctors.map(({ amount }) => amount)))
  return [
    '合计',
    '',
    '',
    all(({ result }) => result.total),
    all(({ result }) => result.fundShare),
    doctors,
    all(({ result }) => result.providerShare),
  ]
}

/** One month's prepayments or one quarter's true-ups. */
export function paymentTable({ policy }: BudgetYear, title: string, payments: readonly Reasoned[]): string {
  const rows = payments.map(({ name, amount }) => [name, showYuan(amount)])
  const total = ['合计', showYuan(sum(payments.map(({ amount }) => amount)))]
  const head = `${policy.id} ${policy.version} · ${title}`
  const amounts = table({ title: head, head: ['预算单位', '金额'], align: 'lr', rows: [...rows, total] })
  return `${amounts}\n${reasons(payments)}`
}

const reasons = (amounts: readonly Reasoned[]): string => amounts.map(({ name, how }) => `- ${name}: ${how}\n`).join('')

/** What one institution is told of its year, with the reason for every amount. */
export function statementText(year: BudgetYear, settled: SettledYear, outcome: Outcome): string {
  const { policy } = year
  const { institutionId, recipientId, result, own, distributed, doctors, tier, trace } = outcome
  const clearing = settled.clearings.find((one) => one.recipientId === recipientId)!
  const methods = [...year.results.byInstitution.get(institutionId)!.byMethod]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([method, sums]) => [method, showYuan(sums.total), showYuan(sums.earned)])
  const paid = [
    ...MONTHS.map((month) => paidRow(settled.months[month - 1]!, recipientId, `${month} 月预付`)),
    ...QUARTERS.map((quarter) => paidRow(settled.quarters[quarter - 1]!, recipientId, `${quarter} 季度调整`)),
  ]
  const shares = [
    ['总额', result.total],
    ['自身应得', own],
    ...(tier === null ? [] : [['医共体分配', distributed] as const]),
    ...doctors.map(({ id, amount }) => [`家庭医生 ${id}`, amount] as const),
    ['基金支付', result.fundShare],
    ['机构及其他承担', result.providerShare],
  ] as const
  return [
    `${institutionId} ${policy.year} 年度结算单\n${policy.id} ${policy.version}，${policy.source}\n`,
    table({ title: '各支付方式', head: ['方式', '总额', '应得'], align: 'lrr', rows: methods }),
    table({
      title: '所得',
      head: ['项目', '金额'],
      align: 'lr',
      rows: shares.map(([name, amount]) => [name, showYuan(amount)]),
    }),
    table({
      title: `预算单位 ${recipientId}`,
      head: ['项目', '金额'],
      align: 'lr',
      rows: [
        ...paid.filter((row) => row.length > 0),
        ['清算', showYuan(clearing.clearing)],
        ['最终应得', showYuan(clearing.entitlement)],
      ],
    }),
    ...(tier === null ? trace : [...clearing.trace, ...trace]).map((line) => `- ${line}`),
    '',
  ].join('\n')
}

function paidRow(payments: readonly Reasoned[], recipientId: string, name: string): string[] {
  const payment = payments.find((one) => one.name === recipientId)
  return payment === undefined ? [] : [name, showYuan(payment.amount)]
}

/** The year as one JSON object: amounts in fields that end in `Fen`, and the reason beside each. */
export function yearToJson(
  { policy, plan }: BudgetYear,
  { months, quarters, clearings, outcomes }: SettledYear,
): object {
  return {
    ...policyJson(policy),
    totalFen: plan.total,
    categories: paymentsToJson(plan.categories),
    setAside: paymentsToJson(plan.setAside),
    budgets: paymentsToJson(plan.recipients),
    months: months.map(paymentsToJson),
    quarters: quarters.map(paymentsToJson),
    clearings: clearings.map(({ recipientId, trace, ...amounts }) => ({
      recipient: recipientId,
      ...inFen(amounts),
      trace,
    })),
    institutions: outcomes.map(({ institutionId, recipientId, tier, own, distributed, doctors, result, trace }) => ({
      institution: institutionId,
      recipient: recipientId,
      tier,
      ...inFen({
        total: result.total,
        own,
        distributed,
        fundShare: result.fundShare,
        providerShare: result.providerShare,
      }),
      doctors: doctors.map(({ id, amount }) => ({ id, amountFen: amount })),
      fundShareYuan: formatYuan(result.fundShare),
      trace,
    })),
  }
}

export const policyJson = ({ id, version, year }: BudgetYear['policy']) => ({ rules: id, version, year })

export const paymentsToJson = (payments: readonly Reasoned[]): object[] =>
  payments.map(({ name, amount, how }) => ({ name, amountFen: amount, how }))

const inFen = (amounts: Readonly<Record<string, Fen>>): Record<string, Fen> =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [`${name}Fen`, amount]))
