import type { SchemeFinding } from './check-scheme.ts'
import type { SchemeTables } from './scheme-tables.ts'

/** CC, MCC and exclusion tables against each other; the lists of codes only one sex can have. */
export function checkSeverity({ cc, mcc, exclusionByPrincipal, sexOnly }: SchemeTables): SchemeFinding[] {
  const findings: SchemeFinding[] = []
  for (const code of Object.keys(cc))
    if (Object.hasOwn(mcc, code))
      findings.push({
        severity: 'error',
        code: 'CC_AND_MCC',
        place: 'cc.json',
        message: `${code} is in cc.json and in mcc.json`,
      })
  const pointedAt = new Set(Object.values(exclusionByPrincipal))
  const named = Map.groupBy([...Object.entries(cc), ...Object.entries(mcc)], ([, table]) => table)
  // "999" means "no exclusion table" in some publications (facts 5); either way no principal diagnosis excludes these
  for (const [table, entries] of named)
    if (!pointedAt.has(table))
      findings.push({
        severity: table === '999' ? 'note' : 'warning',
        code: 'CC_WITHOUT_EXCLUSION_TABLE',
        place: 'cc.json, mcc.json',
        message: `table "${table}" of ${entries.length} codes (${entries[0]![0]} …) is that of no principal diagnosis`,
      })
  for (const table of pointedAt)
    if (!named.has(table))
      findings.push({
        severity: 'note',
        code: 'EXCLUSION_TABLE_UNUSED',
        place: 'exclusion-by-principal.json',
        message: `table "${table}" excludes no CC or MCC`,
      })
  for (const kind of ['diagnoses', 'procedures'] as const) {
    const female = new Set(sexOnly.female[kind])
    for (const code of sexOnly.male[kind])
      if (female.has(code))
        findings.push({
          severity: 'error',
          code: 'SEX_CONTRADICTION',
          place: 'sex-only.json',
          message: `${code} is for men only and for women only`,
        })
  }
  return findings
}
