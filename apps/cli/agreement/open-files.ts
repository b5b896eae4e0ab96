import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Agreement } from '../../../domain/value/agreement/agreement.ts'
import { readAgreement } from '../../../domain/value/agreement/read-agreement.ts'
import type { PartySignature } from '../../../domain/value/agreement/verify-signature.ts'
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

/** @throws RefusalError with the first problem of the document */
export const openAgreement = async (path: string): Promise<Agreement> => readAgreement(await openText(path))

export const signaturesBeside = (path: string): string => `${path.replace(/\.json$/, '')}.signatures.json`

const SIGNATURES = z.array(z.strictObject({ party: shortText, signature: shortText }))

export const openSignatures = async (path: string): Promise<PartySignature[]> =>
  readDocument(await openText(path), SIGNATURES)

const KEY = z.strictObject({ privateKey: shortText, publicKey: shortText })

/** The private key of a file that `agreement key` wrote. */
export const openPrivateKey = async (path: string): Promise<string> =>
  readDocument(await openText(path), KEY).privateKey
