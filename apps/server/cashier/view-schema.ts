import { z } from 'zod'
import { ORDER_STATUSES, STEP_STATES } from '../../cashier/view.ts'
import { fenAmount, instant } from '../api/words.ts'

const payer = z.enum(['pooledFund', 'supplementaryFund', 'personalAccount', 'hospital', 'selfPay'])
const bilingual = z.object({ zh: z.string(), en: z.string() })

const presentation = z.union([
  z.object({ kind: z.literal('qr'), content: z.string() }),
  z.object({ kind: z.literal('redirect'), url: z.string() }),
  z.object({ kind: z.literal('script'), parameters: z.record(z.string(), z.string()) }),
])

const billLine = z.object({
  name: z.string(),
  quantity: z.string(),
  unitPrice: z.string(),
  amount: fenAmount,
  itemClass: z.string(),
  prescriptionNo: z.string().optional(),
})

/** apps/cashier/view.ts as the API's document describes it; amounts are whole fen. */
export const cashierViewSchema = z
  .object({
    orderId: z.string(),
    version: z.int(),
    status: z.enum(ORDER_STATUSES),
    institution: z.object({ name: z.string() }),
    patientMasked: z.string(),
    bill: z.object({ hisBillNo: z.string(), total: fenAmount, lines: z.array(billLine) }),
    payers: z.array(z.object({ tenderNo: z.int(), payer, amount: fenAmount, channel: z.string() })),
    reasons: z.array(z.object({ title: z.string(), amount: fenAmount, because: z.string() })),
    cash: fenAmount,
    needsStepUp: z.boolean(),
    channels: z.array(
      z.object({
        channel: z.string(),
        title: bilingual,
        products: z.array(z.string()),
        recommended: z.boolean(),
        healthy: z.boolean(),
      }),
    ),
    chosenChannel: z.string().nullable(),
    presentation: presentation.nullable(),
    progress: z.array(z.object({ at: instant, step: z.string(), state: z.enum(STEP_STATES), text: bilingual })),
    receipt: z
      .object({
        receiptNo: z.string(),
        paidAt: instant,
        tenders: z.array(z.object({ payer, channel: z.string(), amount: fenAmount, channelRef: z.string() })),
      })
      .nullable(),
    refunded: fenAmount,
    expiresAt: instant,
    serverTime: instant,
  })
  .meta({ id: 'CashierView' })
