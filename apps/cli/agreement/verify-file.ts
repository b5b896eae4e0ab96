import { checkSignatures } from '../../../domain/value/agreement/verify-signature.ts'
import { openAgreement, openSignatures, signaturesBeside } from './open-files.ts'

/** `agreement verify`: one line a party; exit 1 unless all have signed this very content. */
export async function verifyFile(path: string, options: { readonly signatures?: string }): Promise<void> {
  const agreement = await openAgreement(path)
  const signatures = await openSignatures(options.signatures ?? signaturesBeside(path))
  const states = checkSignatures(agreement, signatures)
  const { parties, id, version } = agreement.document
  for (const { party, state } of states) {
    const name = Object.hasOwn(parties, party) ? parties[party]!.name : 'AGREEMENT_KEY_UNKNOWN: no such party'
    process.stdout.write(`${state.padEnd(8)} ${party} ${name}\n`)
  }
  const isSigned = states.every(({ state }) => state === 'signed')
  process.stdout.write(
    `${id} version ${version} is ${isSigned ? 'signed by all' : 'not in force'}; hash ${agreement.hash}\n`,
  )
  if (!isSigned) process.exitCode = 1
}
