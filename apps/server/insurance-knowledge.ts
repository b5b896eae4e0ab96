import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compilePolicy } from '../../domain/adjudication/compile-policy.ts'
import { compileCatalogue } from '../../domain/bill/catalogue.ts'
import type { InsuranceKnowledge } from '../../flow/world.ts'

const DOMAIN = join(import.meta.dirname, '../../domain')

/**
 * Catalogue and benefit policy: those named by MEDSETTLE_CATALOGUE and MEDSETTLE_POLICY, else the samples shipped here,
 * which are no city's.
 */
export async function loadInsuranceKnowledge(): Promise<InsuranceKnowledge> {
  const catalogue = process.env.MEDSETTLE_CATALOGUE ?? join(DOMAIN, 'bill/catalogues/sample.json')
  const policy = process.env.MEDSETTLE_POLICY ?? join(DOMAIN, 'adjudication/policies/sample-330100.json')
  return { catalogue: compileCatalogue(await readJson(catalogue)), policy: compilePolicy(await readJson(policy)) }
}

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))
