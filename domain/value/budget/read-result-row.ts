import { type Fen, MoneyError, parseYuan, subtract } from '@medsettle/money'
import { isChinaDate } from '../../identity/china-date.ts'
import { type ValueMethod, type ValueResult, valueResult } from '../value-result.ts'
import { type BudgetRefusal, type BudgetRefusalCode, budgetRefusal } from './budget-problem.ts'

/** A budget is no method whose results it adds up. */
const METHODS: readonly ValueMethod[] = ['drg', 'dip', 'capitation', 'perDiem', 'perUnit', 'bundle', 'performance']

/**
 * A row of results: `institution,method,rule,version,from,to,total,fund`, and `provider` where the file has it. Amounts in yuan; the
 * other methods' columns `totalYuan`, `fundYuan` and `providerYuan` are the same.
 */
export function readResultRow(columns: ReadonlyMap<string, string>): ValueResult | BudgetRefusal {
  const text = (name: string): string => columns.get(name) ?? columns.get(`${name}Yuan`) ?? ''
  for (const name of ['institution', 'method', 'rule', 'version', 'from', 'to', 'total', 'fund'])
    if (text(name) === '') return budgetRefusal('BUDGET_FIELD_MISSING', name)
  const method = METHODS.find((one) => one === text('method'))
  if (method === undefined)
    return refused('BUDGET_METHOD_UNKNOWN', 'method', `${text('method')}; known are ${METHODS.join(', ')}`)
  const period = { from: text('from'), to: text('to') }
  if (!isChinaDate(period.from)) return refused('BUDGET_PERIOD_INVALID', 'from', period.from)
  if (!isChinaDate(period.to) || period.to < period.from) return refused('BUDGET_PERIOD_INVALID', 'to', period.to)
  const total = readFen(text('total'))
  if (total === null) return refused('BUDGET_AMOUNT_INVALID', 'total', text('total'))
  const fundShare = readFen(text('fund'))
  if (fundShare === null) return refused('BUDGET_AMOUNT_INVALID', 'fund', text('fund'))
  // negative amounts are refused before they are subtracted: nothing then leaves the exact range
  if (total < 0) return budgetRefusal('BUDGET_RESULT_NEGATIVE', 'total', text('total'))
  if (fundShare < 0) return budgetRefusal('BUDGET_RESULT_NEGATIVE', 'fund', text('fund'))
  const rest = subtract(total, fundShare)
  const providerShare = text('provider') === '' ? rest : readFen(text('provider'))
  if (providerShare === null) return refused('BUDGET_AMOUNT_INVALID', 'provider', text('provider'))
  if (providerShare !== rest) return refused('BUDGET_SHARES_DIFFER', 'provider', text('provider'))
  const rule = { id: text('rule'), version: text('version') }
  return valueResult({ method, rule, institutionId: text('institution'), period, total, fundShare, providerShare })
}

const refused = (code: BudgetRefusalCode, place: string, what: string): BudgetRefusal =>
  budgetRefusal(code, place, what.slice(0, 120))

function readFen(text: string): Fen | null {
  try {
    return parseYuan(text)
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}
