import { type Binary, type Call, type Expression, isCounted, isPlain, partsOf, type Unit } from './expression.ts'
import { insideRow, own, type Scope } from './scope.ts'

/** What is wrong with a part of a formula. */
export type FormulaFault = 'UNKNOWN_NAME' | 'UNITS' | 'CALL'
export type Report = (fault: FormulaFault, part: Expression, what: string) => void

/**
 * The unit of a formula: yuan + yuan, yuan × number, yuan ÷ yuan = number; never yuan + number, never yuan × yuan.
 * @returns null when something in it was reported
 */
export function unitOf(part: Expression, scope: Scope, report: Report): Unit | null {
  if (part.kind === 'literal') return part.unit
  if (part.kind === 'name') {
    const named = scope.named(part.name)
    if (named === undefined) report('UNKNOWN_NAME', part, nameFault(part.name, scope))
    return named?.unit ?? null
  }
  if (part.kind === 'binary') return binaryUnit(part, scope, report)
  if (part.kind === 'call') return callUnit(part, scope, report)
  const unit = unitOf(part.operand, scope, report)
  if (unit === null) return null
  if (part.operator === 'not') return unit === 'truth' ? unit : fault(report, part, `"not" of ${unit}`)
  if (!isCounted(unit)) return fault(report, part, `minus ${unit}`)
  return unit === 'share' ? 'number' : unit
}

function nameFault(name: string, scope: Scope): string {
  if (scope.columns(name)) return `${name} is a table; sum(${name}, …) or count(${name}) looks into it`
  return name
}

function fault(report: Report, part: Expression, what: string): null {
  report('UNITS', part, what)
  return null
}

function binaryUnit(part: Binary, scope: Scope, report: Report): Unit | null {
  const left = unitOf(part.left, scope, report)
  const right = unitOf(part.right, scope, report)
  if (left === null || right === null) return null
  return pairUnit(part.operator, left, right) ?? fault(report, part, `${left} ${part.operator} ${right}`)
}

function pairUnit(operator: Binary['operator'], left: Unit, right: Unit): Unit | null {
  if (operator === 'and' || operator === 'or') return left === 'truth' && right === 'truth' ? 'truth' : null
  if (operator === '=' || operator === '!=') return joined([left, right]) ? 'truth' : null
  if (!isCounted(left) || !isCounted(right)) return null
  if (operator === '*') return productUnit(left, right)
  if (operator === '/')
    return left === 'yuan' ? (right === 'yuan' ? 'number' : 'yuan') : right === 'yuan' ? null : 'number'
  const both = joined([left, right])
  if (operator !== '+' && operator !== '-') return both ? 'truth' : null
  // the sum of two shares may be above one
  return both === 'share' ? 'number' : both
}

function productUnit(left: Unit, right: Unit): Unit | null {
  if (left === 'yuan' && right === 'yuan') return null
  if (left === 'yuan' || right === 'yuan') return 'yuan'
  return left === 'share' && right === 'share' ? 'share' : 'number'
}

/** One unit for all, or null when they do not go together. */
function joined(units: readonly Unit[]): Unit | null {
  const [first] = units
  if (units.every((unit) => unit === first)) return first!
  return units.every(isPlain) ? 'number' : null
}

const CALLS: Readonly<Record<string, (call: Call, scope: Scope, report: Report) => Unit | null>> = {
  min: extremeUnit,
  max: extremeUnit,
  if: ifUnit,
  round: roundUnit,
  bands: bandsUnit,
  lookup: lookupUnit,
  sum: sumUnit,
  count: (call, scope, report) => (tableOf(call, scope, report, 1) ? 'number' : null),
}

function callUnit(call: Call, scope: Scope, report: Report): Unit | null {
  const known = own(CALLS, call.name)
  if (known) return known(call, scope, report)
  report('UNKNOWN_NAME', call, `${call.name}(…); there are ${Object.keys(CALLS).join(', ')}`)
  return null
}

function extremeUnit(call: Call, scope: Scope, report: Report): Unit | null {
  if (call.args.length < 2) return wrongCall(report, call, `${call.name}(a, b, …) chooses among two or more`)
  const units = call.args.map((arg) => unitOf(arg, scope, report))
  if (units.includes(null)) return null
  const unit = joined(units as Unit[])
  return unit && isCounted(unit) ? unit : fault(report, call, `${call.name} of ${units.join(' and ')}`)
}

