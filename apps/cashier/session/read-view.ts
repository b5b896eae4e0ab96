import { type Fen, fen, sum } from '@medsettle/money'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import type { Payer } from '../../../domain/tender/tender.ts'
import { type Bilingual, type CashierView, ORDER_STATUSES, type PresentationView, STEP_STATES } from '../view.ts'

export const PAYERS: readonly Payer[] = ['pooledFund', 'supplementaryFund', 'personalAccount', 'hospital', 'selfPay']

type Read<T> = (value: unknown, place: string) => T
type Fields<T> = { readonly [Key in keyof T]: Read<T[Key]> }

const refuse = (code: string, place: string, message: string): RefusalError =>
  new RefusalError({ code, stage: 'request', moneyMoved: 'unknown', retrySameKey: false, message, place })

const malformed = (place: string, wanted: string): RefusalError =>
  refuse('VIEW_MALFORMED', place, `the server's answer holds no ${wanted} here`)

const text: Read<string> = (value, place) => {
  if (typeof value !== 'string') throw malformed(place, 'text')
  return value
}
const flag: Read<boolean> = (value, place) => {
  if (typeof value !== 'boolean') throw malformed(place, 'true or false')
  return value
}
const whole: Read<number> = (value, place) => {
  if (!Number.isSafeInteger(value)) throw malformed(place, 'whole number')
  return value as number
}
const amount: Read<Fen> = (value, place) => fen(whole(value, place))
const instant: Read<string> = (value, place) => {
  if (Number.isNaN(Date.parse(text(value, place)))) throw malformed(place, 'instant')
  return value as string
}
const oneOf =
  <T extends string>(words: readonly T[]): Read<T> =>
  (value, place) => {
    const found = words.find((word) => word === value)
    if (found === undefined) throw malformed(place, `one of ${words.join(', ')}`)
    return found
  }
const orNull =
  <T>(read: Read<T>): Read<T | null> =>
  (value, place) =>
    value === null ? null : read(value, place)
const list =
  <T>(read: Read<T>): Read<readonly T[]> =>
  (value, place) => {
    if (!Array.isArray(value)) throw malformed(place, 'list')
    return value.map((item, index) => read(item, `${place}[${index}]`))
  }
/** Unknown fields are left out: a newer server may say more than this page understands. */
const record =
  <T>(fields: Fields<T>): Read<T> =>
  (value, place) => {
    if (typeof value !== 'object' || value === null) throw malformed(place, 'object')
    const source = value as Record<string, unknown>
    const read = Object.entries<Read<unknown>>(fields).map(([key, readField]) => [
      key,
      readField(source[key], place ? `${place}.${key}` : key),
    ])
    return Object.fromEntries(read.filter(([, field]) => field !== undefined)) as T
  }
const optional =
  <T>(read: Read<T>): Read<T> =>
  (value, place) =>
    value === undefined ? (undefined as T) : read(value, place)

const bilingual = record<Bilingual>({ zh: text, en: text })
const texts: Read<Readonly<Record<string, string>>> = (value, place) => {
  if (typeof value !== 'object' || value === null) throw malformed(place, 'object')
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, text(item, `${place}.${key}`)]))
}
const presentation: Read<PresentationView> = (value, place) => {
  const { kind } = record({ kind: oneOf(['qr', 'redirect', 'script'] as const) })(value, place)
  if (kind === 'qr') return { kind, ...record({ content: text })(value, place) }
  if (kind === 'redirect') return { kind, ...record({ url: text })(value, place) }
  return { kind, ...record({ parameters: texts })(value, place) }
}
const billLine = record<CashierView['bill']['lines'][number]>({
  name: text,
  quantity: text,
  unitPrice: text,
  amount,
  itemClass: oneOf(['甲', '乙', '丙'] as const),
  prescriptionNo: optional(text),
} as Fields<CashierView['bill']['lines'][number]>)
const tender = record({ payer: oneOf(PAYERS), channel: text, amount, channelRef: text })

const view = record<CashierView>({
  orderId: text,
  version: whole,
  status: oneOf(ORDER_STATUSES),
  institution: record({ name: text }),
  patientMasked: text,
  bill: record({ hisBillNo: text, total: amount, lines: list(billLine) }),
  payers: list(record({ tenderNo: whole, payer: oneOf(PAYERS), amount, channel: text })),
  reasons: list(record({ title: text, amount, because: text })),
  cash: amount,
  needsStepUp: flag,
  channels: list(record({ channel: text, title: bilingual, products: list(text), recommended: flag, healthy: flag })),
  chosenChannel: orNull(text),
  presentation: orNull(presentation),
  progress: list(record({ at: instant, step: text, state: oneOf(STEP_STATES), text: bilingual })),
  receipt: orNull(record({ receiptNo: text, paidAt: instant, tenders: list(tender) })),
  refunded: amount,
  expiresAt: instant,
  serverTime: instant,
})

/**
 * Reads the server's view. A patient must never be asked for a sum that the page's own picture does not explain.
 * @throws RefusalError VIEW_MALFORMED with the place; VIEW_DOES_NOT_ADD_UP when lines, payers and cash disagree
 */
export function readView(value: unknown): CashierView {
  const read = view(value, '')
  const selfPay = read.payers.filter(({ payer }) => payer === 'selfPay')
  expectSum(read.bill.lines, read.bill.total, 'bill.lines')
  expectSum(read.payers, read.bill.total, 'payers')
  expectSum(selfPay, read.cash, 'cash')
  return read
}

function expectSum(parts: readonly { readonly amount: Fen }[], total: Fen, place: string): void {
  const added = sum(parts.map((part) => part.amount))
  if (added !== total)
    throw refuse('VIEW_DOES_NOT_ADD_UP', place, `${added} fen are shown where ${total} fen are asked`)
}
