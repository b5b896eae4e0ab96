import type { Agreement } from '../../../domain/value/agreement/agreement.ts'
import { isRefused, readFact } from '../../../domain/value/agreement/read-fact.ts'
import { checkSignatures, factText, verifySignature } from '../../../domain/value/agreement/verify-signature.ts'
import { openAgreement, openDeliveries, openFacts, openSignatures, signaturesBeside } from './open-files.ts'

/**
 * `agreement verify`: one line a party; exit 1 unless all have signed this very content. Of the evidence of a proposal the signed facts
 * are looked at too.
 */
export async function verifyFile(path: string, options: { readonly signatures?: string }): Promise<void> {
  const agreement = await openAgreement(path)
  const delivered = await openDeliveries(path)
  const listPath = options.signatures ?? (delivered ? path : signaturesBeside(path))
  const states = checkSignatures(agreement, await openSignatures(listPath))
  const { parties, id, version } = agreement.document
  for (const { party, state } of states) {
    const name = Object.hasOwn(parties, party) ? parties[party]!.name : 'AGREEMENT_KEY_UNKNOWN: no such party'
    process.stdout.write(`${state.padEnd(8)} ${party} ${name}\n`)
  }
  const areFactsSigned = delivered === null || (await verifyFacts(agreement, path, delivered))
  const isSigned = states.every(({ state }) => state === 'signed')
  process.stdout.write(
    `${id} version ${version} is ${isSigned ? 'signed by all' : 'not in force'}; hash ${agreement.hash}\n`,
  )
  if (!isSigned || !areFactsSigned) process.exitCode = 1
}

type Deliveries = NonNullable<Awaited<ReturnType<typeof openDeliveries>>>

/** A fact that carries a signature must carry its deliverer's, over the value that stands in the evidence. */
async function verifyFacts(agreement: Agreement, path: string, delivered: Deliveries): Promise<boolean> {
  const { period = '', facts } = await openFacts(path)
  let areSigned = true
  for (const { name, by, signature } of delivered) {
    const mustBe = Object.hasOwn(agreement.document.facts, name) && agreement.document.facts[name]!.signed
    if (signature === null && !mustBe) continue
    const read = readFact(agreement.document, name, facts[name])
    const isSigned =
      signature !== null &&
      !isRefused(read) &&
      verifySignature(agreement, factText(agreement, { period, name, content: read.canonical }), {
        party: by,
        signature,
      }) === null
    process.stdout.write(`${isSigned ? 'signed  ' : 'invalid '} fact ${name} by ${by}\n`)
    areSigned &&= isSigned
  }
  return areSigned
}
