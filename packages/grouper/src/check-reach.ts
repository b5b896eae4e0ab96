import type { SchemeFinding } from './check-scheme.ts'
import { type CompiledScheme, compileScheme } from './compile-scheme.ts'
import { GrouperError } from './grouper-error.ts'
import { NEEDED } from './grouping-steps.ts'
import type { SchemeTables } from './scheme-tables.ts'

/** Groups that no case can get, found on the compiled decision: their ADRG stands behind others that take every case. */
export function checkReach(tables: SchemeTables): SchemeFinding[] {
  try {
    return reachOf(compileScheme(tables))
  } catch (error) {
    if (!(error instanceof GrouperError)) throw error
    return [
      { severity: 'error', code: 'NOT_COMPILABLE', place: error.place, message: `${error.code}: ${error.message}` },
    ]
  }
}

function reachOf({ decisions, steps, head }: CompiledScheme): SchemeFinding[] {
  const findings: SchemeFinding[] = decisions.unreachable().flatMap((number) => {
    const { mdc, adrg } = steps[number]!
    if (adrg < 0) return []
    const { id } = head.adrgs[adrg]!
    const message = `no case reaches ADRG ${id} of MDC ${head.mdcs[mdc]!.id}: its codes never enter the MDC, or ADRGs before it take every case`
    return [{ severity: 'error', code: 'ADRG_UNREACHABLE', place: `adrg.json: ${id}`, message }]
  })
  for (const adrg of head.adrgs) {
    const drgs = adrg.drgs.map((number) => head.drgs[number]!)
    const place = `adrg.json: ${adrg.id}.drgs`
    drgs.forEach((drg, index) => {
      const before = drgs
        .slice(0, index)
        .find((one) => one.when === null && NEEDED[one.requires] <= NEEDED[drg.requires])
      if (before)
        findings.push({
          severity: 'error',
          code: 'DRG_UNREACHABLE',
          place,
          message: `DRG ${drg.id} stands behind ${before.id}, which takes every case it could take`,
        })
    })
    if (!drgs.some((drg) => drg.requires === 'none' && drg.when === null))
      findings.push({
        severity: 'error',
        code: 'SEVERITY_GAP',
        place,
        message: `${adrg.id} has no DRG for a case without CC or MCC`,
      })
  }
  return findings
}
