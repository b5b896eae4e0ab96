import type { CompiledFormula } from './agreement.ts'
import { type AgreementProblem, type AgreementProblemCode, agreementProblem } from './agreement-problem.ts'
import type { AgreementDocument } from './agreement-schema.ts'
import { namedOf } from './compile-scope.ts'
import { checkDivisors, signOf } from './language/divisors.ts'
import { type Expression, isCounted, partsOf, type Unit } from './language/expression.ts'
import { parseExpression } from './language/parse-expression.ts'
import { type Named, own, type Scope } from './language/scope.ts'
import { type FormulaFault, nameAt, unitOf } from './language/unit-of.ts'

const CODES: Readonly<Record<FormulaFault, AgreementProblemCode>> = {
  UNKNOWN_NAME: 'AGREEMENT_NAME_UNKNOWN',
  UNITS: 'AGREEMENT_UNITS',
  CALL: 'AGREEMENT_CALL',
}

/** A formula as written: of a name (an intermediate value) or of a line (an amount). */
interface Written {
  readonly name: string
  readonly text: string
  readonly unit: Unit
  readonly place: string
  readonly expression: Expression
}

export interface CompiledFormulas {
  /** in an order in which each stands behind what it refers to */
  readonly formulas: readonly CompiledFormula[]
  /** one per line */
  readonly amounts: readonly Expression[]
  readonly problems: readonly AgreementProblem[]
}

/** Reads and checks all formulas of a document: names, circles, units, divisors, facts that nobody uses. */
export function compileFormulas(
  document: AgreementDocument,
  tables: Pick<Scope, 'lookups' | 'bands' | 'roundings'>,
): CompiledFormulas {
  const problems: AgreementProblem[] = []
  const { written, isComplete } = readAll(document, problems)
  const named = written.filter(({ place }) => place.startsWith('formulas'))
  const ordered = inOrder(named, problems)
  const scope = scopeOf(document, tables, named)
  for (const one of [...ordered, ...written.filter((each) => !named.includes(each))]) checkOne(one, scope, problems)
  if (isComplete) problems.push(...unusedFacts(document, written))
  return {
    formulas: ordered,
    amounts: written.filter(({ place }) => place.startsWith('lines')).map(({ expression }) => expression),
    problems,
  }
}

function readAll(document: AgreementDocument, problems: AgreementProblem[]) {
  const sources = [
    ...document.formulas.map(({ name, is, unit }, i) => ({ name, text: is, unit, place: `formulas[${i}].is` })),
    ...document.lines.map(({ code, amount }, i) => ({
      name: code,
      text: amount,
      unit: 'yuan' as Unit,
      place: `lines[${i}].amount`,
    })),
  ]
  const written: Written[] = []
  for (const source of sources) {
    const expression = parseExpression(source.text)
    if ('kind' in expression) written.push({ ...source, expression })
    else
      problems.push(
        agreementProblem('AGREEMENT_FORMULA_UNREADABLE', `${source.place}:${expression.at}`, expression.message),
      )
  }
  return { written, isComplete: written.length === sources.length }
}

/** Formulas behind what they refer to; one that stands in a circle is told with the whole circle, and left where it was written. */
function inOrder(named: readonly Written[], problems: AgreementProblem[]): Written[] {
  const byName = new Map(named.map((one) => [one.name, one]))
  const done = new Set<Written>()
  const ordered: Written[] = []
  const visit = (one: Written, path: readonly Written[]): void => {
    if (done.has(one)) return
    if (path.includes(one)) {
      const circle = [...path.slice(path.indexOf(one)), one].map(({ name }) => name).join(' → ')
      problems.push(agreementProblem('AGREEMENT_CIRCLE', one.place, circle))
      return
    }
    for (const name of namesIn(one.expression)) {
      const next = byName.get(name)
      if (next) visit(next, [...path, one])
    }
    if (done.has(one)) return
    done.add(one)
    ordered.push(one)
  }
  for (const one of named) visit(one, [])
  return ordered
}

function* namesIn(expression: Expression): Generator<string> {
  for (const part of partsOf(expression)) if (part.kind === 'name') yield part.name
}

/** A formula is to others what it says it is; whether it is that is told at its own place. */
function scopeOf(
  { facts, formulas: declared }: AgreementDocument,
  tables: Pick<Scope, 'lookups' | 'bands' | 'roundings'>,
  named: readonly Written[],
): Scope {
  const formulas = new Map(named.map((one) => [one.name, one]))
  const known = new Map<string, Named>()
  const asked = new Set<string>()
  const scope: Scope = {
    ...tables,
    columns: (table) => {
      const fact = own(facts, table)
      if (fact?.type !== 'table') return undefined
      return Object.fromEntries(Object.entries(fact.columns).map(([column, value]) => [column, namedOf(value)]))
    },
    named: (name) => {
      const fact = own(facts, name)
      if (fact) return fact.type === 'table' ? undefined : namedOf(fact)
      const formula = formulas.get(name)
      // one that could not be read has been told at its own place
      if (!formula) return declared.some((one) => one.name === name) ? null : undefined
      if (known.has(name)) return known.get(name)!
      // in a circle nothing is known of the sign
      if (asked.has(name)) return { unit: formula.unit, sign: 'any' }
      asked.add(name)
      const isNumber = isCounted(formula.unit)
      const answer: Named = { unit: formula.unit, sign: isNumber ? signOf(formula.expression, scope) : 'any' }
      known.set(name, answer)
      return answer
    },
  }
  return scope
}

function checkOne({ expression, place, unit: wanted }: Written, scope: Scope, problems: AgreementProblem[]): void {
  const at = (part: Expression): string => `${place}:${part.start + 1}`
  const unit = unitOf(expression, scope, (fault, part, what) =>
    problems.push(agreementProblem(CODES[fault], at(part), what)),
  )
  const fits = unit === wanted || (unit === 'share' && wanted === 'number')
  if (unit !== null && !fits)
    problems.push(agreementProblem('AGREEMENT_UNITS', place, `this is ${unit} where ${wanted} belongs`))
  if (unit === null) return
  checkDivisors(expression, scope, (part, isSurely) => {
    const code = isSurely ? 'AGREEMENT_DIVISION_BY_ZERO' : 'AGREEMENT_DIVISION_MAY_BE_ZERO'
    problems.push(agreementProblem(code, at(part)))
  })
}

function unusedFacts({ facts }: AgreementDocument, written: readonly Written[]): AgreementProblem[] {
  const used = new Set<string>()
  for (const { expression } of written)
    for (const part of partsOf(expression)) {
      if (part.kind === 'name') used.add(part.name)
      if (part.kind === 'call') used.add(nameAt(part, 0))
    }
  return Object.keys(facts)
    .filter((name) => !used.has(name))
    .map((name) => agreementProblem('AGREEMENT_FACT_UNUSED', `facts.${name}`))
}
