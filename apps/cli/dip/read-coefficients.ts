import type { CoefficientOf, InstitutionCoefficient } from '@medsettle/grouper/dip'
import { readCoefficientRules } from '../../../domain/value/dip/coefficient-rules.ts'
import { institutionCoefficient } from '../../../domain/value/dip/institution-coefficient.ts'
import { readText } from './read-document.ts'

/** Coefficients by hospital; an institution without one is told on stderr, and its cases are refused. */
export async function readCoefficients(path: string): Promise<CoefficientOf> {
  const rules = readCoefficientRules(await readText(path))
  const known = new Map<string, InstitutionCoefficient>()
  for (const institution of rules.institutions) {
    const found = institutionCoefficient(rules, institution)
    if ('code' in found) process.stderr.write(`${path}: ${found.code} at ${found.place}: ${found.message}\n`)
    else known.set(institution.id, { value: found.value, from: found.from })
  }
  return (hospital) => known.get(hospital) ?? null
}
