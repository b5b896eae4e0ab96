import type { Books } from './books.ts'
import type { Outside } from './outside.ts'

/** A clinic: its id at the platform, and the name of its merchant accounts in the outside world. */
export interface Clinic {
  readonly institutionId: string
  readonly account: string
  /** its insurer knows settlements by the order of mobile payment, not by a msgid */
  readonly mobile: boolean
}

/** What somebody was told as done; it must be so for ever after. */
export type Told =
  | { readonly what: 'paid'; readonly orderId: string }
  | { readonly what: 'refunded'; readonly refundId: string }
  /** a notification was answered "accepted" */
  | { readonly what: 'heard'; readonly attemptId: string }

export interface AuditQuestion {
  readonly seed: number
  readonly days: number
  readonly clinics: readonly Clinic[]
  /** China dates, both included, on which this seed's money moves */
  readonly from: string
  readonly to: string
  /** the day's close must have been done for every date up to this one */
  readonly closedThrough: string
  /** nothing has moved on a later date */
  readonly allClosed: boolean
  readonly told: readonly Told[]
  /** fee of the wallets as a fraction, e.g. 6/1000 */
  readonly fee: { readonly of: bigint; readonly per: bigint }
}

/** Everything a check may look at. */
export interface Evidence {
  readonly question: AuditQuestion
  readonly books: Books
  readonly outside: Outside
}

export type Invariant =
  | 'ledger-balances'
  | 'charged-once'
  | 'insurance-has-its-cash'
  | 'receivables-meet-channels'
  | 'deposits-are-empty'
  | 'nothing-is-silent'
  | 'differences-have-causes'
  | 'events-tell-the-state'
  | 'refunds-within-taken'
  | 'told-is-stored'

/** A broken rule of money: which, where, by how much. `message` ends with how to see it again. */
export interface Violation {
  readonly invariant: Invariant
  readonly institutionId: string
  readonly message: string
}

export type Finding = Omit<Violation, 'message'> & { readonly sentence: string }

/** One invariant: looks at the evidence and names everything that breaks it. */
export type Check = (evidence: Evidence) => readonly Finding[]

/** `12.34` of fen */
export function yuan(amount: bigint): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(3, '0')
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** True when a person has been asked about this attempt or refund. */
export const hasWorkOrder = (books: Books, subject: string): boolean =>
  books.workOrders.some((work) => work.subjectKey.includes(subject))

export const isOpen = (status: string): boolean => ['intent', 'pending', 'unknown'].includes(status)

export const sumOf = <Item>(items: Iterable<Item>, amount: (item: Item) => bigint): bigint => {
  let total = 0n
  for (const item of items) total += amount(item)
  return total
}

export function groupBy<Item>(items: readonly Item[], key: (item: Item) => string | null): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const name = key(item)
    if (name === null) continue
    const group = groups.get(name)
    if (group) group.push(item)
    else groups.set(name, [item])
  }
  return groups
}
