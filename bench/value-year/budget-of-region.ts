import { type Fen, formatYuan, subtract, sum } from '@medsettle/money'
import { ratioOf } from '@medsettle/money/ratio'
import type { BudgetYear } from '../../domain/value/budget/prepay.ts'
import { readBudget } from '../../domain/value/budget/read-budget.ts'
import { shareOf } from '../../domain/value/budget/share-of.ts'
import { openResults } from '../../domain/value/budget/year-results.ts'
import { valueResult } from '../../domain/value/value-result.ts'
import { type BlockSums, CELLS } from './price-block.ts'
import type { SampleRegion } from './sample-region.ts'

const QUARTERS = [
  { from: '2026-01-01', to: '2026-03-31' },
  { from: '2026-04-01', to: '2026-06-30' },
  { from: '2026-07-01', to: '2026-09-30' },
  { from: '2026-10-01', to: '2026-12-31' },
] as const

/** The region's rules for 2026, grown from what a sample of last year cost, and 2026's results. */
export function budgetOfRegion(region: SampleRegion, lastYear: BlockSums, year: BlockSums): BudgetYear {
  const budget = readBudget({ ...rulesOf(region, lastYear, year.cases / lastYear.cases), closing: true })
  const desk = openResults(budget.policy)
  for (const [no, { id, method }] of region.hospitals.entries())
    for (const [quarter, period] of QUARTERS.entries()) {
      const { total, fundShare } = sharesOf(year, no, quarter)
      const rule = { id: `bench-${method}`, version: '2026.1' }
      const providerShare = subtract(total, fundShare)
      const refusal = desk.add(
        valueResult({ method, rule, institutionId: id, period, total, fundShare, providerShare }),
      )
      if (refusal !== null) throw new Error(`${id}: ${refusal.code}`)
    }
  return { ...budget, results: desk.close() }
}

/** The fund's part of what is priced: 70 % for employees, 60 % for residents, rounded half up on the quarter's sums. */
const FUND_PARTS = [ratioOf('0.7'), ratioOf('0.6')] as const

function sharesOf(
  { priced }: BlockSums,
  hospitalNo: number,
  quarter: number,
): { readonly total: Fen; readonly fundShare: Fen } {
  const amounts = [0, 1].map((type) => priced[hospitalNo * CELLS + quarter * 2 + type]! as Fen)
  return { total: sum(amounts), fundShare: sum(amounts.map((amount, type) => shareOf(amount, FUND_PARTS[type]!))) }
}

function rulesOf({ hospitals }: SampleRegion, lastYear: BlockSums, scale: number): { rules: string; facts: string } {
  const paid = hospitals.map((_, no) =>
    Math.round(scale * sum(QUARTERS.map((_, quarter) => sharesOf(lastYear, no, quarter).fundShare))),
  )
  const consortia = [...new Set(hospitals.flatMap(({ consortium }) => consortium ?? []))]
  const recipients = [
    ...consortia.map((id) => ({
      id,
      members: hospitals.filter((one) => one.consortium === id).map(({ id: member, tier }) => ({ id: member, tier })),
      distribution: DISTRIBUTION,
    })),
    ...hospitals.filter(({ consortium }) => consortium === null).map(({ id }) => ({ id })),
  ]
  const paidOf = (recipient: string): number =>
    hospitals.reduce(
      (total, one, no) => (one.id === recipient || one.consortium === recipient ? total + paid[no]! : total),
      0,
    )
  const paid2025 = Object.fromEntries(recipients.map(({ id }) => [id, String(paidOf(id))]))
  const base = formatYuan(paid.reduce((a, b) => a + b) as Fen)
  const workload = Object.fromEntries(hospitals.map(({ id, size }) => [id, size.toFixed(3)]))
  const scores = Object.fromEntries(recipients.map(({ id }, no) => [id, String(70 + ((no * 7) % 31))]))
  const doctors = hospitals.flatMap(({ id, tier, consortium }) =>
    consortium !== null && tier !== 'lead' ? [{ id: `fd-${id.toLowerCase()}`, institution: id }] : [],
  )
  const contracts = Object.fromEntries(doctors.map(({ id }, no) => [id, String(400 + ((no * 137) % 900))]))
  const rules = {
    ...RULES,
    categories: [{ name: 'inpatient', base, growth: [{ name: 'policy', index: '1.05' }] }],
    recipients,
  }
  return {
    rules: JSON.stringify(rules),
    facts: JSON.stringify({ indicators: { paid2025, workload, contracts }, scores, doctors }),
  }
}

const DISTRIBUTION = {
  byTier: { lead: '0.6', township: '0.25', village: '0.15' },
  within: { by: 'weights', indicator: 'workload' },
  doctors: { share: '0.1', indicator: 'contracts' },
}

const RULES = {
  id: 'bench-region',
  version: '2026.1',
  source: 'made up for the bench',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  year: '2026',
  fund: 'FUND-BENCH',
  setAside: [{ name: 'risk-adjustment', share: '0.03', coversOverspend: true }],
  split: { by: 'weights', indicator: 'paid2025' },
  prepayment: { basis: 'budget', share: '0.9' },
  trueUp: { share: '0.9', limit: '0.05' },
  bands: [
    { from: '0', upTo: '0.85', kept: '0.3' },
    { from: '0.85', upTo: '1', kept: '1' },
    { from: '1', upTo: '1.1', fundBears: '0.7' },
    { from: '1.1', fundBears: '0' },
  ],
  assessment: {
    appliesTo: 'withhold',
    withhold: '0.05',
    table: [
      { from: '0', coefficient: '0.8' },
      { from: '80', coefficient: '0.95' },
      { from: '90', coefficient: '1' },
    ],
  },
}
