import type { Agreement } from './agreement.ts'
import type { AgreementPeriod, PartyId } from './agreement-schema.ts'
import type { Evaluation, SettlementLine } from './evaluate-agreement.ts'
import type { FactContent } from './read-fact.ts'

/**
 * `waiting` for facts → `complete` → `proposed` → `accepted` (by all, or by silence) → `settled`. A dispute makes it `disputed` until
 * it is withdrawn or a corrected fact leads to a new proposal.
 */
export type PeriodStatus = 'waiting' | 'complete' | 'proposed' | 'disputed' | 'accepted' | 'settled'

/** One delivery of a fact. A correction is a further version; nothing is overwritten. */
export interface DeliveredFact {
  readonly name: string
  /** 1, 2, … */
  readonly version: number
  readonly content: FactContent
  readonly by: PartyId
  readonly signature: string | null
  /** after its due date */
  readonly isLate: boolean
}

export interface Proposal {
  /** 1, 2, … */
  readonly proposalNo: number
  readonly hash: string
  readonly factVersions: Readonly<Record<string, number>>
  readonly values: Evaluation['values']
  readonly lines: readonly SettlementLine[]
  /** from this instant on silence is acceptance */
  readonly objectionEndsAt: string
}

export interface Dispute {
  readonly proposalNo: number
  readonly by: PartyId
  readonly line: string
  readonly reason: string
  readonly counterFact: { readonly name: string; readonly content: FactContent } | null
}

/** What happened to a period, in order. Instants are ISO 8601. */
export type PeriodEvent = { readonly at: string } & (
  | { readonly kind: 'factDelivered'; readonly fact: DeliveredFact }
  | { readonly kind: 'factsOverdue'; readonly names: readonly string[] }
  | { readonly kind: 'completed' }
  | { readonly kind: 'notComputable'; readonly code: string; readonly place: string; readonly message: string }
  | { readonly kind: 'proposalOverdue' }
  | { readonly kind: 'proposed'; readonly proposal: Proposal }
  | { readonly kind: 'accepted'; readonly by: PartyId; readonly proposalNo: number }
  | { readonly kind: 'disputed'; readonly dispute: Dispute }
  /** `agreedAt`: when the last one accepted, or when the period of objection ended, whenever that was noticed */
  | {
      readonly kind: 'agreed'
      readonly proposalNo: number
      readonly how: 'by all' | 'by silence'
      readonly agreedAt: string
    }
  | { readonly kind: 'settled'; readonly proposalNo: number; readonly transferIds: readonly string[] }
)

/** One period of one agreement, as its events left it. */
export interface PeriodFile {
  readonly agreement: Agreement
  readonly period: AgreementPeriod
  readonly status: PeriodStatus
  /** how many events there were */
  readonly version: number
  /** newest last */
  readonly facts: ReadonlyMap<string, readonly DeliveredFact[]>
  readonly proposals: readonly Proposal[]
  /** of the newest proposal */
  readonly acceptedBy: readonly PartyId[]
  /** open ones, of the newest proposal */
  readonly disputes: readonly Dispute[]
  readonly completedAt: string | null
  /** facts whose delay has been reported */
  readonly overdueFacts: readonly string[]
  readonly isProposalOverdue: boolean
  /** why nothing could be proposed from the facts as they stand */
  readonly notComputable: string | null
  readonly agreedAt: string | null
}

export function openPeriod(agreement: Agreement, period: AgreementPeriod): PeriodFile {
  return {
    agreement,
    period,
    status: 'waiting',
    version: 0,
    facts: new Map(),
    proposals: [],
    acceptedBy: [],
    disputes: [],
    completedAt: null,
    overdueFacts: [],
    isProposalOverdue: false,
    notComputable: null,
    agreedAt: null,
  }
}

export const readPeriod = (empty: PeriodFile, events: readonly PeriodEvent[]): PeriodFile => events.reduce(after, empty)

/** The file after one more event; what is not said stays. */
export function after(file: PeriodFile, event: PeriodEvent): PeriodFile {
  return { ...file, ...changeOf(file, event), version: file.version + 1 }
}

function changeOf(file: PeriodFile, event: PeriodEvent): Partial<PeriodFile> {
  switch (event.kind) {
    case 'factDelivered': {
      const { name } = event.fact
      const facts = new Map(file.facts).set(name, [...(file.facts.get(name) ?? []), event.fact])
      const status = file.status === 'waiting' ? 'waiting' : 'complete'
      const begun = status === 'complete' ? { completedAt: event.at, isProposalOverdue: false } : {}
      // what was said of the proposal before was said of other facts
      return { facts, status, ...begun, notComputable: null, acceptedBy: [], disputes: [] }
    }
    case 'factsOverdue':
      return { overdueFacts: [...file.overdueFacts, ...event.names] }
    case 'completed':
      return { status: 'complete', completedAt: event.at }
    case 'notComputable':
      return { notComputable: `${event.code} at ${event.place}: ${event.message}` }
    case 'proposalOverdue':
      return { isProposalOverdue: true }
    case 'proposed':
      return { status: 'proposed', proposals: [...file.proposals, event.proposal] }
    case 'accepted': {
      const disputes = file.disputes.filter(({ by }) => by !== event.by)
      const status = disputes.length > 0 ? 'disputed' : 'proposed'
      return { acceptedBy: [...file.acceptedBy, event.by], disputes, status }
    }
    case 'disputed': {
      const { by } = event.dispute
      const acceptedBy = file.acceptedBy.filter((party) => party !== by)
      return { status: 'disputed', disputes: [...file.disputes, event.dispute], acceptedBy }
    }
    case 'agreed':
      return { status: 'accepted', agreedAt: event.agreedAt }
    case 'settled':
      return { status: 'settled' }
  }
}
