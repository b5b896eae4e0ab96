import type { Finding } from '../source/finding.ts'
import type { ParsedSource } from '../source/parse-source.ts'
import { isTest } from '../source/read-sources.ts'
import { walk } from '../source/walk.ts'

/** Never more, whatever the ratchet says. */
export const LONGEST = { function: 70, file: 300, overFortyPerMille: 50 } as const

/** What the house keeps today; it may only fall. Lines, and functions over 40 lines per thousand functions. */
export interface Lengths {
  readonly function: number
  readonly file: number
  readonly overFortyPerMille: number
}

export interface MeasuredFunction {
  readonly place: string
  readonly name: string
  readonly lines: number
}

export interface Measured {
  readonly functions: readonly MeasuredFunction[]
  readonly files: readonly { readonly path: string; readonly lines: number }[]
}

/** Tests are stories told inside `describe`: their length as a function says nothing, so only their files count. */
export function measure(sources: readonly ParsedSource[]): Measured {
  return {
    functions: sources.filter((source) => !isTest(source.path)).flatMap(functionsOf),
    files: sources.map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length })),
  }
}

function functionsOf(source: ParsedSource): MeasuredFunction[] {
  const found: MeasuredFunction[] = []
  walk(source.program, (node) => {
    const isArrow = node.type === 'ArrowFunctionExpression'
    if (!isArrow && node.type !== 'FunctionDeclaration' && node.type !== 'FunctionExpression') return
    const name = isArrow ? 'arrow function' : (node.id?.name ?? 'function')
    const first = source.lineOf(node.start)
    found.push({ place: `${source.path}:${first}`, name, lines: source.lineOf(node.end - 1) - first + 1 })
  })
  return found
}

export function lengthsOf({ functions, files }: Measured): Lengths {
  const overForty = functions.filter((one) => one.lines > 40).length
  return {
    function: Math.max(0, ...functions.map((one) => one.lines)),
    file: Math.max(0, ...files.map((one) => one.lines)),
    overFortyPerMille: functions.length === 0 ? 0 : Math.ceil((overForty * 1000) / functions.length),
  }
}

/** Everything longer than the ratchet allows, longest first. */
export function checkLengths(measured: Measured, ratchet: Lengths): Finding[] {
  const longest = (limit: keyof Lengths): number => Math.min(ratchet[limit], LONGEST[limit])
  const functions = measured.functions
    .filter((one) => one.lines > longest('function'))
    .sort((a, b) => b.lines - a.lines)
    .map(({ place, name, lines }) => ({ place, message: `${name} has ${lines} lines; ${longest('function')} at most` }))
  const files = measured.files
    .filter((one) => one.lines > longest('file'))
    .sort((a, b) => b.lines - a.lines)
    .map(({ path, lines }) => ({ place: path, message: `${lines} lines; ${longest('file')} at most` }))
  const share = lengthsOf(measured).overFortyPerMille
  const limit = longest('overFortyPerMille')
  const tooMany =
    share > limit ? [{ place: '(all)', message: `${share} ‰ of functions exceed 40 lines; ${limit} ‰ at most` }] : []
  return [...functions, ...files, ...tooMany]
}