function ifUnit(call: Call, scope: Scope, report: Report): Unit | null {
  if (call.args.length !== 3) return wrongCall(report, call, 'if(condition, then, else)')
  const [condition, yes, no] = call.args.map((arg) => unitOf(arg, scope, report))
  if (condition !== null && condition !== 'truth') return fault(report, call.args[0]!, `the condition is ${condition}`)
  if (!condition || !yes || !no) return null
  return joined([yes, no]) ?? fault(report, call, `${yes} or ${no}`)
}

function roundUnit(call: Call, scope: Scope, report: Report): Unit | null {
  if (!isNamedBy(call, 1, 2)) return wrongCall(report, call, 'round(value, rounding)')
  if (!own(scope.roundings, nameAt(call, 1))) report('UNKNOWN_NAME', call.args[1]!, `roundings.${nameAt(call, 1)}`)
  const unit = unitOf(call.args[0]!, scope, report)
  return unit === null || isCounted(unit) ? unit : fault(report, call, `round of ${unit}`)
}

function bandsUnit(call: Call, scope: Scope, report: Report): Unit | null {
  const [value, , base] = call.args
  if (!isNamedBy(call, 1, 2) && !isNamedBy(call, 1, 3)) return wrongCall(report, call, 'bands(value, bands[, base])')
  const table = own(scope.bands, nameAt(call, 1))
  const unit = unitOf(value!, scope, report)
  const baseUnit = base && unitOf(base, scope, report)
  if (!table) report('UNKNOWN_NAME', call.args[1]!, `bands.${nameAt(call, 1)}`)
  if (!table || unit === null || baseUnit === null) return null
  if (table.of === 'share' ? baseUnit === undefined : baseUnit !== undefined)
    return wrongCall(
      report,
      call,
      table.of === 'share' ? 'these bands are shares of a base' : 'these bands need no base',
    )
  const wanted = table.of === 'share' ? baseUnit! : table.of
  const fits = joined([unit, wanted])
  return fits && isCounted(fits) ? fits : fault(report, call, `bands of ${wanted} cut ${unit}`)
}

function lookupUnit(call: Call, scope: Scope, report: Report): Unit | null {
  if (!isNamedBy(call, 0, 2)) return wrongCall(report, call, 'lookup(table, key)')
  const table = own(scope.lookups, nameAt(call, 0))
  const key = unitOf(call.args[1]!, scope, report)
  if (!table) report('UNKNOWN_NAME', call.args[0]!, `tables.${nameAt(call, 0)}`)
  if (!table || key === null) return null
  return joined([key, table.by]) ? table.gives : fault(report, call, `a table by ${table.by} is asked for ${key}`)
}

function sumUnit(call: Call, scope: Scope, report: Report): Unit | null {
  const columns = tableOf(call, scope, report, 2)
  if (!columns) return null
  // rows times rows would take hours
  for (const part of partsOf(call.args[1]!))
    if (part.kind === 'call' && part.name === 'sum') return wrongCall(report, part, 'no sum inside a sum')
  const unit = unitOf(call.args[1]!, insideRow(scope, columns), report)
  if (unit === null) return null
  if (!isCounted(unit)) return fault(report, call, `sum of ${unit}`)
  return unit === 'share' ? 'number' : unit
}

function tableOf(call: Call, scope: Scope, report: Report, length: number): ReturnType<Scope['columns']> | null {
  if (!isNamedBy(call, 0, length)) return wrongCall(report, call, length === 1 ? 'count(table)' : 'sum(table, formula)')
  const columns = scope.columns(nameAt(call, 0))
  if (!columns) report('UNKNOWN_NAME', call.args[0]!, `${nameAt(call, 0)} is no fact of type table`)
  return columns
}

function wrongCall(report: Report, call: Call, what: string): null {
  report('CALL', call, what)
  return null
}

const isNamedBy = (call: Call, index: number, length: number): boolean =>
  call.args.length === length && call.args[index]?.kind === 'name'

/** The name a call gives as one of its arguments: a rounding, a table. */
export const nameAt = (call: Call, index: number): string => {
  const arg = call.args[index]
  return arg?.kind === 'name' ? arg.name : ''
}
