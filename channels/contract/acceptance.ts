import { formatYuan } from '@medsettle/money'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { brief, Day, type Received } from './acceptance-day.ts'
import type { Acceptance } from './counterpart.ts'

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
    walletCases(day, it)
  })
}

/** Takes one case of the road: vitest's `it`, or a list when the suite itself is under test. */
export type Check = (title: string, run: () => Promise<void>) => void

/** The cases in the order of a day; the last one, the statement, needs all the others to have run before. */
export function walletCases(day: Day, check: Check): void {
  chargeCases(day, check)
  refundCases(day, check)
  closeCases(day, check)
  unknownCases(day, check)
  notificationCases(day, check)
  statementCases(day, check)
}

function chargeCases(day: Day, check: Check): void {
  check('a charge waits for the payer, is paid, and says so', async () => {
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

  check('the same charge sent twice is one order', async () => {
    const charge = day.request('3.21')
    await day.channel.charge(charge)
    expect((await day.channel.charge(charge)).outcome.status).not.toBe('declined')
    await day.pay(charge)
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 3.21')
  })

  check('an order the channel never heard of is unknown, not declined', async () => {
    expect((await day.channel.queryCharge(day.nextId())).status).toBe('unknown')
  })
}

function refundCases(day: Day, check: Check): void {
  check('two part refunds are given back, the third beyond the charge is not', async () => {
    const charge = await day.paid('10.00')
    expect(await day.refund(charge, '4.00')).toBe('settled 4.00')
    expect(await day.refund(charge, '5.99')).toBe('settled 5.99')
    const beyond = day.refundRequest(charge, '0.02')
    expect((await day.channel.refund(beyond)).status).not.toBe('settled')
    const asked = await day.channel.queryRefund({ attemptId: beyond.attemptId, chargeAttemptId: charge.attemptId })
    expect(asked.status).not.toBe('settled')
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 10.00')
  })

  check('the same refund sent twice gives back once', async () => {
    const charge = await day.paid('8.00')
    const refund = day.refundRequest(charge, '8.00')
    await day.channel.refund(refund)
    await day.channel.refund(refund)
    day.booked.push({ kind: 'refund', ourOrderId: refund.attemptId, yuan: '8.00' })
    expect(await day.settledRefund(refund)).toBe('settled 8.00')
    // fully given back, and still a charge that was paid
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 8.00')
  })

  check('a refund the channel never heard of is unknown', async () => {
    const charge = await day.paid('1.00')
    const asked = await day.channel.queryRefund({ attemptId: day.nextId(), chargeAttemptId: charge.attemptId })
    expect(asked.status).toBe('unknown')
  })
}

function closeCases(day: Day, check: Check): void {
  check('a closed order cannot be paid any more', async () => {
    const charge = day.request('2.00')
    await day.channel.charge(charge)
    expect((await day.channel.close(charge.attemptId)).status).toBe('closed')
    await expect(day.counterpart.pay(charge.attemptId)).rejects.toThrow()
    expect((await day.channel.queryCharge(charge.attemptId)).status).toBe('declined')
  })

  check('closing a paid order says paid, or leaves it to the query', async () => {
    const charge = await day.paid('2.50')
    expect((await day.channel.close(charge.attemptId)).status).toMatch(/^(paid|pending)$/)
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 2.50')
  })

  check('closing an order that never was is unknown', async () => {
    expect((await day.channel.close(day.nextId())).status).toBe('unknown')
  })
}

function unknownCases(day: Day, check: Check): void {
  check('a charge whose answer is lost is unknown, then found and paid', async () => {
    const charge = day.request('6.00')
    await day.counterpart.fault('drop-reply', 'charge', charge.attemptId)
    const reply = await day.channel.charge(charge)
    expect([reply.outcome.status, reply.presentation]).toEqual(['unknown', null])
    await day.pay(charge)
    expect(brief(await day.channel.queryCharge(charge.attemptId))).toBe('settled 6.00')
  })

  check('a charge that never arrived is unknown, and stays so when asked', async () => {
    const charge = day.request('6.50')
    await day.counterpart.fault('drop-request', 'charge', charge.attemptId)
    expect((await day.channel.charge(charge)).outcome.status).toBe('unknown')
    expect((await day.channel.queryCharge(charge.attemptId)).status).toBe('unknown')
  })

  check('an answer signed by somebody else is unknown and shows nothing to the payer', async () => {
    const charge = day.request('7.00')
    await day.counterpart.fault('bad-signature', 'charge', charge.attemptId)
    const reply = await day.channel.charge(charge)
    expect([reply.outcome.status, reply.presentation]).toEqual(['unknown', null])
  })

  check('a refund whose answer is lost is unknown, then found', async () => {
    const charge = await day.paid('9.00')
    const refund = day.refundRequest(charge, '9.00')
    await day.counterpart.fault('drop-reply', 'refund', refund.attemptId)
    expect((await day.channel.refund(refund)).status).toBe('unknown')
    day.booked.push({ kind: 'refund', ourOrderId: refund.attemptId, yuan: '9.00' })
    expect(await day.settledRefund(refund)).toBe('settled 9.00')
  })
}

function notificationCases(day: Day, check: Check): void {
  check('the notification of a payment is genuine, and a replay of it is the same notification', async () => {
    const charge = await day.paid('4.44')
    const [{ raw, read }] = (await day.notificationsOf(charge.attemptId, 1)) as [Received]
    expect([read.kind, brief(read.outcome)]).toEqual(['charge', 'settled 4.44'])
    const again = await day.channel.readNotification(raw)
    expect(again.notificationId).toBe(read.notificationId)
    expect(day.channel.answerNotification('accepted').status).toBe(200)
    expect(day.channel.answerNotification('refused')).not.toEqual(day.channel.answerNotification('accepted'))
  })

  check('a notification sent twice is one notification', async () => {
    const charge = day.request('4.45')
    await day.channel.charge(charge)
    await day.counterpart.fault('duplicate-notify', 'notify', charge.attemptId)
    await day.pay(charge)
    const [first, second] = await day.notificationsOf(charge.attemptId, 2)
    expect(second!.read.notificationId).toBe(first!.read.notificationId)
    expect(brief(second!.read.outcome)).toBe('settled 4.45')
  })

  check('a notification with one character changed is refused', async () => {
    const charge = await day.paid('5.55')
    const [{ raw }] = (await day.notificationsOf(charge.attemptId, 1)) as [Received]
    const at = Math.floor(raw.body.length / 2)
    const changed = raw.body.slice(0, at) + (raw.body[at] === 'A' ? 'B' : 'A') + raw.body.slice(at + 1)
    await expect(day.channel.readNotification({ ...raw, body: changed })).rejects.toThrow(/^NOTIFICATION_/)
  })
}

function statementCases(day: Day, check: Check): void {
  check('the statement lists what happened, line by line', async () => {
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
