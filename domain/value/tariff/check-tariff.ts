import { checkBands, checkExceptions } from './check-bands.ts'
import { findGaps } from './check-gaps.ts'
import { inspectTariff } from './read-tariff.ts'
import type { Tariff } from './tariff.ts'
import { type TariffProblem, type TariffProblemCode, tariffProblem } from './tariff-refusal.ts'

/** Findings a tariff can be used with: the document says so itself, or cases are refused one by one. */
const NOTES: ReadonlySet<TariffProblemCode> = new Set([
  'TARIFF_NO_STANDARD',
  'TARIFF_NO_FEN_ROUNDING',
  'TARIFF_BAND_GAP',
  'TARIFF_ROW_SKIPPED',
])

export const isNote = (problem: TariffProblem): boolean => NOTES.has(problem.code)

/** Everything wrong with a tariff document: what cannot be read, or else what its rules leave open or say twice. */
export function checkTariffJson(json: string): readonly TariffProblem[] {
  const { tariff, problems } = inspectTariff(json)
  return tariff === null ? problems : checkTariff(tariff)
}

export function checkTariff(tariff: Tariff): TariffProblem[] {
  const lookups = tariff.formula.flatMap((factor) => [factor.lookup, ...factor.addends])
  return [...checkHead(tariff), ...findGaps(tariff), ...lookups.flatMap(checkExceptions), ...checkBands(tariff)]
}

function checkHead({ validFrom, validTo, source, toFen }: Tariff): TariffProblem[] {
  const problems: TariffProblem[] = []
  if (validFrom === null) problems.push(tariffProblem('TARIFF_NO_VALIDITY', 'validFrom'))
  else if (validTo !== null && validTo < validFrom)
    problems.push(tariffProblem('TARIFF_VALIDITY_REVERSED', 'validTo', `${validFrom} to ${validTo}`))
  if (source === '') problems.push(tariffProblem('TARIFF_NO_SOURCE', 'source'))
  if (toFen === null) problems.push(tariffProblem('TARIFF_NO_FEN_ROUNDING', 'toFen'))
  return problems
}
