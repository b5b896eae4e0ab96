import { createSm2Verifier, GmCryptoError } from '@medsettle/gm-crypto'
import type { Refusal } from '../../identity/refusal.ts'
import type { Agreement } from './agreement.ts'
import { agreementRefusal } from './agreement-problem.ts'
import { canonicalText } from './canonical.ts'
import { own } from './language/scope.ts'
import type { FactContent } from './read-fact.ts'

/** SM2 over SM3, r‖s in hex, with the user id of GM/T 0009 (1234567812345678). */
export interface PartySignature {
  readonly party: string
  readonly signature: string
}

/** What a party signs of a document. The first line keeps a signature from standing under anything else. */
export const agreementText = ({ canonical }: Agreement): string => `medsettle/agreement\n${canonical}`

/** What a party signs of a fact it delivers: it stands for this version, this period and this value. */
export const factText = (
  { hash }: Agreement,
  fact: { readonly period: string; readonly name: string; readonly content: FactContent },
): string => `medsettle/fact\n${canonicalText({ agreement: hash, ...fact })}`

/** @returns why the signature does not stand, or null */
export function verifySignature(
  agreement: Agreement,
  text: string,
  { party, signature }: PartySignature,
): Refusal | null {
  const signer = own(agreement.document.parties, party)
  if (!signer) return agreementRefusal('AGREEMENT_KEY_UNKNOWN', `parties.${party}`)
  const isValid = /^[0-9a-f]{128}$/.test(signature) && isSignedBy(signer.publicKey, text, signature)
  return isValid ? null : agreementRefusal('AGREEMENT_SIGNATURE_INVALID', `parties.${party}`)
}

function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  try {
    return createSm2Verifier(publicKey)(text, Buffer.from(signature, 'hex'))
  } catch (error) {
    // a key that is no point of the curve signs nothing
    if (error instanceof GmCryptoError) return false
    throw error
  }
}

export interface SignedBy {
  readonly party: string
  readonly state: 'signed' | 'missing' | 'invalid'
}

/** Party by party: in force is what all have signed. A signature of nobody we know is told too. */
export function checkSignatures(agreement: Agreement, signatures: readonly PartySignature[]): SignedBy[] {
  const known = Object.keys(agreement.document.parties)
  const strangers = signatures.filter(({ party }) => !known.includes(party)).map(({ party }) => party)
  return [
    ...known.map((party): SignedBy => {
      const given = signatures.find((one) => one.party === party)
      if (!given) return { party, state: 'missing' }
      return { party, state: verifySignature(agreement, agreementText(agreement), given) ? 'invalid' : 'signed' }
    }),
    ...strangers.map((party): SignedBy => ({ party, state: 'invalid' })),
  ]
}
