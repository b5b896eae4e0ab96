import { formatYuan, parseYuan } from '@medsettle/money'
import { expect } from 'vitest'
import type { ChargeRequest, Notification, RawNotification, WalletChannel } from './channel.ts'
import type { Acceptance, Counterpart } from './counterpart.ts'
import type { Outcome } from './outcome.ts'

/** One act the suite made happen: the statement of the day must equal the list of these. */
interface Booked {
  readonly kind: 'payment' | 'refund'
  readonly ourOrderId: string
  readonly yuan: string
}

export interface Received {
  readonly raw: RawNotification
  readonly read: Notification
}

/** `settled 12.34`, `pending -` */
export const brief = ({ status, amount }: Outcome): string => `${status} ${amount === null ? '-' : formatYuan(amount)}`

/** One day at the counterpart, and the book of what the suite made happen on it. */
export class Day {
  readonly acceptance: Acceptance
  readonly booked: Booked[] = []
  counterpart!: Counterpart
  channel!: WalletChannel
  private count = 0

  constructor(acceptance: Acceptance) {
    this.acceptance = acceptance
  }

  async open(): Promise<void> {
    this.counterpart = await this.acceptance.start()
    this.channel = this.acceptance.connect(this.counterpart.config, this.counterpart.io)
  }

  async close(): Promise<void> {
    await this.counterpart?.stop()
  }

  nextId(): string {
    this.count += 1
    return `at_ACCEPTANCE${this.counterpart.io.nonce().slice(0, 8)}${String(this.count).padStart(4, '0')}`
  }

  request(yuan: string): ChargeRequest {
    const attemptId = this.nextId()
    return {
      attemptId,
      amount: parseYuan(yuan),
      description: `门诊缴费 ${attemptId}`,
      product: this.acceptance.product,
      notifyUrl: this.counterpart.notifyUrl,
      clientIp: '127.0.0.1',
      expiresAt: new Date(this.counterpart.io.now().getTime() + 30 * 60_000),
    }
  }

  async pay(charge: ChargeRequest): Promise<void> {
    await this.counterpart.pay(charge.attemptId)
    this.booked.push({ kind: 'payment', ourOrderId: charge.attemptId, yuan: formatYuan(charge.amount) })
  }

  async paid(yuan: string): Promise<ChargeRequest> {
    const charge = this.request(yuan)
    await this.channel.charge(charge)
    await this.pay(charge)
    return charge
  }

  refundRequest(charge: ChargeRequest, yuan: string) {
    return {
      attemptId: this.nextId(),
      chargeAttemptId: charge.attemptId,
      chargeRef: null,
      chargeAmount: charge.amount,
      amount: parseYuan(yuan),
      reason: '退费',
      notifyUrl: this.counterpart.notifyUrl,
    }
  }

  async refund(charge: ChargeRequest, yuan: string): Promise<string> {
    const refund = this.refundRequest(charge, yuan)
    expect((await this.channel.refund(refund)).status).toMatch(/^(settled|pending)$/)
    this.booked.push({ kind: 'refund', ourOrderId: refund.attemptId, yuan })
    return this.settledRefund(refund)
  }

  /** Asks until the refund is settled; a wallet may take a moment. */
  async settledRefund({ attemptId, chargeAttemptId }: ReturnType<Day['refundRequest']>): Promise<string> {
    return until(async () => {
      const outcome = await this.channel.queryRefund({ attemptId, chargeAttemptId })
      return outcome.status === 'settled' ? brief(outcome) : null
    }, this.acceptance.patienceMs)
  }

  /** The first notifications that speak of this attempt; others may be of other orders. */
  async notificationsOf(attemptId: string, count: number): Promise<Received[]> {
    return until(async () => {
      const found: Received[] = []
      for (const raw of this.counterpart.notifications()) {
        const read = await this.channel.readNotification(raw)
        if (read.attemptId === attemptId) found.push({ raw, read })
      }
      return found.length < count ? null : found.slice(0, count)
    }, this.acceptance.patienceMs)
  }
}

const PATIENCE_MS = 5_000
const PAUSE_MS = 20

async function until<T>(ask: () => Promise<T | null>, patienceMs = PATIENCE_MS): Promise<T> {
  for (let waited = 0; waited < patienceMs; waited += PAUSE_MS) {
    const answer = await ask()
    if (answer !== null) return answer
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  throw new Error(`nothing came within ${patienceMs} ms`)
}
