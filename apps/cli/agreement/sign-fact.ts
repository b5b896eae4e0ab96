import { createSm2Signer } from '@medsettle/gm-crypto'
import { type Refusal, RefusalError } from '../../../domain/identity/refusal.ts'
import { agreementRefusal } from '../../../domain/value/agreement/agreement-problem.ts'
import { isRefused, readFact } from '../../../domain/value/agreement/read-fact.ts'
import { factText } from '../../../domain/value/agreement/verify-signature.ts'
import { BadUsage } from '../bad-usage.ts'
import { openAgreement, openFacts, openKey } from './open-files.ts'

interface SignFactOptions {
  readonly key: string
  readonly facts: string
  readonly period?: string
}

/** `agreement sign-fact`: one fact as its party delivers it, with the signature that binds it to version and period. */
export async function signFact(path: string, name: string, options: SignFactOptions): Promise<void> {
  const agreement = await openAgreement(path)
  const { party, privateKey } = await openKey(options.key, agreement)
  const given = await openFacts(options.facts)
  const period = options.period ?? given.period
  if (period === undefined) throw new BadUsage('the facts name no period; say --period')
  const { facts, periods } = agreement.document
  const refused = (refusal: Refusal): RefusalError => new RefusalError(refusal)
  if (!periods.some(({ id }) => id === period))
    throw refused(agreementRefusal('AGREEMENT_PERIOD_NOT_FOUND', 'period', period))
  const read = readFact(agreement.document, name, given.facts[name])
  if (isRefused(read)) throw refused(read)
  if (!facts[name]!.from.includes(party))
    throw refused(agreementRefusal('AGREEMENT_FACT_NOT_YOURS', `facts.${name}`, party))
  const signature = createSm2Signer(privateKey)(factText(agreement, { period, name, content: read.canonical }))
  process.stdout.write(`${JSON.stringify({ name, value: read.canonical, signature: signature.toString('hex') })}\n`)
}
