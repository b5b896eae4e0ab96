import { invariant, type Refusal } from '../../identity/refusal.ts'
import { agreementRefusal } from './agreement-problem.ts'
import { type Evaluation, evaluateAgreement } from './evaluate-agreement.ts'
import { standingFacts } from './follow-up.ts'
import type { DeliveredFact, PeriodFile, Proposal } from './period-file.ts'
import { type FactContent, isRefused } from './read-fact.ts'

/** All that the other side needs to come to the same hash by itself. */
export interface Evidence {
  readonly proposal: Proposal
  /** the facts the proposal rests on */
  readonly facts: Readonly<Record<string, FactContent>>
  readonly delivered: readonly DeliveredFact[]
  readonly evaluation: Evaluation
}

/** Works the proposal out anew from its facts, and gives every intermediate value. */
export function evidenceOf(file: PeriodFile, proposalNo: number): Evidence | Refusal {
  const proposal = file.proposals.find((one) => one.proposalNo === proposalNo)
  if (!proposal) return agreementRefusal('AGREEMENT_PROPOSAL_NOT_FOUND', 'proposalNo', String(proposalNo))
  const facts = standingFacts(file, proposal.factVersions)
  const evaluation = evaluateAgreement(file.agreement, file.period.id, facts)
  invariant(
    !isRefused(evaluation) && evaluation.hash === proposal.hash,
    'a proposal that its own facts do not lead to was put before the parties',
  )
  const delivered = Object.entries(proposal.factVersions).map(([name, version]) => file.facts.get(name)![version - 1]!)
  return {
    proposal,
    facts: Object.fromEntries([...facts].map(([name, { canonical }]) => [name, canonical])),
    delivered,
    evaluation,
  }
}
