import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Agreement } from '../../../domain/value/agreement/agreement.ts'
import { readAgreement } from '../../../domain/value/agreement/read-agreement.ts'
import type { PartySignature } from '../../../domain/value/agreement/verify-signature.ts'
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
export const openAgreement = async (path: string): Promise<Agreement> => {
  const text = await openText(path)
  return readAgreement(insideEvidence(text, 'document') ?? text)
}

/** The evidence of a proposal holds document, signatures and facts, so that one file is enough to re-compute. */
function insideEvidence(text: string, part: 'document' | 'signatures'): string | null {
  const parsed = parseDocument(text)
  const value = 'value' in parsed ? parsed.value : null
  const isEvidence = typeof value === 'object' && value !== null && 'document' in value && 'facts' in value
  const found = isEvidence ? (value as Record<string, unknown>)[part] : undefined
  return found === undefined ? null : JSON.stringify(found)
}

export const signaturesBeside = (path: string): string => `${path.replace(/\.json$/, '')}.signatures.json`

const SIGNATURES = z.array(z.strictObject({ party: shortText, signature: shortText }))

export const openSignatures = async (path: string): Promise<PartySignature[]> => {
  const text = await openText(path)
  return readDocument(insideEvidence(text, 'signatures') ?? text, SIGNATURES)
}

const KEY = z.strictObject({ privateKey: shortText, publicKey: shortText })

/** The private key of a file that `agreement key` wrote. */
export const openPrivateKey = async (path: string): Promise<string> =>
  readDocument(await openText(path), KEY).privateKey
