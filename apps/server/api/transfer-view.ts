import { z } from 'zod'
import type { BookedTransfer } from '../../../store/ledger-queries.ts'
import { fenAmount, instant } from './words.ts'

export const transferSchema = z
  .object({
    bookingNo: z.int(),
    transferId: z.string(),
    kind: z
      .enum(['posted', 'pending', 'post', 'void', 'reversal'])
      .meta({ description: 'pending 预占，post/void 了结预占 · pending reserves, post and void answer it' }),
    debit: z.string(),
    credit: z.string(),
    amountFen: fenAmount,
    code: z.string(),
    orderId: z.string().nullable(),
    attemptId: z.string().nullable(),
    effectiveDate: z.string(),
    bookedAt: instant,
  })
  .meta({ id: 'Transfer' })

/** The driver hands timestamps over as dates. */
export function viewTransfer(transfer: BookedTransfer): z.input<typeof transferSchema> {
  const { amount, kind, bookedAt, ...rest } = transfer
  return {
    ...rest,
    kind: kind as z.input<typeof transferSchema>['kind'],
    amountFen: amount,
    bookedAt: new Date(bookedAt).toISOString(),
  }
}
