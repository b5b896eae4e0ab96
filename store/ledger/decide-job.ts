import { type Refusal, RefusalError } from '../../domain/identity/refusal.ts'
import { type Decision, decideGroup } from '../../domain/ledger/decide-transfers.ts'
import type { Sheet } from '../../domain/ledger/sheet.ts'
import type { Job, TransferAnswer } from './job.ts'
import { versionAfter } from './step-texts.ts'

export interface Decided {
  readonly job: Job
  readonly decisions: readonly Decision[]
  /** a step whose transfers were refused is not written */
  readonly failed: Refusal | null
}

export function decideJob(sheet: Sheet, job: Job): Decided {
  const decisions = job.groups.flatMap((group) => (group.length === 0 ? [] : decideGroup(sheet, group)))
  if (job.step === null) return { job, decisions, failed: null }
  // the road finds another way and comes again: its refusals are not kept
  for (const one of job.groups.flat()) sheet.refusals.delete(one.transferId)
  const refusals = decisions.flatMap((one) => (one.kind === 'refused' ? [one.refusal] : []))
  const failed = refusals.find((one) => one.code !== 'GROUP_FAILED') ?? refusals[0] ?? null
  return { job, decisions, failed }
}

/**
 * Memory may be old, so a "no" that depends on the books is looked at again before it is given. So is a balancing transfer
 * that got less than it asked for: a reservation may have run out since.
 */
export const mayBeOld = (one: Decision): boolean => {
  if (one.kind === 'booked') return one.row.asked !== null && one.row.amount < one.row.asked
  return (
    one.kind === 'refused' && !(one.refusal.code.startsWith('TRANSFER_') && one.refusal.code !== 'TRANSFER_ID_TAKEN')
  )
}

export function tell(
  decided: readonly Decided[],
  { firstBookingNo }: { readonly firstBookingNo: number | null },
): void {
  const numbers = new Map<string, number>()
  for (const { decisions } of decided)
    for (const one of decisions)
      if (one.kind === 'booked') numbers.set(one.row.transferId, firstBookingNo! + one.position)
  for (const { job, decisions, failed } of decided) {
    if (failed) {
      job.reject(new RefusalError(failed))
      continue
    }
    const requests = job.groups.flat()
    const answers = decisions.map((one, index) => answerOf(one, requests[index]!.transferId, numbers))
    job.resolve({ answers, version: job.step === null ? 0 : versionAfter(job.step) })
  }
}

function answerOf(decision: Decision, transferId: string, numbers: ReadonlyMap<string, number>): TransferAnswer {
  if (decision.kind === 'refused')
    return { posted: false, transferId, refusal: decision.refusal, replayed: decision.replayed }
  const bookingNo = decision.kind === 'replayed' ? decision.bookingNo : numbers.get(transferId)!
  return { posted: true, transferId, bookingNo, amount: decision.row.amount, replayed: decision.kind !== 'booked' }
}
