import { MoneyError } from '@medsettle/money'
import { compareRatios, type Ratio, ratioOf } from '@medsettle/money/ratio'
import { z } from 'zod'
import type { Range } from '../tariff/tariff.ts'
import type { RowCondition, RowTest } from './row-condition.ts'

type Path = readonly PropertyKey[]
type Complain = (path: Path, message: string) => void

/** The JSON of README.md as a condition; every problem with its place. */
export const rowConditionSchema: z.ZodType<RowCondition, unknown> = z.unknown().transform((value, context) => {
  let isBad = false
  const complain: Complain = (path, message) => {
    isBad = true
    context.addIssue({ code: 'custom', path: [...path], message })
  }
  const condition = readCondition(value, [], complain)
  return isBad ? z.NEVER : condition
})

/** `{"name": "readmission for another cause", "when": {…}}` */
export const namedConditionSchema = z.strictObject({ name: z.string().min(1).max(200), when: rowConditionSchema })

function readCondition(value: unknown, path: Path, complain: Complain): RowCondition {
  if (!isObject(value)) {
    complain(path, 'a condition {"column": test, …} belongs here')
    return []
  }
  return Object.entries(value).map(([name, test]) => readTest(name, test, [...path, name], complain))
}

function readTest(name: string, test: unknown, path: Path, complain: Complain): RowTest {
  if (name === 'not') return { kind: 'not', condition: readCondition(test, path, complain) }
  if (name === 'any') {
    const list = Array.isArray(test) && test.length > 0 ? test : null
    if (list === null) complain(path, 'a list of conditions belongs here')
    const conditions = (list ?? []).map((one, index) => readCondition(one, [...path, index], complain))
    return { kind: 'any', conditions }
  }
  if (!isObject(test)) return { kind: 'oneOf', column: name, values: new Set(textsOf(test, path, complain)) }
  return readObjectTest(name, test, path, complain)
}

function readObjectTest(column: string, test: Record<string, unknown>, path: Path, complain: Complain): RowTest {
  const keys = Object.keys(test)
  if (keys.length === 1 && 'startsWith' in test)
    return { kind: 'startsWith', column, prefixes: textsOf(test.startsWith, [...path, 'startsWith'], complain) }
  if (keys.length === 1 && 'in' in test)
    return { kind: 'inList', column, list: textsOf(test.in, [...path, 'in'], complain)[0] ?? '' }
  if (keys.length === 1 && typeof test.given === 'boolean') return { kind: 'given', column, given: test.given }
  return { kind: 'range', column, range: readRange(test, path, complain) }
}

const LOW = ['above', 'atLeast']
const HIGH = ['below', 'atMost']

/** `{"atLeast": "65", "below": "90"}`: at most one of each side. */
function readRange(test: Record<string, unknown>, path: Path, complain: Complain): Range {
  const known = [...LOW, ...HIGH]
  for (const key of Object.keys(test))
    if (!known.includes(key)) complain([...path, key], `known are startsWith, in, given, ${known.join(', ')}`)
  const end = (names: readonly string[], strictName: string): Range['low'] => {
    const given = names.filter((name) => name in test)
    if (given.length > 1) complain(path, `${given.join(' and ')} exclude each other`)
    if (given.length === 0) return null
    return { value: numberOf(test[given[0]!], [...path, given[0]!], complain), strict: given[0] === strictName }
  }
  const range = { low: end(LOW, 'above'), high: end(HIGH, 'below') }
  if (range.low === null && range.high === null) complain(path, 'a test without a limit holds for everything')
  if (range.low && range.high && compareRatios(range.low.value, range.high.value) > 0)
    complain(path, 'the lower end is above the upper one')
  return range
}

function numberOf(value: unknown, path: Path, complain: Complain): Ratio {
  try {
    return ratioOf(typeof value === 'string' ? value : '')
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    complain(path, `"${String(value).slice(0, 40)}" is not a decimal number`)
    return { n: 0n, d: 1n }
  }
}

function textsOf(value: unknown, path: Path, complain: Complain): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value]
  const texts = list.filter((one): one is string => typeof one === 'string' && one !== '')
  if (texts.length === 0 || texts.length !== list.length) complain(path, 'text, or a list of texts, belongs here')
  return texts
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
