import { compareRatios, ONE, plus, type Ratio, ratioText, ZERO_RATIO } from '@medsettle/money/ratio'
import { checkLists } from '../rules/row-condition.ts'
import { checkNames, checkPeriod, type Tell } from '../rules/rule-problem.ts'
import type { CombinationRules, Part, Source, Transition } from './combination-rules.ts'

/** What is wrong between fields that can all be read. */
export function checkCombinationRules(rules: CombinationRules, tell: Tell): void {
  checkPeriod(rules, tell)
  checkNames(
    rules.parts.map(({ id }) => id),
    'parts',
    tell,
  )
  for (const [index, part] of rules.parts.entries()) checkPart(rules, part, `parts[${index}]`, tell)
  checkSources(rules.parts, tell)
  checkBudget(rules, tell)
}

function checkPart(rules: CombinationRules, part: Part, place: string, tell: Tell): void {
  checkLists(part.care, rules.codeLists, `${place}.care`, tell)
  if (part.transition !== undefined) checkTransition(rules, part.transition, `${place}.transition`, tell)
  if (part.fit !== 'none' && part.budget === undefined)
    tell('RULE_FIELD_CONTRADICTS', `${place}.fit`, 'there is no budget to fit to')
  if (part.budget !== undefined && rules.budgetYuan === undefined)
    tell('RULE_FIELD_CONTRADICTS', `${place}.budget`, 'there is no budgetYuan to divide')
  if (part.budget === undefined && rules.budgetYuan !== undefined)
    tell('RULE_FIELD_CONTRADICTS', `${place}.budget`, 'a part without a budget would be paid outside budgetYuan')
}

function checkTransition(
  { period }: CombinationRules,
  { years, corridor }: Transition,
  place: string,
  tell: Tell,
): void {
  for (const [year, blend] of Object.entries(years)) {
    const whole = plus(blend.old, blend.new)
    if (compareRatios(whole, ONE) !== 0) tell('RULE_SHARES_NOT_ONE', `${place}.years.${year}`, ratioText(whole))
  }
  const year = yearOf(period)
  if (year === null) tell('RULE_FIELD_CONTRADICTS', `${place}.years`, 'the period is not within one year')
  else if (years[year] === undefined) tell('RULE_NAME_UNKNOWN', `${place}.years`, `nothing is said of ${year}`)
  const isEmpty = corridor?.holdHarmless !== undefined && corridor.loss?.n === 0n
  if (isEmpty)
    tell(
      'RULE_FIELD_CONTRADICTS',
      `${place}.corridor.holdHarmless`,
      'without any loss there is nothing to hold harmless',
    )
}

/** null: the period is not within one calendar year */
export const yearOf = ({ from, to }: CombinationRules['period']): string | null =>
  from.slice(0, 4) === to.slice(0, 4) ? from.slice(0, 4) : null

/** No result may belong to two parts, or to both sides of a transition. */
function checkSources(parts: readonly Part[], tell: Tell): void {
  const sources = parts.flatMap(({ results, transition }, index): [string, Source][] => [
    [`parts[${index}].results`, results],
    ...(transition === undefined ? [] : [[`parts[${index}].transition.old`, transition.old] as [string, Source]]),
  ])
  for (const [index, [place, source]] of sources.entries())
    if (sources.slice(0, index).some(([, other]) => canMeet(source, other)))
      tell(
        'RULE_NAME_TWICE',
        place,
        `results of ${source.method}${source.rule === undefined ? '' : ` by ${source.rule}`}`,
      )
}

const canMeet = (a: Source, b: Source): boolean =>
  a.method === b.method && (a.rule === undefined || b.rule === undefined || a.rule === b.rule)

/** Fixed shares leave something exactly when somebody takes the rest. */
function checkBudget({ parts, budgetYuan }: CombinationRules, tell: Tell): void {
  if (budgetYuan === undefined) return
  const of = (kind: string): Part[] => parts.filter(({ budget }) => budget?.kind === kind)
  const fixed = parts.reduce<Ratio>(
    (sum, { budget }) => (budget?.kind === 'fixed' ? plus(sum, budget.share) : sum),
    ZERO_RATIO,
  )
  const order = compareRatios(fixed, ONE)
  const takers = of('priorYear').length + of('residual').length
  if (order > 0 || (order < 0 && takers === 0))
    tell('RULE_SHARES_NOT_ONE', 'parts.budget', `fixed shares: ${ratioText(fixed)}`)
  if (of('residual').length > 1 || (of('residual').length === 1 && of('priorYear').length > 0))
    tell(
      'RULE_FIELD_CONTRADICTS',
      'parts.budget',
      'one residual, or shares of the prior year, take what fixed shares leave',
    )
  const said = of('priorYear').filter(({ budget }) => budget?.kind === 'priorYear' && budget.yuan !== undefined)
  if (said.length !== 0 && said.length !== of('priorYear').length)
    tell('RULE_FIELD_CONTRADICTS', 'parts.budget', 'yuan of the prior year are given for some parts and not for others')
}
