import type { Books } from './books.ts'
import { chargedOnce } from './charged-once.ts'
import { depositsAreEmpty } from './deposits-are-empty.ts'
import { differencesHaveCauses } from './differences-have-causes.ts'
import { eventsTellTheState } from './events-tell-the-state.ts'
import { insuranceHasItsCash } from './insurance-has-its-cash.ts'
import { ledgerBalances } from './ledger-balances.ts'
import { nothingIsSilent } from './nothing-is-silent.ts'
import { readOutside } from './outside.ts'
import type { AuditQuestion, Check, Evidence, Violation } from './question.ts'
import { type Query, readBooks } from './read-books.ts'
import { receivablesMeetChannels } from './receivables-meet-channels.ts'
import { refundsWithinTaken } from './refunds-within-taken.ts'
import { toldIsStored } from './told-is-stored.ts'

const CHECKS: readonly Check[] = [
  ledgerBalances,
  chargedOnce,
  insuranceHasItsCash,
  receivablesMeetChannels,
  depositsAreEmpty,
  nothingIsSilent,
  differencesHaveCauses,
  eventsTellTheState,
  refundsWithinTaken,
  toldIsStored,
]

/** Lays the platform's tables beside the outside world's own books and names every broken rule of money. */
export async function audit(
  eyes: { readonly query: Query; readonly sandboxUrl: string },
  question: AuditQuestion,
): Promise<Violation[]> {
  const institutionIds = question.clinics.map((clinic) => clinic.institutionId)
  const accounts = question.clinics.map((clinic) => clinic.account)
  const [books, outside] = await Promise.all([
    readBooks(eyes.query, institutionIds),
    readOutside(eyes.sandboxUrl, { accounts, from: question.from, to: question.to }),
  ])
  return judge({ question, books: asInsurersName(books, question), outside })
}

/** By mobile payment the insurer has never heard of our msgids: it knows our attempts. */
function asInsurersName(books: Books, { clinics }: AuditQuestion): Books {
  const mobile = new Set(clinics.filter((clinic) => clinic.mobile).map((clinic) => clinic.institutionId))
  const attempts = books.attempts.map((one) =>
    one.messageId !== null && mobile.has(one.institutionId) ? { ...one, messageId: one.attemptId } : one,
  )
  return { ...books, attempts }
}

export function judge(evidence: Evidence): Violation[] {
  const { seed, days } = evidence.question
  return CHECKS.flatMap((check) => check(evidence)).map(({ sentence, ...finding }) => ({
    ...finding,
    message: `${finding.invariant}: seed ${seed} ${finding.institutionId}: ${sentence}. Again: medsettle simulate --seed ${seed} --days ${days}`,
  }))
}
