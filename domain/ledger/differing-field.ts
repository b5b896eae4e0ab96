import type { Books, KnownTransfer, Row } from './sheet.ts'
import type { TransferRequest } from './transfer.ts'

const FIELDS = [
  'kind',
  'debit',
  'credit',
  'amount',
  'balancing',
  'code',
  'pendingId',
  'reversesId',
  'orderId',
  'attemptId',
  'refundId',
  'billId',
  'effectiveDate',
  'timeoutMs',
  'metadata',
] as const

type Content = Readonly<Record<string, unknown>>

/** The request's fields by name, as a refusal keeps them. */
export const contentOf = (request: TransferRequest): Content =>
  Object.fromEntries(FIELDS.flatMap((field) => (request[field] === undefined ? [] : [[field, request[field]]])))

/** The first field in which a repeated id says something else than the first time; null when it is the same request. */
export function fieldUnlikeKept(request: TransferRequest, kept: Content): string | null {
  return FIELDS.find((field) => request[field] !== kept[field]) ?? null
}

/** As `fieldUnlikeKept`, of a transfer in the books: what a request may leave out is only compared when it is said. */
export function fieldUnlikeBooked(
  request: TransferRequest,
  known: Pick<KnownTransfer, 'row'>,
  books: Books,
): string | null {
  const { row } = known
  const booked: Record<(typeof FIELDS)[number], unknown> = {
    kind: row.kind,
    debit: request.debit === undefined ? undefined : books.accountOf(row.debit).path,
    credit: request.credit === undefined ? undefined : books.accountOf(row.credit).path,
    amount: amountAsked(request, row),
    balancing: row.asked === null ? undefined : true,
    code: row.code,
    pendingId: row.pendingId ?? undefined,
    reversesId: row.reversesId ?? undefined,
    orderId: row.orderId ?? undefined,
    attemptId: row.attemptId ?? undefined,
    refundId: row.refundId ?? undefined,
    billId: row.billId ?? undefined,
    effectiveDate: request.effectiveDate === undefined ? undefined : row.effectiveDate,
    timeoutMs: row.timeoutMs ?? undefined,
    metadata: row.metadata ?? undefined,
  }
  return FIELDS.find((field) => request[field] !== booked[field]) ?? null
}

function amountAsked(request: TransferRequest, row: Row): number | undefined {
  if (request.amount !== undefined) return row.asked ?? row.amount
  // "all of it" is another wish than the part that was posted
  return row.kind === 'post' && row.amount !== row.released ? row.amount : undefined
}
