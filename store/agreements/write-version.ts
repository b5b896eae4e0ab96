import type { Agreement } from '../../domain/value/agreement/agreement.ts'
import type { Told } from '../../domain/value/agreement/announce.ts'
import type { PartySignature } from '../../domain/value/agreement/verify-signature.ts'
import type { Database } from '../database.ts'
import { institutionsOf, StaleAgreement, stepsOf, toStale } from './write-period.ts'

/** Which version is written about, and who is told of it. */
interface VersionStep {
  readonly regionId: string
  readonly agreement: Agreement
  readonly at: Date
  readonly told: readonly Told[]
}

const headOf = ({ regionId, agreement, at, told }: VersionStep) => ({
  region: regionId,
  agreement: agreement.document.id,
  version: agreement.document.version,
  institutions: institutionsOf(agreement.document),
  at,
  told: stepsOf(regionId, told),
})

/** Adds a version. @param step.by institution that submits it @returns false when its number stands already, whatever its content */
export async function addVersion(database: Database, step: VersionStep & { readonly by: string }): Promise<boolean> {
  const { canonical: document, hash } = step.agreement
  const body = { ...headOf(step), by: step.by, document, hash }
  const [row] = await database.query<{ added: boolean }>('select medsettle.submit_agreement($1::jsonb) as added', [
    JSON.stringify(body),
  ])
  return row!.added
}

/** Adds a party's signature. @returns false when it has signed already; the first signature is kept */
export async function addSignature(
  database: Database,
  step: VersionStep & PartySignature & { readonly by: string },
): Promise<boolean> {
  const { by, party, signature } = step
  const body = { ...headOf(step), by, party, signature }
  const [row] = await database.query<{ added: boolean }>('select medsettle.sign_agreement($1::jsonb) as added', [
    JSON.stringify(body),
  ])
  return row!.added
}

export interface ForceStep extends VersionStep {
  readonly forceNo: number
  readonly periods: readonly {
    readonly period: string
    readonly seq: number
    readonly status: string
    readonly nextLookAt: Date | null
  }[]
}

/** A version comes into force with heads for its periods. @throws StaleAgreement when another came first, or a period moved */
export async function bringIntoForce(database: Database, step: ForceStep): Promise<void> {
  const { forceNo, periods, at } = step
  const body = { ...headOf(step), forceNo, periods, since: at }
  try {
    await database.query('select medsettle.bring_agreement_into_force($1::jsonb)', [JSON.stringify(body)])
  } catch (error) {
    if (toStale(error)) throw new StaleAgreement((error as Error).message, { cause: error })
    throw error
  }
}
