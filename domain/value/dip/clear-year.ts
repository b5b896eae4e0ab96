import {
  add,
  allocate,
  divideRounded,
  type Fen,
  fenFromBigInt,
  formatYuan,
  negate,
  smaller,
  subtract,
  sum,
  ZERO,
} from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import type { ClearingInstitution, ClearingRules } from './clearing-rules.ts'
import { clearingRefused } from './dip-clearing-refusal.ts'
import { type FundParts, fundParts } from './fund-parts.ts'
import { shareOfBands } from './share-bands.ts'
import { type DipStatement, type StatementLine, statementOf } from './statement.ts'
import type { InstitutionYear, YearTally } from './year-tally.ts'

/** A year of points as money: every fen of the fund is a hospital's, or stays with the fund. */
export interface DipClearing {
  readonly rule: { readonly id: string; readonly version: string }
  /** yuan, exact */
  readonly pointValue: Ratio
  readonly fund: Fen
  /** in the order of the rules */
  readonly statements: readonly DipStatement[]
  /** fen: fund − Σ fund shares; negative: drawn from the reserve */
  readonly keptByFund: Fen
}

/** @throws RefusalError DIP_NO_POINTS, DIP_FUND_EXCEEDED, DIP_PATIENTS_PAID_MORE @throws BrokenInvariant */
export function clearYear(rules: ClearingRules, tally: YearTally): DipClearing {
  const years = rules.institutions.map(({ id }) => tally.of(id))
  const found = fundParts(rules, years)
  const penalties = rules.institutions.map(penaltyLine)
  const surplus = years.map((year, at) => surplusLine(rules, year, found, at))
  const before = rules.institutions.map((_, at) =>
    sum([found.parts, found.assessments, found.unrated, surplus, penalties].map((lines) => lines[at]!.amount)),
  )
  const overspend = overspendLines(rules, years, found.standards, subtract(rules.fund, sum(before)))
  const paid = before.map((amount, at) => add(amount, overspend[at]!.amount))
  const redistribution = redistributionLines(rules, years, subtract(rules.fund, sum(paid)))
  const statements = rules.institutions.map(({ id, prepaid }, at) =>
    statementOf(
      { institutionId: id, year: years[at]!, pointValue: found.pointValue, standard: found.standards[at]!, prepaid },
      [found.parts, found.assessments, surplus, overspend, found.unrated, penalties, redistribution].map(
        (lines) => lines[at]!,
      ),
      rules,
    ),
  )
  return closed(rules, found.pointValue, statements)
}

function closed(rules: ClearingRules, pointValue: Ratio, statements: readonly DipStatement[]): DipClearing {
  const paid = sum(statements.map(({ fundShare }) => fundShare))
  const keptByFund = subtract(rules.fund, paid)
  invariant(add(paid, keptByFund) === rules.fund, 'a fen of the fund would be nobody’s')
  invariant(add(keptByFund, rules.reserve ?? ZERO) >= 0, 'hospitals would be promised money the fund does not have')
  return { rule: { id: rules.id, version: rules.version }, pointValue, fund: rules.fund, statements, keptByFund }
}

function penaltyLine({ penalties }: ClearingInstitution): StatementLine {
  const how = penalties.map(({ reason, amount }) => `${reason} ${formatYuan(amount)}`).join(', ') || 'none'
  return { name: 'penalties', amount: negate(sum(penalties.map(({ amount }) => amount))), how }
}

/** Fen with parts to whole fen, as the rules of the year round. */
const wholeFen = ({ n, d }: Ratio, { toFen }: ClearingRules): Fen => fenFromBigInt(divideRounded(n, d, toFen))

/** Cost below the standard: what the bands do not let the hospital keep, never more than the fund would pay it. */
function surplusLine(rules: ClearingRules, year: InstitutionYear, found: FundParts, at: number): StatementLine {
  const standard = found.standards[at]!
  const name = 'surplusNotKept'
  const surplus = subtract(standard, year.cost)
  if (rules.surplusKept === undefined) return { name, amount: ZERO, how: 'no bands: all of it is kept' }
  if (surplus <= 0) return { name, amount: ZERO, how: 'no surplus' }
  const kept = shareOfBands(rules.surplusKept, surplus, standard)
  const cut = subtract(surplus, smaller(wholeFen(kept.amount, rules), surplus))
  const most = add(found.parts[at]!.amount, found.assessments[at]!.amount)
  const how = `standard ${formatYuan(standard)} − cost ${formatYuan(year.cost)}; kept ${kept.how}`
  return { name, amount: negate(smaller(cut, most)), how: cut > most ? `${how}; no more than the fund pays` : how }
}

/** Cost above the standard: the bands' part, as far as fund and reserve go. @param left fen of the fund before it */
function overspendLines(
  rules: ClearingRules,
  years: readonly InstitutionYear[],
  standards: readonly Fen[],
  left: Fen,
): StatementLine[] {
  const pool = add(left, rules.reserve ?? ZERO)
  const shared = years.map((year, at) => {
    const overspend = subtract(year.cost, standards[at]!)
    if (rules.overspendShared === undefined || overspend <= 0) return null
    return { overspend, ...shareOfBands(rules.overspendShared, overspend, standards[at]!) }
  })
  const wanted = shared.map((one) => (one === null ? ZERO : wholeFen(one.amount, rules)))
  const short = subtract(sum(wanted), pool)
  const isShort = short > 0
  if (pool < 0 || (isShort && rules.whenShort === 'refuse'))
    throw clearingRefused('DIP_FUND_EXCEEDED', 'fund', `${formatYuan(short)} yuan are missing`)
  const granted = isShort ? allocate(pool, wanted) : wanted
  return shared.map((one, at) => {
    const name = 'overspendShared'
    if (one === null)
      return { name, amount: granted[at]!, how: rules.overspendShared ? 'no overspend' : 'no bands: not shared' }
    const how = `cost ${formatYuan(years[at]!.cost)} − standard ${formatYuan(standards[at]!)}; shared ${one.how}`
    return { name, amount: granted[at]!, how: isShort ? `${how}; cut in proportion to what the fund has` : how }
  })
}

/** What is left goes to the hospitals by their points, or stays with the fund. */
function redistributionLines(rules: ClearingRules, years: readonly InstitutionYear[], left: Fen): StatementLine[] {
  const isGiven = rules.leftover === 'distribute' && left > 0
  const amounts = isGiven
    ? allocate(
        left,
        years.map(({ points }) => points.n),
      )
    : years.map(() => ZERO)
  const how = isGiven ? `${formatYuan(left)} by points` : 'nothing is redistributed'
  return amounts.map((amount) => ({ name: 'redistribution', amount, how }))
}
