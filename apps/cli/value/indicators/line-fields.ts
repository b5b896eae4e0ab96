import { divideRounded, type Fen, formatYuan } from '@medsettle/money'
import { type Ratio, roundRatio } from '@medsettle/money/ratio'
import type { IndicatorLine } from '../../../../domain/value/indicators/indicators.ts'

/** A ratio with fixed decimals, rounded half up: `0.9870`. */
export function decimals(value: Ratio, places: number): string {
  const { n } = roundRatio({ n: value.n * 10n ** BigInt(places), d: value.d }, { decimals: 0, mode: 'halfUp' })
  const digits = (n < 0n ? -n : n).toString().padStart(places + 1, '0')
  const [whole, fraction] = [digits.slice(0, digits.length - places), digits.slice(digits.length - places)]
  return `${n < 0n ? '-' : ''}${whole}${places === 0 ? '' : `.${fraction}`}`
}

/** Part ÷ whole in percent; empty when there is no whole. */
export const percent = (part: number, whole: number, places = 2): string =>
  whole === 0 ? '' : decimals({ n: BigInt(part) * 100n, d: BigInt(whole) }, places)

const statistic = (value: number | null): string => (value === null ? '' : value.toFixed(4))

/** Every figure of a line by its name, in the order they are shown. */
export function lineFields(line: IndicatorLine): Map<string, string> {
  const { sums, lowRisk, readmissions } = line
  const meanCost = sums.costed === 0 ? '' : formatYuan(mean(sums.cost, sums.costed))
  return new Map([
    ['cases', String(line.cases)],
    ['groups', String(line.groups)],
    ['totalWeight', decimals(sums.weight, 4)],
    ['caseMixIndex', decimals(line.caseMixIndex, 4)],
    ['costIndex', statistic(line.costIndex)],
    ['timeIndex', statistic(line.timeIndex)],
    ['meanCostYuan', meanCost],
    ['meanStay', sums.stayed === 0 ? '' : decimals({ n: BigInt(sums.stay), d: BigInt(sums.stayed) * 100n }, 2)],
    ['deathPercent', percent(sums.deaths, sums.ended, 3)],
    ['lowRiskCases', String(lowRisk.cases)],
    ['lowRiskDeaths', String(lowRisk.deaths)],
    ['lowRiskDeathPercent', percent(lowRisk.deaths, lowRisk.cases, 3)],
    ...(readmissions ?? []).map(({ days, discharges, returns }): [string, string] => [
      `return${days}Percent`,
      percent(returns, discharges),
    ]),
    ['tertiaryPercent', percent(sums.tertiary, sums.levelled)],
    ['fundPercent', percent(sums.fund, sums.fundCost)],
  ])
}

const mean = (sum: number, count: number): Fen => Number(divideRounded(BigInt(sum), BigInt(count), 'halfUp')) as Fen
