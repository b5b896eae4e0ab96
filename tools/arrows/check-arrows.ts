import type { Finding } from '../source/finding.ts'
import type { Import, ParsedSource } from '../source/parse-source.ts'
import { isTest } from '../source/read-sources.ts'
import { resolveImport, type Target } from '../source/resolve-import.ts'
import { ARROWS, type Arrow, TESTS_MAY } from './arrows.ts'

/** Every import that no arrow allows. */
export function checkArrows(sources: readonly ParsedSource[]): Finding[] {
  const ofTests = findTestFiles(sources)
  return sources.flatMap((source) => {
    const arrow = ARROWS.find((one) => one.from.test(source.path))
    if (!arrow) return [{ place: source.path, message: 'stands in a folder that tools/arrows/arrows.ts does not know' }]
    return source.imports
      .filter((one) => !isAllowed(arrow, source.path, one, ofTests.has(source.path)))
      .map((one) => ({
        place: `${source.path}:${one.line}`,
        message: `imports ${one.specifier}${one.typeOnly ? ' (types)' : ''}: ${arrow.because}`,
      }))
  })
}

function isAllowed(arrow: Arrow, from: string, one: Import, ofTests: boolean): boolean {
  const to = nameOf(resolveImport(from, one.specifier))
  if (within(arrow.may, from).test(to)) return true
  if (one.typeOnly && arrow.mayTypes?.test(to)) return true
  // the sandbox keeps its distance in its tests as well
  return ofTests && TESTS_MAY.test(to) && (!from.startsWith('apps/sandbox/') || !to.startsWith('tests/'))
}

/** Tests, and the stages and fixtures that nobody but tests imports. */
function findTestFiles(sources: readonly ParsedSource[]): ReadonlySet<string> {
  const importers = new Map<string, string[]>()
  for (const source of sources)
    for (const { specifier } of source.imports) {
      const target = resolveImport(source.path, specifier)
      if (target.kind === 'file') importers.set(target.path, [...(importers.get(target.path) ?? []), source.path])
    }
  const found = new Set(sources.map((source) => source.path).filter(isTest))
  for (let size = -1; size !== found.size; ) {
    size = found.size
    for (const [path, users] of importers) if (users.every((user) => found.has(user))) found.add(path)
  }
  return found
}

/** `SELF` in an arrow is the second folder of the importing file: `alipay` of `channels/alipay/call.ts`. */
const within = (pattern: RegExp, from: string): RegExp =>
  pattern.source.includes('SELF') ? new RegExp(pattern.source.replaceAll('SELF', from.split('/')[1]!)) : pattern

function nameOf(target: Target): string {
  if (target.kind === 'npm') return `npm:${target.name}`
  if (target.kind === 'node') return target.name
  return target.kind === 'package' ? `${target.path}/` : target.path
}
