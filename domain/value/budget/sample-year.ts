import { parseYuan, subtract } from '@medsettle/money'
import { type ValueResult, valueResult } from '../value-result.ts'
import type { BudgetYear } from './prepay.ts'
import { type BudgetTexts, readBudget } from './read-budget.ts'
import { openResults } from './year-results.ts'

/** Rules of a county for tests: one consortium of four and one hospital by itself. Written here; they follow no region's rules. */
export const SAMPLE_RULES = {
  id: 'county',
  version: '1',
  source: 'sample',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  year: '2026',
  fund: 'FUND',
  categories: [
    { name: 'inpatient', base: '1000000.00', growth: [{ name: 'policy', index: '1.05' }], mostIndex: '1.04' },
  ],
  setAside: [
    { name: 'risk-adjustment', share: '0.03', coversOverspend: true },
    { name: 'reserve', share: '0.02' },
  ],
  recipients: [
    {
      id: 'C1',
      members: [
        { id: 'L1', tier: 'lead' },
        { id: 'T1', tier: 'township' },
        { id: 'T2', tier: 'township' },
        { id: 'V1', tier: 'village' },
      ],
      distribution: {
        byTier: { lead: '0.6', township: '0.3', village: '0.1' },
        within: { by: 'weights', indicator: 'workload' },
        doctors: { share: '0.1', indicator: 'contracts' },
      },
    },
    { id: 'H1' },
  ],
  split: { by: 'shares', shares: { C1: '0.75', H1: '0.25' } },
  prepayment: { basis: 'budget', share: '0.9' },
  bands: [
    { from: '0', upTo: '0.85', kept: '0.5' },
    { from: '0.85', upTo: '1', kept: '1' },
    { from: '1', upTo: '1.1', fundBears: '0.7' },
    { from: '1.1', fundBears: '0' },
  ],
}

export const SAMPLE_FACTS = {
  indicators: {
    workload: { L1: '7', T1: '2', T2: '1', V1: '1' },
    contracts: { 'fd-1': '900', 'fd-2': '600' },
  },
  doctors: [
    { id: 'fd-1', institution: 'T1' },
    { id: 'fd-2', institution: 'V1' },
  ],
}

/** `H1 drg 1000.00 800.00`: institution, method, total, share of the fund; from and to when not the whole year. */
export function resultLine(line: string): ValueResult {
  const [institutionId, method, totalYuan, fundYuan, from = '2026-01-01', to = '2026-12-31'] = line.split(' ')
  const [total, fundShare] = [parseYuan(totalYuan!), parseYuan(fundYuan!)]
  const rule = { id: `${method}-rules`, version: '1' }
  const providerShare = subtract(total, fundShare)
  const whose = { institutionId: institutionId!, method: method as ValueResult['method'] }
  return valueResult({ ...whose, rule, period: { from, to }, total, fundShare, providerShare })
}

/** A year of the sample rules with some fields replaced. */
export function sampleYear(
  lines: readonly string[],
  rules: Readonly<Record<string, unknown>> = {},
  facts: Readonly<Record<string, unknown>> = {},
): BudgetYear {
  const budget = readBudget(sampleTexts(rules, facts))
  const desk = openResults(budget.policy)
  for (const line of lines) {
    const refusal = desk.add(resultLine(line))
    if (refusal !== null) throw new Error(`${line}: ${refusal.code}`)
  }
  return { ...budget, results: desk.close() }
}

export const sampleTexts = (
  rules: Readonly<Record<string, unknown>> = {},
  facts: Readonly<Record<string, unknown>> = {},
): BudgetTexts => ({
  rules: JSON.stringify({ ...SAMPLE_RULES, ...rules }),
  facts: JSON.stringify({ ...SAMPLE_FACTS, ...facts }),
  closing: true,
})

/** The same year of other institutions: every id with an ending. */
export function renamedYear(of: BudgetYear, ending: string): BudgetYear {
  const rename = <T extends { readonly id: string }>(one: T): T => ({ ...one, id: `${one.id}${ending}` })
  const both = <T>(values: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(
      Object.entries(values).flatMap(([id, value]) => [id, `${id}${ending}`].map((key) => [key, value])),
    )
  const { policy, plan, facts, results } = of
  const recipients = policy.recipients.map((one) => ({
    ...rename(one),
    ...(one.members ? { members: one.members.map(rename) } : {}),
  }))
  const indicators = Object.entries(facts.indicators).map(([name, values]) => [name, both(values)] as const)
  return {
    policy: { ...policy, fund: `${policy.fund}${ending}`, recipients },
    plan: { ...plan, recipients: plan.recipients.map((one) => ({ ...one, name: `${one.name}${ending}` })) },
    facts: {
      ...facts,
      indicators: Object.fromEntries(indicators),
      doctors: facts.doctors.map((one) => ({ ...one, institution: `${one.institution}${ending}` })),
      penalties: facts.penalties.map((one) => ({ ...one, recipient: `${one.recipient}${ending}` })),
    },
    results: {
      ...results,
      byInstitution: new Map([...results.byInstitution].map(([id, sums]) => [`${id}${ending}`, sums])),
    },
  }
}
