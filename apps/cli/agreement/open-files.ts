import { readFile } from 'node:fs/promises'
import { sm2PublicKeyOf } from '@medsettle/gm-crypto'
import { z } from 'zod'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import type { Agreement } from '../../../domain/value/agreement/agreement.ts'
import { agreementRefusal } from '../../../domain/value/agreement/agreement-problem.ts'
import { readAgreement } from '../../../domain/value/agreement/read-agreement.ts'
import type { PartySignature } from '../../../domain/value/agreement/verify-signature.ts'
import { documentRefused } from '../../../domain/value/document/document-problem.ts'
import { parseDocument } from '../../../domain/value/document/parse-document.ts'
import { readDocument, shortText } from '../../../domain/value/document/read-document.ts'
import { BadUsage } from '../bad-usage.ts'

/** @throws BadUsage when the file cannot be opened */
export async function openText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES')
      throw new BadUsage(`${path} cannot be read: ${code}`)
    throw error
  }
}

/** An agreement, or the one inside the evidence of a proposal. @throws RefusalError with the first problem of the document */
export async function openAgreement(path: string): Promise<Agreement> {
  const text = await openText(path)
  return readAgreement(evidenceIn(text)?.document ?? text)
}

export const signaturesBeside = (path: string): string => `${path.replace(/\.json$/, '')}.signatures.json`

const SIGNATURES = z.array(z.strictObject({ party: shortText, signature: shortText }))

export async function openSignatures(path: string): Promise<PartySignature[]> {
  const text = await openText(path)
  return readDocument(evidenceIn(text)?.signatures ?? text, SIGNATURES)
}

const DELIVERED = z.array(z.object({ name: shortText, by: shortText, signature: shortText.nullable() }))

/** Who delivered which fact, with what signature; null when the file is no evidence. */
export async function openDeliveries(path: string): Promise<z.output<typeof DELIVERED> | null> {
  const { delivered } = evidenceIn(await openText(path)) ?? {}
  return delivered === undefined ? null : readDocument(delivered, DELIVERED)
}

type Part = 'document' | 'signatures' | 'delivered'

/** The evidence of a proposal holds document, signatures and facts, so that one file is enough to re-compute. */
function evidenceIn(text: string): Readonly<Partial<Record<Part, string>>> | null {
  const parsed = parseDocument(text)
  const value = 'value' in parsed ? parsed.value : null
  if (!isRecord(value) || !('document' in value) || !('facts' in value)) return null
  const parts = (['document', 'signatures', 'delivered'] as const).filter((part) => value[part] !== undefined)
  return Object.fromEntries(parts.map((part) => [part, JSON.stringify(value[part])]))
}

/** What `--facts` names. */
export interface GivenFacts {
  readonly period?: string
  readonly facts: Readonly<Record<string, unknown>>
  /** the other side's result, in the evidence of a proposal */
  readonly hash?: string
}

/** @throws RefusalError when it is not JSON, or holds no facts */
export async function openFacts(path: string): Promise<GivenFacts> {
  const parsed = parseDocument(await openText(path))
  if ('code' in parsed) throw documentRefused(parsed)
  const { period, facts, hash } = isRecord(parsed.value) ? parsed.value : {}
  if (!isRecord(facts))
    throw new RefusalError(agreementRefusal('AGREEMENT_FACT_INVALID', 'facts', 'an object of facts belongs here'))
  return {
    facts,
    ...(typeof period === 'string' ? { period } : {}),
    ...(typeof hash === 'string' ? { hash } : {}),
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const KEY = z.strictObject({ privateKey: shortText, publicKey: shortText })

/** The private key of a file that `agreement key` wrote, and the party whose it is. @throws RefusalError AGREEMENT_KEY_UNKNOWN */
export async function openKey(path: string, { document }: Agreement): Promise<{ party: string; privateKey: string }> {
  const { privateKey } = readDocument(await openText(path), KEY)
  const publicKey = sm2PublicKeyOf(privateKey)
  const party = Object.entries(document.parties).find(([, one]) => one.publicKey === publicKey)?.[0]
  if (party === undefined) throw new RefusalError(agreementRefusal('AGREEMENT_KEY_UNKNOWN', 'parties'))
  return { party, privateKey }
}
