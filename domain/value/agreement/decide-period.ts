import { invariant, type Refusal } from '../../identity/refusal.ts'
import { agreementRefusal } from './agreement-problem.ts'
import type { PartyId } from './agreement-schema.ts'
import { canonicalText } from './canonical.ts'
import { followUp } from './follow-up.ts'
import { own } from './language/scope.ts'
import { dueOf } from './period-clock.ts'
import {
  after,
  type DeliveredFact,
  type Dispute,
  type PeriodEvent,
  type PeriodFile,
  type Proposal,
} from './period-file.ts'
import { isRefused, readFact } from './read-fact.ts'
import { factText, verifySignature } from './verify-signature.ts'

/** What somebody wants of a period. */
export type PeriodAct = { readonly by: PartyId } & (
  | { readonly kind: 'deliver'; readonly name: string; readonly value: unknown; readonly signature: string | null }
  | { readonly kind: 'accept'; readonly proposalNo: number; readonly hash: string }
  | {
      readonly kind: 'dispute'
      readonly proposalNo: number
      readonly hash: string
      readonly line: string
      readonly reason: string
      readonly counterFact: { readonly name: string; readonly value: unknown } | null
    }
)

export interface Decision {
  /** to be written together, in order; also what the clock brought before an act that is refused */
  readonly events: readonly PeriodEvent[]
  readonly file: PeriodFile
  readonly refusal: Refusal | null
}

/**
 * What follows from an act, or from time alone (`act` null), at `now`. First comes what time has brought: an objection that arrives
 * when its period is over meets a period that silence has closed. The same act twice changes nothing the second time.
 */
export function decidePeriod(file: PeriodFile, act: PeriodAct | null, now: Date): Decision {
  const before = followUp(file, now)
  if (act === null) return { ...before, refusal: null }
  const judged = judge(before.file, act, now)
  if (judged !== null && 'moneyMoved' in judged) return { ...before, refusal: judged }
  if (judged === null) return { ...before, refusal: null }
  const then = followUp(after(before.file, judged), now)
  const events = [...before.events, judged, ...then.events]
  invariant(
    then.file.version === file.version + events.length,
    'an event that is not counted could be written over another',
  )
  return { events, file: then.file, refusal: null }
}

/** The event an act leads to; null when it stands already. */
function judge(file: PeriodFile, act: PeriodAct, now: Date): PeriodEvent | Refusal | null {
  if (!Object.hasOwn(file.agreement.document.parties, act.by)) return agreementRefusal('AGREEMENT_NOT_A_PARTY', act.by)
  if (act.kind === 'deliver') return deliver(file, act, now)
  const proposal = file.proposals.at(-1)
  if (!proposal)
    return agreementRefusal('AGREEMENT_NOTHING_PROPOSED', `periods.${file.period.id}`, file.notComputable ?? '')
  if (proposal.proposalNo !== act.proposalNo || proposal.hash !== act.hash || file.status === 'complete')
    return agreementRefusal(
      'AGREEMENT_PROPOSAL_SUPERSEDED',
      `proposals.${act.proposalNo}`,
      `now ${proposal.proposalNo}`,
    )
  return act.kind === 'accept' ? accept(file, act, now) : dispute(file, proposal, { act, now })
}

const isClosed = ({ status }: PeriodFile): boolean => status === 'accepted' || status === 'settled'

const closed = ({ period, agreedAt }: PeriodFile): Refusal =>
  agreementRefusal('AGREEMENT_PERIOD_CLOSED', `periods.${period.id}`, `agreed ${agreedAt}`)

function deliver(
  file: PeriodFile,
  act: Extract<PeriodAct, { kind: 'deliver' }>,
  now: Date,
): PeriodEvent | Refusal | null {
  const { agreement, period } = file
  const place = `facts.${act.name}`
  const terms = own(agreement.document.facts, act.name)
  if (!terms) return agreementRefusal('AGREEMENT_FACT_UNKNOWN', place)
  if (!terms.from.includes(act.by)) return agreementRefusal('AGREEMENT_FACT_NOT_YOURS', place, act.by)
  const read = readFact(agreement.document, act.name, act.value)
  if (isRefused(read)) return read
  const { canonical: content } = read
  const versions = file.facts.get(act.name) ?? []
  const newest = versions.at(-1)
  if (newest?.by === act.by && canonicalText(newest.content) === canonicalText(content)) return null
  if (isClosed(file)) return closed(file)
  if (terms.signed && act.signature === null) return agreementRefusal('AGREEMENT_FACT_UNSIGNED', place)
  if (act.signature !== null) {
    const text = factText(agreement, { period: period.id, name: act.name, content })
    const invalid = verifySignature(agreement, text, { party: act.by, signature: act.signature })
    if (invalid) return { ...invalid, place }
  }
  const fact: DeliveredFact = {
    name: act.name,
    version: versions.length + 1,
    content,
    by: act.by,
    signature: act.signature,
    isLate: now.getTime() > dueOf(file, act.name).getTime(),
  }
  return { kind: 'factDelivered', at: now.toISOString(), fact }
}

function accept(
  file: PeriodFile,
  act: Extract<PeriodAct, { kind: 'accept' }>,
  now: Date,
): PeriodEvent | Refusal | null {
  if (file.acceptedBy.includes(act.by)) return null
  if (isClosed(file)) return closed(file)
  return { kind: 'accepted', at: now.toISOString(), by: act.by, proposalNo: act.proposalNo }
}

function dispute(
  file: PeriodFile,
  proposal: Proposal,
  { act, now }: { readonly act: Extract<PeriodAct, { kind: 'dispute' }>; readonly now: Date },
): PeriodEvent | Refusal | null {
  const { by, line, reason, proposalNo } = act
  if (isClosed(file)) return closed(file)
  if (!proposal.lines.some(({ code }) => code === line))
    return agreementRefusal('AGREEMENT_LINE_UNKNOWN', `proposals.${proposalNo}.lines`, line)
  const read = act.counterFact && readFact(file.agreement.document, act.counterFact.name, act.counterFact.value)
  if (read && isRefused(read)) return { ...read, place: `counterFact.${read.place}` }
  const counterFact = read ? { name: act.counterFact!.name, content: read.canonical } : null
  const said: Dispute = { proposalNo, by, line, reason, counterFact }
  if (
    file.disputes.some(
      (one) => canonicalText({ ...one, proposalNo: '' }) === canonicalText({ ...said, proposalNo: '' }),
    )
  )
    return null
  return { kind: 'disputed', at: now.toISOString(), dispute: said }
}
