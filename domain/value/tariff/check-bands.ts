import { compareRatios, ONE } from '@medsettle/money/ratio'
import { conditionsMeet, holesBetween, rangesMeet } from './ranges.ts'
import type { Band, BandSet, Lookup, Range, Tariff } from './tariff.ts'
import { type TariffProblem, tariffProblem } from './tariff-refusal.ts'

/** Bands that can both hold, and values that fall between bands where nobody would expect an ordinary case. */
export function checkBands(tariff: Tariff): TariffProblem[] {
  return tariff.outliers.flatMap((set, index) => {
    const place = `outliers[${index}]`
    return [...overlaps(set, place), ...holes(set, place), ...holesOfWhere(set, place)]
  })
}

function overlaps(set: BandSet, place: string): TariffProblem[] {
  return pairs(set.bands)
    .filter(([a, b]) => rangesMeet(a.range, b.range) && conditionsMeet(a.where, b.where))
    .map(([a, b]) => tariffProblem('TARIFF_BANDS_OVERLAP', place, `${a.name} and ${b.name}`))
}

/** Around a ratio of 1 a case is ordinary; a hole between `above 2` … `below 3` and `above 3` is a slip of the pen. */
function holes(set: BandSet, place: string): TariffProblem[] {
  const found = set.bands.flatMap((band) => {
    const beside = set.bands.filter((other) => conditionsMeet(band.where, other.where))
    return holesBetween(beside.map((one) => one.range))
  })
  const odd = found.filter(
    ({ from, to }) => set.measure !== 'costRatio' || compareRatios(from, ONE) > 0 || compareRatios(to, ONE) < 0,
  )
  return [...new Set(odd.map((hole) => hole.text))].map((text) =>
    tariffProblem('TARIFF_BAND_GAP', place, `${set.measure} ${text}`),
  )
}

/** Bands of one name that split a number (weight below 2, weight above 2) and leave a value to none. */
function holesOfWhere(set: BandSet, place: string): TariffProblem[] {
  return [...new Set(set.bands.map((band) => band.name))].flatMap((name) => {
    const ranges = Map.groupBy(set.bands.filter((band) => band.name === name).flatMap(splits), ([asked]) => asked)
    return [...ranges].flatMap(([asked, list]) =>
      holesBetween(list.map(([, range]) => range)).map((hole) =>
        tariffProblem('TARIFF_BAND_GAP', place, `${name}: ${asked} ${hole.text}`),
      ),
    )
  })
}

const splits = (band: Band): [name: string, range: Range][] =>
  band.where.flatMap((test) => (test.kind === 'range' ? [[test.name, test.range] as [string, Range]] : []))

export function checkExceptions(lookup: Lookup): TariffProblem[] {
  return pairs(lookup.exceptions)
    .filter(([a, b]) => conditionsMeet(a.when, b.when))
    .map(([a, b]) => tariffProblem('TARIFF_EXCEPTIONS_OVERLAP', lookup.name, `${a.name} and ${b.name}`))
}

const pairs = <T>(list: readonly T[]): [T, T][] =>
  list.flatMap((one, index) => list.slice(index + 1).map((other): [T, T] => [one, other]))
