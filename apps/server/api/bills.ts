import { z } from 'zod'
import type { Bill } from '../../../domain/bill/bill.ts'
import { billSchema } from '../../../domain/bill/bill-input.ts'
import { readBill } from '../../../domain/bill/read-bill.ts'
import { maskIdNumber, maskName } from '../../../domain/identity/mask.ts'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import type { OrderFile } from '../../../domain/order/draft.ts'
import { payToken, quoteBill } from '../../../flow/quote-bill.ts'
import { type BillRemarks, readBillFindings } from '../../../store/list-bill-findings.ts'
import { keyHeaders, refuseKey } from '../http/answer-once.ts'
import { callerOf } from '../http/caller.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Server } from '../http/server-type.ts'
import { orderSchema, viewOrder } from './order-view.ts'
import { type ApiRoom, institutionOf, writeOnce } from './room.ts'
import { bearer, fenAmount, id, instant, refusals } from './words.ts'

const LARGEST_BILL = 8_000_000
const tags = ['bills']

const billView = z
  .object({
    billId: id,
    hisBillNo: z.string(),
    chargeBatchNo: z.string(),
    businessDate: z.string(),
    totalFen: fenAmount,
    patient: z.object({ patientId: z.string(), nameMasked: z.string(), idNumberMasked: z.string() }),
    insured: z.boolean(),
    lines: z.array(
      z.object({
        lineNo: z.string(),
        name: z.string(),
        listCode: z.string(),
        quantity: z.string(),
        unitPrice: z.string().meta({ description: '元，文本 · yuan as text' }),
        amountFen: fenAmount,
        itemClass: z.string(),
        prescriptionNo: z.string().nullable(),
      }),
    ),
    findings: z.array(z.object({ code: z.string(), lineNo: z.string(), message: z.string() })),
    createdAt: instant,
  })
  .meta({ id: 'Bill' })

export function registerBills(server: Server, room: ApiRoom): void {
  postBill(server, room)
  getBill(server, room)
}

function postBill(server: Server, room: ApiRoom): void {
  const { platform, settings } = room
  const answer = orderSchema.extend({ payUrl: z.url() }).meta({ id: 'QuotedOrder' })
  server.route({
    method: 'POST',
    url: '/v1/bills',
    config: { numbersAsText: true },
    bodyLimit: LARGEST_BILL,
    onRequest: room.gate('his'),
    schema: {
      tags,
      summary: '提交账单并试算 · send a bill and have it priced and split',
      security: bearer,
      headers: keyHeaders,
      body: billSchema,
      response: { 200: answer, ...refusals },
    },
    // readBill says more than a schema can: place, code and sentence of each refusal
    validatorCompiler: ({ schema, httpPart }) =>
      httpPart === 'body' ? (body) => ({ value: body }) : (value) => validate(schema as unknown as z.ZodType, value),
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const input = readBill(request.body ?? {})
      return writeOnce(request, reply, async () => {
        const institution = await institutionOf(world, institutionId)
        const file = await quoteOnce(() => quoteBill(world, institution, input))
        const payUrl = `${settings.publicUrl}/pay/${payToken(platform.world, file.order.orderId)}`
        return { status: 200, body: { ...viewOrder(file), payUrl } }
      })
    },
  })
}

function validate(schema: z.ZodType, value: unknown): { value: unknown } | { error: Error } {
  const read = schema.safeParse(value)
  return read.success ? { value: read.data } : { error: new RefusalError(refuseKey(read.error.issues[0]?.message)) }
}

/** The same bill sent twice at once: the second finds what the first has written. */
async function quoteOnce(quote: () => Promise<OrderFile>): Promise<OrderFile> {
  try {
    return await quote()
  } catch (error) {
    if ((error as { code?: string }).code !== '23505') throw error
    return quote()
  }
}

function getBill(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/bills/:billId',
    onRequest: room.gate('his', 'viewer'),
    schema: {
      tags,
      summary: '账单及明细，个人信息已遮盖 · a bill and its lines, the person masked',
      security: bearer,
      params: z.object({ billId: id }),
      response: { 200: billView, ...refusals },
    },
    handler: async (request) => {
      const { world } = callerOf(request)
      const { billId } = request.params
      const [bill, more] = await Promise.all([world.store.bill(billId), readBillFindings(world.store.database, billId)])
      if (!bill || !more) throw requestRefusal('BILL_NOT_FOUND', { place: 'billId' })
      return viewBill(bill, more)
    },
  })
}

function viewBill(bill: Bill, more: BillRemarks): z.input<typeof billView> {
  return {
    billId: bill.billId,
    hisBillNo: bill.hisBillNo,
    chargeBatchNo: bill.chargeBatchNo,
    businessDate: bill.businessDate,
    totalFen: bill.total,
    patient: {
      patientId: bill.patient.patientId,
      nameMasked: maskName(bill.patient.name),
      idNumberMasked: maskIdNumber(bill.patient.idNumber),
    },
    insured: bill.cover !== null,
    lines: bill.lines.map((line) => ({
      lineNo: line.lineNo,
      name: line.name,
      listCode: line.listCode,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      amountFen: line.amount,
      itemClass: line.itemClass,
      prescriptionNo: line.prescriptionNo ?? null,
    })),
    findings: [...more.findings],
    createdAt: more.createdAt,
  }
}
