import { formatYuan } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import type { PerDiemRules } from './per-diem-rules.ts'
import type { DayStretch } from './price-days.ts'
import type { UnitPrice } from './price-units.ts'
import type { StayPayment } from './settle-per-diem.ts'

/** `days 1–30: 30 × 480.00; leave 31–32: 2 × 108.00; cap per month 9000.00 of 2026-03: 120.00 above it; fund 0.8`, one line. */
export function explainPayment({ stay, stretches, units, capped, fundRatio, services }: StayPayment): string {
  const parts =
    units === null ? stretches.map(stretchText) : [unitsText(stay.care.pays === 'perUnit' ? stay.care.unit : '', units)]
  parts.push(...(units?.limited ?? []), ...capped)
  if (services.included > 0) parts.push(`inside the package ${formatYuan(services.included)}`)
  if (services.separate > 0)
    parts.push(`beside it ${formatYuan(services.separate)}, of which the fund ${formatYuan(services.separateFund)}`)
  const { notJudged } = stay.asking.facts
  if (notJudged.size > 0) parts.push(`not given: ${[...notJudged].sort().join(', ')}`)
  return [...parts, `fund ${ratioText(fundRatio)} of what counts`].join('; ')
}

function stretchText({ kind, first, last, each, rate, dates }: DayStretch): string {
  const name = { day: first === last ? 'day' : 'days', leave: 'leave', unpaidLeave: 'unpaid leave' }[kind]
  const from = rate.from === '' ? '' : ` (${rate.from})`
  return `${name} ${first === last ? first : `${first}–${last}`}: ${dates.length} × ${formatYuan(each)}${from}`
}

function unitsText(unit: string, { paid, rate, isAtCost, gross, overLimit }: UnitPrice): string {
  const from = rate.from === '' ? '' : ` (${rate.from})`
  const price = isAtCost ? 'at cost' : `× ${ratioText(rate.value)}${from}`
  return `${ratioText(paid)} ${unit} ${price} = ${formatYuan((gross - overLimit) as typeof gross)}`
}

/** One payment as a JSON-ready object: amounts in fen, and how they came about. */
export function paymentToJson(rules: PerDiemRules, payment: StayPayment): Record<string, unknown> {
  const { stay, stretches, units, services } = payment
  return {
    id: stay.id,
    institution: stay.institutionId,
    person: stay.personId,
    package: stay.care.code,
    rule: rules.id,
    version: rules.version,
    from: stay.from,
    to: stay.to,
    ...(units === null
      ? { days: stay.days.length, leaveDays: stay.leave.size }
      : { quantity: ratioText(units.quantity), paidUnits: ratioText(units.paid) }),
    stretches: stretches.map(({ kind, first, last, each, rate, dates }) => ({
      kind,
      firstDay: first,
      lastDay: last,
      days: dates.length,
      rate: ratioText(rate.value),
      from: rate.from === '' ? 'every case' : rate.from,
      eachFen: each,
    })),
    grossFen: payment.gross,
    overLimitFen: payment.overLimit,
    overCapFen: payment.overCap,
    separateFen: services.separate,
    includedFen: services.included,
    totalFen: payment.total,
    fundRatio: ratioText(payment.fundRatio),
    fundShareFen: payment.fundShare,
    providerShareFen: payment.providerShare,
    rounding: rules.rounding,
    how: explainPayment(payment),
  }
}
