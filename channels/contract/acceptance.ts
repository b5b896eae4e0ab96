import { formatYuan, parseYuan } from '@medsettle/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ChannelIo, ChargeRequest, Connect, Notification, RawNotification, WalletChannel } from './channel.ts'
import type { Outcome } from './outcome.ts'

/** What the counterpart can be told to do wrong, once, to the next matching call. */
export type Fault =
  /** the act is done and the answer never arrives */
  | 'drop-reply'
  /** the act is not done and the connection breaks */
  | 'drop-request'
  /** the act is done and the answer is signed by somebody else */
  | 'bad-signature'

/** The outside world of one wallet: a sandbox over HTTP, or a few lines inside a test. */
export interface Counterpart {
  readonly config: unknown
  readonly io: ChannelIo
  readonly notifyUrl: string
  /** the payer confirms the order that carries this attempt id */
  pay(attemptId: string): Promise<void>
  /** `operation` in the counterpart's words; `attemptId` narrows it to one order */
  fault(fault: Fault, operation: 'charge' | 'refund', attemptId: string): Promise<void>
  /** everything received at `notifyUrl` so far, oldest first, exactly as sent */
  notifications(): readonly RawNotification[]
  /** China date of the counterpart's clock */
  today(): string
  /** moves the clock (and io.now) to when the statement of `today()` can be fetched */
  endDay(): Promise<void>
  stop(): Promise<void>
}

export interface Acceptance {
  readonly name: string
  readonly connect: Connect<WalletChannel>
  readonly product: string
  start(): Promise<Counterpart>
}

/** One act the suite made happen: the statement of the day must equal the list of these. */
interface Booked {
  readonly kind: 'payment' | 'refund'
  readonly ourOrderId: string
  readonly yuan: string
}

/**
 * Registers the road of one day through a wallet channel. Every channel folder runs it against a counterpart that was
 * written independently; it would catch a wrong signature, a lost amount, a timeout booked as failed, a refund paid
 * twice, a forged notification and a statement that disagrees with what happened.
 */
export function acceptWalletChannel(acceptance: Acceptance): void {
  describe(`${acceptance.name} as a wallet channel`, () => {
    const day = new Day(acceptance)
    beforeAll(() => day.open())
    afterAll(() => day.close())
    chargeCases(day)
    refundCases(day)
    closeCases(day)
    unknownCases(day)
    notificationCases(day)
    statementCases(day)
  })
}

function chargeCases(day: Day): void {
  it('a charge waits for the payer, is paid, and says so', async () => {
    const charge = day.request('10.00')
    const reply = await day.channel.charge(charge)
    expect(brief(reply.outcome)).toBe('pending -')
    expect(reply.presentation).not.toBeNull()
    expect((await day.channel.queryCharge(charge.attemptId)).status).toMatch(/^(pending|unknown)$/)
    await day.pay(charge)
    const settled = await day.channel.queryCharge(charge.attemptId)
    expect(brief(settled)).toBe('settled 10.00')
    expect(settled.channelRef).toBeTruthy()
    expect(Date.parse(settled.at ?? '')).not.toBeNaN()
  })

  it('the same charge sent twice is one order', async () => {
    const charge = day.request('3.21')
    await day.channel.charge(charge)
    expect((await day.channel.charge(charge)).outcome.status).not.toBe('declined')
    await day.pay(charge)
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 3.21')
  })

  it('an order the channel never heard of is unknown, not declined', async () => {
    expect((await day.channel.queryCharge(day.nextId())).status).toBe('unknown')
  })
}

function refundCases(day: Day): void {
  it('two part refunds are given back, the third beyond the charge is not', async () => {
    const charge = await day.paid('10.00')
    expect(await day.refund(charge, '4.00')).toBe('settled 4.00')
    expect(await day.refund(charge, '5.99')).toBe('settled 5.99')
    const beyond = day.refundRequest(charge, '0.02')
    expect((await day.channel.refund(beyond)).status).not.toBe('settled')
    const asked = await day.channel.queryRefund({ attemptId: beyond.attemptId, chargeAttemptId: charge.attemptId })
    expect(asked.status).not.toBe('settled')
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 10.00')
  })

  it('the same refund sent twice gives back once', async () => {
    const charge = await day.paid('8.00')
    const refund = day.refundRequest(charge, '8.00')
    await day.channel.refund(refund)
    await day.channel.refund(refund)
    day.booked.push({ kind: 'refund', ourOrderId: refund.attemptId, yuan: '8.00' })
    expect(await day.settledRefund(refund)).toBe('settled 8.00')
    // fully given back, and still a charge that was paid
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 8.00')
  })

  it('a refund the channel never heard of is unknown', async () => {
    const charge = await day.paid('1.00')
    const asked = await day.channel.queryRefund({ attemptId: day.nextId(), chargeAttemptId: charge.attemptId })
    expect(asked.status).toBe('unknown')
  })
}

