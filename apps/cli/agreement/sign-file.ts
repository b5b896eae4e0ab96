import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createSm2Signer } from '@medsettle/gm-crypto'
import { agreementText } from '../../../domain/value/agreement/verify-signature.ts'
import { openAgreement, openKey, openSignatures, signaturesBeside } from './open-files.ts'

/** `agreement sign`: adds the signature of the party whose key it is to the list beside the agreement, or replaces its own. */
export async function signFile(
  path: string,
  options: { readonly key: string; readonly signatures?: string },
): Promise<void> {
  const agreement = await openAgreement(path)
  const { party, privateKey } = await openKey(options.key, agreement)
  const listPath = options.signatures ?? signaturesBeside(path)
  const before = existsSync(listPath) ? await openSignatures(listPath) : []
  const signature = createSm2Signer(privateKey)(agreementText(agreement)).toString('hex')
  const signatures = [...before.filter((one) => one.party !== party), { party, signature }]
  await writeFile(listPath, `${JSON.stringify(signatures, null, 2)}\n`)
  process.stdout.write(`${party} signed ${agreement.document.id} version ${agreement.document.version}\n`)
  process.stdout.write(`hash ${agreement.hash}\nsignatures in ${listPath}\n`)
}
