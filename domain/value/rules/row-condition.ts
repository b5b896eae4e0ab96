import { MoneyError } from '@medsettle/money'
import { type Ratio, ratioOf } from '@medsettle/money/ratio'
import { isWithin } from '../tariff/condition.ts'
import type { Range } from '../tariff/tariff.ts'
import { type CodeLists, listHas } from './code-list.ts'
import { type Row, textIn } from './row.ts'
import type { Tell } from './rule-problem.ts'

/** All tests must hold; an empty condition always does. */
export type RowCondition = readonly RowTest[]

export type RowTest =
  | { readonly kind: 'oneOf'; readonly column: string; readonly values: ReadonlySet<string> }
  | { readonly kind: 'startsWith'; readonly column: string; readonly prefixes: readonly string[] }
  | { readonly kind: 'inList'; readonly column: string; readonly list: string }
  | { readonly kind: 'range'; readonly column: string; readonly range: Range }
  | { readonly kind: 'given'; readonly column: string; readonly given: boolean }
  | { readonly kind: 'any'; readonly conditions: readonly RowCondition[] }
  | { readonly kind: 'not'; readonly condition: RowCondition }

/** @param lists every list the condition names is there: `checkLists` has seen to it */
export function rowHolds(row: Row, condition: RowCondition, lists: CodeLists): boolean {
  return condition.every((test) => testHolds(row, test, lists))
}

function testHolds(row: Row, test: RowTest, lists: CodeLists): boolean {
  if (test.kind === 'any') return test.conditions.some((condition) => rowHolds(row, condition, lists))
  if (test.kind === 'not') return !rowHolds(row, test.condition, lists)
  const text = textIn(row, test.column)
  if (test.kind === 'given') return (text !== '') === test.given
  if (test.kind === 'range') {
    const value = numberOrNull(text)
    return value !== null && isWithin(value, test.range)
  }
  return codesOf(text).some((code) => codeHolds(code, test, lists))
}

type CodeTest = Extract<RowTest, { kind: 'oneOf' | 'startsWith' | 'inList' }>

function codeHolds(code: string, test: CodeTest, lists: CodeLists): boolean {
  if (test.kind === 'oneOf') return test.values.has(code)
  if (test.kind === 'startsWith') return test.prefixes.some((prefix) => code.startsWith(prefix))
  return listHas(lists.get(test.list)!, code)
}

/** `S72.0|I10`: two codes. */
function codesOf(text: string): readonly string[] {
  if (!text.includes('|')) return text === '' ? [] : [text]
  return text.split('|').flatMap((code) => (code.trim() === '' ? [] : [code.trim()]))
}

function numberOrNull(text: string): Ratio | null {
  if (text === '') return null
  try {
    return ratioOf(text)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return null
  }
}

/** Tells every code list that a condition names and the document does not have. */
export function checkLists(condition: RowCondition, lists: CodeLists, place: string, tell: Tell): void {
  for (const test of everyTest(condition))
    if (test.kind === 'inList' && !lists.has(test.list))
      tell('RULE_LIST_UNKNOWN', `${place}.${test.column}`, `"${test.list}"; known are ${[...lists.keys()].join(', ')}`)
}

/** Columns that conditions look at: one that no file has would make its rule hold for nobody, in silence. */
export const columnsOf = (conditions: Iterable<RowCondition>): Set<string> =>
  new Set([...conditions].flatMap((condition) => [...everyTest(condition)].map((test) => test.column)))

type ColumnTest = Extract<RowTest, { column: string }>

function* everyTest(condition: RowCondition): Generator<ColumnTest> {
  for (const test of condition) {
    if (test.kind === 'any') for (const inner of test.conditions) yield* everyTest(inner)
    else if (test.kind === 'not') yield* everyTest(test.condition)
    else yield test
  }
}
