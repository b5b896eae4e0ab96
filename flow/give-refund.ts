import { type Fen, fen, sum } from '@medsettle/money'
import type { RefundId } from '../domain/identity/ids.ts'
import { RefusalError } from '../domain/identity/refusal.ts'
import { grantRefund } from '../domain/ledger/post-order.ts'
import {
  bookingOf,
  type Draft,
  givenBack,
  moveOrder,
  type OrderFile,
  tell,
  writeRefund,
} from '../domain/order/draft.ts'
import { type Attempt, type Refund, type RefundPlan, STATUS_WORDS } from '../domain/order/order.ts'
import { type TakenTender, walkBack } from '../domain/tender/walk-back.ts'
import { advanceOrder } from './advance-order.ts'
import type { World } from './world.ts'

export interface RefundWish {
  /** our id, made from the caller's idempotency key: granting twice grants once */
  readonly refundId: RefundId
  readonly amount: Fen
  readonly reason: string
}

/**
 * Give money back tender by tender, from the last one backwards, never more than was taken. The insurer's part goes back
 * whole (2208) and before the wallets, because the insurer may refuse, and then nothing has moved.
 * @throws RefusalError REFUND_NOT_POSSIBLE, REFUND_EXCEEDS_TAKEN, REFUND_NEEDS_WHOLE_INSURANCE; no money moved
 */
export async function giveRefund(world: World, file: OrderFile, wish: RefundWish): Promise<OrderFile> {
  if (file.refunds.some((known) => known.refundId === wish.refundId)) return advanceOrder(world, file)
  planRefund(file, wish.amount)
  return advanceOrder(world, file, { wish: (draft) => grant(draft, wish) })
}

function grant(draft: Draft, wish: RefundWish): void {
  if (draft.file.refunds.some((known) => known.refundId === wish.refundId)) return
  const state = planRefund(draft.file, wish.amount)
  const at = draft.now.toISOString()
  const refund: Refund = {
    refundId: wish.refundId,
    orderId: draft.file.order.orderId,
    amount: wish.amount,
    status: 'granted',
    reason: wish.reason,
    createdAt: at,
    updatedAt: at,
    state,
  }
  draft.transfers.push(...grantRefund({ ...bookingOf(draft), refundId: wish.refundId }, wish.amount))
  writeRefund(draft, refund)
  moveOrder(draft, {})
  tell(draft, 'refund.granted', { refundId: wish.refundId, amountFen: wish.amount })
}

/** Decides which tenders give how much. @throws RefusalError */
function planRefund(file: OrderFile, amount: Fen): RefundPlan {
  const { status } = file.order
  if (status !== 'paid' && status !== 'partlyRefunded')
    throw new RefusalError({
      code: 'REFUND_NOT_POSSIBLE',
      stage: 'refund',
      moneyMoved: 'none',
      retrySameKey: false,
      message: `订单${STATUS_WORDS[status]}，没有可退的款项`,
    })
  const walked = walkBack(amount, takenTenders(file))
  return {
    insurance: walked.insurance === 'whole' || takesAllBack(file, amount),
    wallet: walked.wallet.map((part) => ({
      tenderNo: part.tenderNo,
      chargeAttemptId: chargeOf(file, part.tenderNo).attemptId,
      amount: part.amount,
    })),
  }
}

/** An insured order of which nothing is left must not leave a settlement behind, not even one that took nothing. */
function takesAllBack(file: OrderFile, amount: Fen): boolean {
  const { state, total } = file.order
  const settled = file.attempts.some(
    (one) => one.act === 'charge' && one.leg === 'insurance' && one.status === 'settled' && one.amount === 0,
  )
  return settled && amount + state.refundedFen === total - state.adjudication.hospitalPart
}

function chargeOf(file: OrderFile, tenderNo: number): Attempt {
  return file.attempts.find(
    (one) =>
      one.act === 'charge' && one.status === 'settled' && !one.detail.late && one.detail.tenderNos.includes(tenderNo),
  )!
}

/** What each tender has taken and what refunds, also those still on their way, have claimed of it. */
function takenTenders(file: OrderFile): TakenTender[] {
  // what a wallet refused to give back is still owed to the patient: a person pays it by hand
  const promised = file.refunds.filter((refund) => refund.status === 'granted' || refund.status === 'stuck')
  return file.order.state.plan.tenders
    .filter((tender) => tender.payer !== 'hospital')
    .map((tender) => {
      const charge = chargeOf(file, tender.tenderNo)
      const insured = tender.payer !== 'selfPay'
      const started = insured ? insuredBack(file, charge, tender.amount) : walletBack(file, tender.tenderNo)
      return { ...tender, refunded: fen(started + waiting(file, promised, tender.tenderNo)) }
    })
}

const insuredBack = (file: OrderFile, charge: Attempt, amount: Fen): number =>
  givenBack(file, charge) > 0 ? amount : 0

const walletBack = (file: OrderFile, tenderNo: number): Fen =>
  sum(
    file.attempts
      .filter(
        (one) =>
          one.act === 'refund' && one.status !== 'declined' && one.refundId && one.detail.tenderNos[0] === tenderNo,
      )
      .map((one) => one.amount),
  )

/** Parts promised but not yet intended at a wallet, or refused by it. */
function waiting(file: OrderFile, promised: readonly Refund[], tenderNo: number): number {
  return promised
    .flatMap((refund) =>
      refund.state.wallet.filter(
        (part) =>
          part.tenderNo === tenderNo &&
          !file.attempts.some(
            (one) =>
              one.refundId === refund.refundId && one.detail.tenderNos[0] === tenderNo && one.status !== 'declined',
          ),
      ),
    )
    .reduce((total, part) => total + part.amount, 0)
}
