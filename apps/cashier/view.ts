import type { Fen } from '@medsettle/money'
import type { ItemClass } from '../../domain/bill/bill.ts'
import type { MoneyMoved } from '../../domain/identity/refusal.ts'
import type { Payer } from '../../domain/tender/tender.ts'

/** What the server and the patient's page say to each other. Amounts are whole fen, instants ISO 8601 with a zone. */
export interface CashierView {
  readonly orderId: string
  /** raised with every change of the order: of two views the one with the higher version is newer, whichever came later */
  readonly version: number
  readonly status: OrderStatus
  readonly institution: { readonly name: string }
  /** e.g. `患*甲`: masked by the server; the page never holds more */
  readonly patientMasked: string
  readonly bill: BillView
  /** Σ amount = bill.total */
  readonly payers: readonly PayerView[]
  readonly reasons: readonly { readonly title: string; readonly amount: Fen; readonly because: string }[]
  /** what the patient pays in a wallet: Σ of the selfPay payers; 0 means that insurance alone pays */
  readonly cash: Fen
  /** risk screening wants the patient to check name and amount once more before paying */
  readonly needsStepUp: boolean
  readonly channels: readonly ChannelView[]
  readonly chosenChannel: string | null
  readonly presentation: PresentationView | null
  readonly progress: readonly ProgressStep[]
  readonly receipt: ReceiptView | null
  /** given back to the patient so far */
  readonly refunded: Fen
  readonly expiresAt: string
  /** the server's clock: the page never trusts the phone's for expiry */
  readonly serverTime: string
}

export const ORDER_STATUSES = [
  'quoted',
  'charging',
  'paid',
  'reversing',
  'reversed',
  'closed',
  'partlyRefunded',
  'refunded',
] as const
export type OrderStatus = (typeof ORDER_STATUSES)[number]

export interface BillView {
  readonly hisBillNo: string
  readonly total: Fen
  /** Σ amount = total */
  readonly lines: readonly BillLineView[]
}

export interface BillLineView {
  readonly name: string
  /** decimal text, as the hospital sent it: up to 4 decimals, negative takes back */
  readonly quantity: string
  /** decimal text in yuan: up to 6 decimals, which fen cannot hold */
  readonly unitPrice: string
  readonly amount: Fen
  readonly itemClass: ItemClass
  readonly prescriptionNo?: string
}

export interface PayerView {
  readonly tenderNo: number
  readonly payer: Payer
  readonly amount: Fen
  readonly channel: string
}

/** A sentence in both languages of the page. */
export interface Bilingual {
  readonly zh: string
  readonly en: string
}

export interface ChannelView {
  /** channel folder name: `wechat-pay`, `alipay` */
  readonly channel: string
  readonly title: Bilingual
  /** manifest products: `native` shows a code, `h5` opens the wallet */
  readonly products: readonly string[]
  readonly recommended: boolean
  readonly healthy: boolean
}

export type PresentationView =
  | { readonly kind: 'qr'; readonly content: string }
  | { readonly kind: 'redirect'; readonly url: string }
  | { readonly kind: 'script'; readonly parameters: Readonly<Record<string, string>> }

export const STEP_STATES = ['done', 'doing', 'waiting', 'failed'] as const

export interface ProgressStep {
  readonly at: string
  readonly step: string
  readonly state: (typeof STEP_STATES)[number]
  readonly text: Bilingual
}

export interface ReceiptView {
  readonly receiptNo: string
  readonly paidAt: string
  readonly tenders: readonly {
    readonly payer: Payer
    readonly channel: string
    readonly amount: Fen
    readonly channelRef: string
  }[]
}

/** Body of `POST /v1/cashier/{token}/pay`; the header `Idempotency-Key` names the attempt. */
export type PayBody =
  | {
      readonly channel: string
      readonly product: string
      /** where the wallet sends the patient back to; carries the token and nothing personal */
      readonly returnUrl: string
      readonly stepUpConfirmed?: boolean
    }
  | { readonly channel: null; readonly stepUpConfirmed?: boolean }

/** What the page needs of any error answer (domain/identity/refusal.ts holds the whole shape). */
export interface CashierRefusal {
  readonly code: string
  readonly moneyMoved: MoneyMoved
  readonly retrySameKey: boolean
  readonly message: string
}
