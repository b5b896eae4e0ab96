import { formatYuan, type Rounding } from '@medsettle/money'
import { type RoundingRule, ratioText } from '@medsettle/money/ratio'
import type { CasePrice, PricedCase } from './price-case.ts'
import type { Step } from './standard.ts'

const MODE_TEXT: Record<Rounding, string> = { halfUp: 'half up', halfEven: 'half even', down: 'down', up: 'up' }
const SIGN = { times: '×', dividedBy: '÷', plus: '+' } as const

/** `ordinary`, `high`, `excluded: stay over 60 days`, with what could not be judged. */
export function reasonOf(price: Exclude<CasePrice, { outcome: 'refused' }>): string {
  if (price.outcome === 'excluded') return `excluded: ${price.exclusion.name}`
  const band = price.outlier?.band
  const name = band === undefined ? 'ordinary' : `${band.name}${band.review ? ', for review' : ''}`
  return price.notJudged.length === 0 ? name : `${name}; not given: ${price.notJudged.join(', ')}`
}

/** `weight 1.2345 × rate 12000 × level 0.95 = 14073.3, to fen: 14073.30`: every factor and every rounding, one line. */
export function explainStandard(price: PricedCase): string {
  const { steps, round, exact, yuan } = price.standard
  const parts: string[] = []
  for (const [index, step] of steps.entries()) {
    parts.push(index === 0 ? stepText(step) : `${SIGN[step.operation]} ${stepText(step)}`)
    if (step.round !== null)
      parts.push(`= ${ratioText(step.exact)}, ${roundingText(step.round)} = ${ratioText(step.result)},`)
  }
  const last = steps.at(-1)!
  const open = last.round === null ? ` = ${ratioText(exact)}` : ''
  const rounded = round === null ? '' : `, ${roundingText(round)} = ${ratioText(yuan)}`
  const fen = `, ${fenText(price)} = ${formatYuan(price.standardFen)}`
  return `${parts.join(' ').replace(/,$/, '')}${open}${rounded}${fen}`
}

function stepText(step: Step): string {
  if (step.parts.length === 1) return `${step.name} ${ratioText(step.value)}`
  const sum = step.parts.map((part) => `${part.name} ${ratioText(part.value)}`).join(' + ')
  return `${step.name} ${ratioText(step.value)} (${sum})`
}

const fenText = ({ tariff }: PricedCase): string =>
  tariff.toFen === null ? 'whole fen' : `rounded ${MODE_TEXT[tariff.toFen]} to fen`

export function roundingText(rule: RoundingRule): string {
  const where =
    rule.decimals !== undefined ? `${rule.decimals} decimals` : `${rule.significantDigits} significant digits`
  return `rounded ${MODE_TEXT[rule.mode]} to ${where}`
}

/** The whole result as one JSON-ready object: amounts in yuan as text, fen as whole numbers. */
export function priceToJson(price: CasePrice): Record<string, unknown> {
  const { id, group, outcome } = price
  if (price.outcome === 'refused') return { id, group, outcome, ...price.refusal }
  const head = { id, group, outcome, tariff: price.tariff.id, version: price.tariff.version, reason: reasonOf(price) }
  const priceYuan = price.priceFen === null ? null : formatYuan(price.priceFen)
  if (price.outcome === 'excluded') return { ...head, priceFen: price.priceFen, priceYuan, pays: price.exclusion.pays }
  return {
    ...head,
    standardYuan: ratioText(price.standard.yuan),
    standardFen: price.standardFen,
    priceFen: price.priceFen,
    priceYuan,
    review: price.outlier?.band.review ?? false,
    factors: price.standard.steps.map(stepJson),
    formula: explainStandard(price),
    ...(price.outlier === null ? {} : { outlier: `${price.outlier.how}, ${fenText(price)} = ${priceYuan}` }),
    ...(price.notJudged.length === 0 ? {} : { notJudged: price.notJudged }),
  }
}

const stepJson = (step: Step): Record<string, unknown> => ({
  name: step.name,
  operation: step.operation,
  value: ratioText(step.value),
  from: step.parts.map((part) => (part.from === '' ? 'every case' : part.from)).join(' + '),
  result: ratioText(step.result),
})
