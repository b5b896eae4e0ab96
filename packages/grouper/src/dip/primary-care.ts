import type { Ratio } from '@medsettle/money/ratio'
import { normaliseDiagnosis } from './codes.ts'
import { DipError } from './dip-error.ts'
import type { DipRules, Treatment } from './dip-rules.ts'
import { cutProcedure, type Disease, treatmentOf } from './disease.ts'
import { formulaText, matchFormula, parseFormula } from './formula.ts'

/** A primary-care group (基层病种): paid alike wherever it is treated, so it has a coefficient of its own. */
export interface PrimaryCare {
  readonly formula: string
  readonly coefficient: Ratio
  /** of the weightiest procedure the formula names */
  readonly treatment: Treatment
  /** the formula holds and names every procedure of the disease: one with more done is another disease */
  covers(disease: Disease): boolean
}

/** @throws DipError DIP_BAD_FIELD */
export function readPrimaryCare(rules: DipRules): PrimaryCare[] {
  const cut = cutProcedure(rules)
  return rules.primaryCare.map(({ diagnosis, formula, coefficient }, at) => {
    const place = `primaryCare[${at}]`
    const code = normaliseDiagnosis(diagnosis)?.slice(0, rules.key.diagnosisCharacters)
    const terms = parseFormula(formula, cut)
    if (code === undefined)
      throw new DipError('DIP_BAD_FIELD', `${place}.diagnosis`, `"${diagnosis}" is no ICD-10 code`)
    if (terms === null)
      throw new DipError('DIP_BAD_FIELD', `${place}.formula`, `"${formula}" is no formula of procedures`)
    return {
      formula: formulaText(terms),
      coefficient,
      treatment: treatmentOf(terms.flat(), rules),
      covers: (disease) =>
        disease.diagnosis === code && matchFormula(terms, disease.procedures)?.length === disease.procedures.length,
    }
  })
}
