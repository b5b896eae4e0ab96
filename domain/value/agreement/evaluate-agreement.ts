import { type Fen, formatYuan, MoneyError, negate } from '@medsettle/money'
import { type Ratio, ratioText, ratioToFen } from '@medsettle/money/ratio'
import { invariant, type Refusal } from '../../identity/refusal.ts'
import type { Agreement, AgreementLine, CompiledFormula } from './agreement.ts'
import { agreementRefusal } from './agreement-problem.ts'
import { canonicalHash } from './canonical.ts'
import { evaluateExpression, type Step, Unworkable, valueText } from './language/evaluate-expression.ts'
import type { Unit, Value } from './language/expression.ts'
import { isRefused, type ReadFact, type Row, readFact } from './read-fact.ts'

/** Who owes whom how much. */
export interface SettlementLine {
  readonly code: string
  readonly title: string
  readonly from: string
  readonly to: string
  /** fen, zero or more */
  readonly amount: Fen
  /** yuan before rounding, exact text; negative when payer and payee were turned round */
  readonly exact: string
  readonly rounding: string
}

/** One formula or line with everything that led to it. */
export interface TracedValue {
  readonly place: string
  readonly name: string
  readonly text: string
  readonly unit: Unit
  readonly is: string
  readonly steps: readonly Step[]
}

/** What an agreement says of a period: whoever has the document and the facts comes to the same hash. */
export interface Evaluation {
  readonly agreement: { readonly id: string; readonly version: string; readonly hash: string }
  readonly period: string
  readonly factsHash: string
  readonly values: readonly { readonly name: string; readonly unit: Unit; readonly is: string }[]
  readonly lines: readonly SettlementLine[]
  readonly trace: readonly TracedValue[]
  /** SM3 over document, period, facts, values and lines */
  readonly hash: string
}

/** Facts of one period by name. */
export type Facts = ReadonlyMap<string, ReadFact>

/**
 * Evaluates every formula and line, or says where it cannot be done; then nothing may be proposed.
 * Neither the order of facts nor of rows changes anything.
 */
export function evaluateAgreement(agreement: Agreement, period: string, facts: Facts): Evaluation | Refusal {
  const { document } = agreement
  if (!document.periods.some(({ id }) => id === period))
    return agreementRefusal('AGREEMENT_PERIOD_NOT_FOUND', 'period', period)
  const missing = Object.keys(document.facts).filter((name) => !facts.has(name))
  if (missing.length > 0) return agreementRefusal('AGREEMENT_FACT_MISSING', `facts.${missing[0]}`, missing.join(', '))
  const values = new Map<string, Value>()
  const trace: TracedValue[] = []
  for (const formula of agreement.formulas) {
    const worked = workOut(agreement, formula, { facts, values, trace })
    if (isWorkedOut(worked)) values.set(formula.name, worked.value)
    else return worked
  }
  const lines: SettlementLine[] = []
  for (const line of agreement.lines) {
    const formula = { name: line.code, text: line.amount, unit: 'yuan', expression: line.expression, place: line.place }
    const worked = workOut(agreement, formula as CompiledFormula, { facts, values, trace })
    const settled = isWorkedOut(worked) ? settle(agreement, line, worked.value as Ratio) : worked
    if (isRefused(settled)) return settled
    lines.push(settled)
  }
  return resultOf(agreement, { period, facts, lines, trace })
}

/** Facts as they are written in a file (numbers as text), all checked; the first that does not fit is the refusal. */
export function readFacts(agreement: Agreement, given: Readonly<Record<string, unknown>>): Facts | Refusal {
  const facts = new Map<string, ReadFact>()
  for (const [name, value] of Object.entries(given)) {
    const read = readFact(agreement.document, name, value)
    if (isRefused(read)) return read
    facts.set(name, read)
  }
  return facts
}

interface Sheet {
  readonly facts: Facts
  readonly values: ReadonlyMap<string, Value>
  readonly trace: TracedValue[]
}

const isWorkedOut = (worked: { readonly value: Value } | Refusal): worked is { readonly value: Value } =>
  'value' in worked

function workOut(agreement: Agreement, formula: CompiledFormula, sheet: Sheet): { readonly value: Value } | Refusal {
  const { expression, text, name, unit, place } = formula
  const steps: Step[] = []
  try {
    const value = evaluateExpression(expression, {
      text,
      scope: agreement.scope,
      value: (of) => sheet.values.get(of) ?? (sheet.facts.get(of)!.value as Value),
      rows: (table) => sheet.facts.get(table)!.value as readonly Row[],
      note: (step) => steps.push(step),
    })
    sheet.trace.push({ place, name, text, unit, is: valueText(value), steps })
    return { value }
  } catch (error) {
    if (!(error instanceof Unworkable)) throw error
    return agreementRefusal(error.code, `${place}:${error.at}`, error.message)
  }
}

/** Exact yuan → fen by the line's own rounding, or the currency's. */
function settle({ document }: Agreement, line: AgreementLine, exact: Ratio): SettlementLine | Refusal {
  const { code, title, place, whenNegative } = line
  if (exact.n < 0n && whenNegative === 'refuse')
    return agreementRefusal('AGREEMENT_LINE_NEGATIVE', place, `${ratioText(exact)} yuan`)
  const rounding = line.rounding ?? document.currency.toFen
  try {
    const fen = ratioToFen(exact, rounding)!
    const isTurned = fen < 0
    const amount = isTurned ? negate(fen) : fen
    invariant(amount >= 0, `line ${code} would pay less than nothing: the payee would owe without having agreed to`)
    const off = BigInt(fen) * exact.d - exact.n * 100n
    invariant(off < exact.d && -off < exact.d, `line ${code} would lose a whole fen in rounding`)
    const [from, to] = isTurned ? [line.to, line.from] : [line.from, line.to]
    return { code, title, from, to, amount, exact: ratioText(exact), rounding }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return agreementRefusal('AGREEMENT_AMOUNT_TOO_LARGE', place, `${ratioText(exact)} yuan`)
  }
}

function resultOf(
  { document, hash }: Agreement,
  { period, facts, lines, trace }: { period: string; facts: Facts; lines: SettlementLine[]; trace: TracedValue[] },
): Evaluation {
  const factsHash = canonicalHash(
    'facts',
    Object.fromEntries([...facts].map(([name, { canonical }]) => [name, canonical])),
  )
  const formulas = new Set(document.formulas.map(({ name }) => name))
  const values = trace
    .filter(({ place }) => place.startsWith('formulas'))
    .map(({ name, unit, is }) => ({ name, unit, is }))
  invariant(
    values.length === formulas.size,
    'a formula that was left out would leave the other side nothing to compare',
  )
  const result = {
    document: hash,
    period,
    facts: factsHash,
    values: Object.fromEntries(values.map(({ name, is }) => [name, is])),
    lines: lines.map(({ code, from, to, amount }) => ({ code, from, to, amount: formatYuan(amount) })),
  }
  const agreement = { id: document.id, version: document.version, hash }
  return { agreement, period, factsHash, values, lines, trace, hash: canonicalHash('result', result) }
}
