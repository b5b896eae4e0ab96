import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { DipError } from './dip-error.ts'
import { cutProcedure, type Disease } from './disease.ts'
import { type Formula, matchFormula, parseFormula } from './formula.ts'

/** A group the case could belong to, with what the preference looks at. */
export interface Candidate {
  readonly entry: CatalogueEntry
  /** terms of the formula, joined by `+` */
  readonly plusTerms: number
  /** procedures of the case that the formula names */
  readonly matched: readonly string[]
}

interface Indexed {
  readonly entry: CatalogueEntry
  readonly formula: Formula
}

/** Looks candidates up by diagnosis, so that a case sees a few groups and not the whole catalogue. @throws DipError */
export function createCandidateFinder({ rules, entries }: Catalogue): (disease: Disease) => Candidate[] {
  const cut = cutProcedure(rules)
  const byDiagnosis = new Map<string, Indexed[]>()
  const comprehensive = new Map<string, CatalogueEntry>()
  for (const [at, entry] of entries.entries()) {
    if (entry.kind === 'comprehensive') {
      comprehensive.set(entry.id, entry)
      continue
    }
    const formula = parseFormula(entry.formula, cut)
    if (formula === null)
      throw new DipError('DIP_BAD_FIELD', `entries[${at}].formula`, `"${entry.formula}" is no formula of procedures`)
    const known = byDiagnosis.get(entry.diagnosis)
    if (known) known.push({ entry, formula })
    else byDiagnosis.set(entry.diagnosis, [{ entry, formula }])
  }
  const { conservativeForTreated, comprehensive: whenComprehensive } = rules.selection
  return (disease) => {
    const { diagnosis, family, procedures, treatments } = disease
    const isTreated = procedures.length > 0
    const found: Candidate[] = []
    for (const { entry, formula } of byDiagnosis.get(diagnosis) ?? []) {
      if (formula.length === 0 && isTreated && !conservativeForTreated) continue
      const matched = matchFormula(formula, procedures)
      if (matched !== null) found.push({ entry, plusTerms: formula.length, matched })
    }
    if (whenComprehensive === 'lastResort' && found.length > 0) return found
    const wanted = isTreated && conservativeForTreated ? [...treatments, 'conservative'] : treatments
    for (const treatment of wanted) {
      const entry = comprehensive.get(`${family}:${treatment}`)
      if (entry !== undefined) found.push({ entry, plusTerms: 0, matched: [] })
    }
    return found
  }
}
