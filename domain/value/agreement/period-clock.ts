import { deadlineAfter, deadlineAfterDay } from './deadline.ts'
import type { PeriodFile } from './period-file.ts'

/** When a fact is due at the latest. */
export function dueOf({ agreement, period }: PeriodFile, name: string): Date {
  const { facts, calendar } = agreement.document
  return deadlineAfterDay(period.to, facts[name]!.due, calendar)
}

/** Facts that have not arrived. */
export const missingFacts = ({ agreement, facts }: PeriodFile): string[] =>
  Object.keys(agreement.document.facts).filter((name) => !facts.has(name))

/** When a complete period must have its proposal. */
export function proposalDueAt({ agreement, completedAt }: PeriodFile): Date | null {
  const { deadlines, calendar } = agreement.document
  return completedAt === null ? null : deadlineAfter(new Date(completedAt), deadlines.proposal, calendar)
}

/** When time alone brings something next, and the period must be looked at; null: only an act can. */
export function nextLookAt(file: PeriodFile): Date | null {
  if (file.status === 'waiting') {
    const dues = missingFacts(file)
      .filter((name) => !file.overdueFacts.includes(name))
      .map((name) => dueOf(file, name).getTime())
    return dues.length === 0 ? null : new Date(Math.min(...dues))
  }
  if (file.status === 'complete') return file.isProposalOverdue ? null : proposalDueAt(file)
  if (file.status === 'proposed') return new Date(file.proposals.at(-1)!.objectionEndsAt)
  // transfers that are agreed are posted at once, and again until they are on the books
  return file.status === 'accepted' ? new Date(file.agreedAt!) : null
}