function closeCases(day: Day): void {
  it('a closed order cannot be paid any more', async () => {
    const charge = day.request('2.00')
    await day.channel.charge(charge)
    expect((await day.channel.close(charge.attemptId)).status).toBe('closed')
    await expect(day.counterpart.pay(charge.attemptId)).rejects.toThrow()
    expect((await day.channel.queryCharge(charge.attemptId)).status).toBe('declined')
  })

  it('closing a paid order says paid, or leaves it to the query', async () => {
    const charge = await day.paid('2.50')
    expect((await day.channel.close(charge.attemptId)).status).toMatch(/^(paid|pending)$/)
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 2.50')
  })

  it('closing an order that never was is unknown', async () => {
    expect((await day.channel.close(day.nextId())).status).toBe('unknown')
  })
}

function unknownCases(day: Day): void {
  it('a charge whose answer is lost is unknown, then found and paid', async () => {
    const charge = day.request('6.00')
    await day.counterpart.fault('drop-reply', 'charge', charge.attemptId)
    const reply = await day.channel.charge(charge)
    expect([reply.outcome.status, reply.presentation]).toEqual(['unknown', null])
    await day.pay(charge)
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 6.00')
  })

  it('a charge that never arrived is unknown, and stays so when asked', async () => {
    const charge = day.request('6.50')
    await day.counterpart.fault('drop-request', 'charge', charge.attemptId)
    expect((await day.channel.charge(charge)).outcome.status).toBe('unknown')
    expect((await day.channel.queryCharge(charge.attemptId)).status).toBe('unknown')
  })

  it('an answer signed by somebody else is unknown and shows nothing to the payer', async () => {
    const charge = day.request('7.00')
    await day.counterpart.fault('bad-signature', 'charge', charge.attemptId)
    const reply = await day.channel.charge(charge)
    expect([reply.outcome.status, reply.presentation]).toEqual(['unknown', null])
  })

  it('a refund whose answer is lost is unknown, then found', async () => {
    const charge = await day.paid('9.00')
    const refund = day.refundRequest(charge, '9.00')
    await day.counterpart.fault('drop-reply', 'refund', refund.attemptId)
    expect((await day.channel.refund(refund)).status).toBe('unknown')
    day.booked.push({ kind: 'refund', ourOrderId: refund.attemptId, yuan: '9.00' })
    expect(await day.settledRefund(refund)).toBe('settled 9.00')
  })
}

function notificationCases(day: Day): void {
  it('the notification of a payment is genuine, and a replay of it is the same notification', async () => {
    const charge = await day.paid('4.44')
    const { raw, read } = await day.notificationOf(charge.attemptId)
    expect([read.kind, brief(read.outcome)]).toEqual(['charge', 'settled 4.44'])
    const again = await day.channel.readNotification(raw)
    expect(again.notificationId).toBe(read.notificationId)
    expect(day.channel.answerNotification('accepted').status).toBe(200)
    expect(day.channel.answerNotification('refused')).not.toEqual(day.channel.answerNotification('accepted'))
  })

  it('a notification with one character changed is refused', async () => {
    const charge = await day.paid('5.55')
    const { raw } = await day.notificationOf(charge.attemptId)
    const at = Math.floor(raw.body.length / 2)
    const changed = raw.body.slice(0, at) + (raw.body[at] === 'A' ? 'B' : 'A') + raw.body.slice(at + 1)
    await expect(day.channel.readNotification({ ...raw, body: changed })).rejects.toThrow(/^NOTIFICATION_/)
  })
}

function statementCases(day: Day): void {
  it('the statement lists what happened, line by line', async () => {
    const date = day.counterpart.today()
    await expect(day.channel.fetchStatements(date)).rejects.toThrow(/^STATEMENT_/)
    await day.counterpart.endDay()
    const files = await day.channel.fetchStatements(date)
    const trade = files.find(({ kind }) => kind === 'trade')
    const reading = day.channel.readStatement(trade!)
    expect(reading.quarantined).toEqual([])
    const printed = reading.lines.map(
      ({ kind, ourOrderId, amountFen, status }) => `${kind} ${ourOrderId} ${formatYuan(amountFen)} ${status}`,
    )
    const happened = day.booked.map(({ kind, ourOrderId, yuan }) => `${kind} ${ourOrderId} ${yuan} settled`)
    expect(printed.sort()).toEqual(happened.sort())
  })
}

const brief = ({ status, amount }: Outcome): string => `${status} ${amount === null ? '-' : formatYuan(amount)}`

/** One day at the counterpart, and the book of what the suite made happen on it. */
class Day {
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
    })
  }

  /** The first notification that speaks of this attempt; others may be of other orders. */
  async notificationOf(attemptId: string): Promise<{ raw: RawNotification; read: Notification }> {
    return until(async () => {
      for (const raw of this.counterpart.notifications()) {
        const read = await this.channel.readNotification(raw)
        if (read.attemptId === attemptId) return { raw, read }
      }
      return null
    })
  }
}

const PATIENCE_MS = 5_000
const PAUSE_MS = 20

async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  for (let waited = 0; waited < PATIENCE_MS; waited += PAUSE_MS) {
    const answer = await ask()
    if (answer !== null) return answer
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
  throw new Error(`nothing came within ${PATIENCE_MS} ms`)
}
