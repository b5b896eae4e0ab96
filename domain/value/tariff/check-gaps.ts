import { findIn } from './lookup.ts'
import { textHolds } from './ranges.ts'
import type { Condition, Exception, Lookup, TableNode, Tariff } from './tariff.ts'
import { type TariffProblem, tariffProblem } from './tariff-refusal.ts'

/** Beyond this many a table is better read than listed. */
const MOST_COMBINATIONS = 500_000

/** Combinations of known values that some table of the tariff has no number for. */
export function findGaps(tariff: Tariff): TariffProblem[] {
  const lookups = lookupsOf(tariff)
  const groups = new Set(lookups.flatMap(([, lookup]) => namedGroups(lookup)))
  return lookups.flatMap(([place, lookup]) => [
    ...gapsOf(tariff, groups, place, lookup, lookup.exceptions),
    ...lookup.exceptions.flatMap((one) => gapsOf(tariff, groups, `${place}.${one.name}`, one, [], one.when)),
  ])
}

function lookupsOf(tariff: Tariff): [place: string, lookup: Lookup][] {
  const chain = tariff.formula.flatMap((factor) => [factor.lookup, ...factor.addends])
  const averages = tariff.outliers.flatMap((set) => (set.average === null ? [] : [set.average]))
  const rates = tariff.outliers.flatMap((set) =>
    set.bands.flatMap((band) => (band.pay.form === 'perDay' ? [band.pay.rate] : [])),
  )
  return [...chain, ...averages, ...rates].map((lookup) => [lookup.name, lookup])
}

function namedGroups(lookup: Lookup): string[] {
  return [lookup, ...lookup.exceptions].flatMap((one) => keysOf(one, 'group'))
}

/** The values a table names for one of its dimensions, `*` left out. */
function keysOf({ by, table }: Pick<Lookup, 'by' | 'table'>, dimension: string): string[] {
  let level: TableNode[] = [table]
  for (const name of by) {
    const maps = level.filter((node): node is ReadonlyMap<string, TableNode> => node instanceof Map)
    if (name === dimension) return maps.flatMap((node) => [...node.keys()].filter((key) => key !== '*'))
    level = maps.flatMap((node) => [...node.values()])
  }
  return []
}

function gapsOf(
  tariff: Tariff,
  groups: ReadonlySet<string>,
  place: string,
  source: Pick<Lookup, 'by' | 'table'>,
  exceptions: readonly Exception[],
  when: Condition = [],
): TariffProblem[] {
  const asked = [...new Set([...source.by, ...exceptions.flatMap((one) => namesOf(one.when)), ...namesOf(when)])]
  if (source.by.length === 0) return []
  const values = asked.map((name) => [...valuesOf(tariff, groups, name, source)])
  if (values.reduce((product, list) => product * list.length, 1) > MOST_COMBINATIONS)
    return [tariffProblem('TARIFF_GAP', place, 'the table has too many combinations to be searched for gaps')]
  const problems = new Map<string, TariffProblem>()
  for (const combination of combinations(values)) {
    const value = (name: string): string => combination[asked.indexOf(name)]!
    if (!meets(when, value) || tariff.exclusions.some((one) => surelyMeets(one.when, asked, value))) continue
    if (exceptions.some((one) => surelyMeets(one.when, asked, value))) continue
    const found = findIn(
      source.table,
      source.by.map((name) => value(name)),
    )
    const path = source.by.map((name) => `${name}=${value(name)}`).join(', ')
    if (found === undefined) problems.set(path, tariffProblem('TARIFF_GAP', place, path))
    if (found === null) problems.set(path, tariffProblem('TARIFF_NO_STANDARD', place, path))
  }
  return [...problems.values()]
}

const namesOf = (condition: Condition): string[] =>
  condition.flatMap((test) => (test.kind === 'range' ? [] : [test.name]))

function valuesOf(
  tariff: Tariff,
  groups: ReadonlySet<string>,
  name: string,
  source: Pick<Lookup, 'by' | 'table'>,
): Iterable<string> {
  const declared = tariff.dimensions.get(name)?.values
  if (declared) return declared
  if (name === 'group') return groups
  const named = new Set(keysOf(source, name))
  return named.size > 0 ? named : ['*']
}

function* combinations(lists: readonly (readonly string[])[]): Generator<string[]> {
  const [first, ...rest] = lists
  if (first === undefined) yield []
  else for (const value of first) for (const below of combinations(rest)) yield [value, ...below]
}

const meets = (condition: Condition, value: (name: string) => string): boolean =>
  condition.every((test) => test.kind === 'range' || textHolds(value(test.name), test))

/** Does the condition hold whatever else the case is? Numbers can always be otherwise. */
const surelyMeets = (condition: Condition, asked: readonly string[], value: (name: string) => string): boolean =>
  condition.every((test) => test.kind !== 'range' && asked.includes(test.name) && textHolds(value(test.name), test))
