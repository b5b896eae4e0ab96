import { holds } from './condition.ts'
import { type CasePrice, priceCase } from './price-case.ts'
import type { Tariff, Test } from './tariff.ts'
import { CaseRefused, type ValueRefusalCode } from './tariff-refusal.ts'
import { factsOf, type ValueCase } from './value-case.ts'

/** Tariffs of several years, cities or schemes: each case is priced by the one that is for it. */
export function priceByBook(tariffs: readonly Tariff[], one: ValueCase): CasePrice {
  const fitting = tariffs.filter((tariff) => isFor(tariff, one))
  if (fitting.length === 1) return priceCase(fitting[0]!, one)
  const named = fitting.map((tariff) => `${tariff.id} ${tariff.version}`).join(' and ')
  return fitting.length === 0
    ? refused(one, 'VALUE_NO_TARIFF', noTariff(tariffs, one))
    : refused(one, 'VALUE_TARIFFS_OVERLAP', `${named}; let the case say more (date, or what they apply to)`)
}

function refused(one: ValueCase, code: ValueRefusalCode, what: string): CasePrice {
  return { outcome: 'refused', id: one.id, group: one.group, refusal: new CaseRefused(code, 'tariff', what).refusal }
}

/** A case that does not say its city or its date is not contradicted by a tariff that names one. */
function isFor(tariff: Tariff, one: ValueCase): boolean {
  const date = one.columns.get('date') ?? ''
  if (date !== '' && tariff.validFrom !== null && date < tariff.validFrom) return false
  if (date !== '' && tariff.validTo !== null && date > tariff.validTo) return false
  const said = tariff.appliesTo.filter((test) => says(one, test))
  if (said.length === 0) return true
  try {
    return holds({ tariff, one, facts: factsOf(one, tariff.measures) }, said)
  } catch (error) {
    if (error instanceof CaseRefused) return error.refusal.code !== 'VALUE_DIMENSION_UNKNOWN'
    throw error
  }
}

const says = (one: ValueCase, test: Test): boolean => test.name === 'group' || (one.columns.get(test.name) ?? '') !== ''

function noTariff(tariffs: readonly Tariff[], one: ValueCase): string {
  const date = one.columns.get('date') ?? ''
  const spans = tariffs.map(
    (tariff) => `${tariff.id} ${tariff.version}: ${tariff.validFrom ?? '…'} to ${tariff.validTo ?? '…'}`,
  )
  return `${date === '' ? '' : `date ${date}; `}given are ${spans.slice(0, 5).join(', ')}`
}
