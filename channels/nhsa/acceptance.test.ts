// The road of two days through the insurance channel against a counterpart written independently. Would catch: amounts
// that differ between presettlement, settlement and 5203; a dropped answer booked as failed; an unknown settlement that
// 2601 does not clear; a refund the hospital never asked for that stays unseen.
import { fen, formatYuan } from '@medsettle/money'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bill } from '../../domain/bill/bill.ts'
import type { InsuranceChannel, InsuranceLedgerRow } from '../contract/channel.ts'
import { connect } from './channel.ts'
import {
  cancelOf,
  ledgerRow,
  openSandboxPlatform,
  presettled,
  type SandboxPlatform,
  split,
} from './sandbox-platform.ts'

const DAY = '2026-11-20'
let platform: SandboxPlatform
let channel: InsuranceChannel
const rows: InsuranceLedgerRow[] = []

beforeAll(async () => {
  platform = await openSandboxPlatform(new Date(`${DAY}T10:00:00+08:00`))
  channel = connect(await platform.credentialsOf('H33010000001'), platform.io)
})

afterAll(() => platform?.close())

const prepared = (bill: Bill) => presettled(bill, channel, platform.nextSequence)

describe('at the counter', () => {
  test('presettle, settle, 5203, cancel: the same amounts all along', async () => {
    const request = await prepared(await platform.newBill('a'))
    expect(split(request)).toBe('601.00 = 195.65 + 400.00 + 5.35')
    const settled = await channel.settle(request)
    expect(settled).toMatchObject({ outcome: { status: 'settled', amount: 59565 }, findings: [] })
    expect({ ...settled.adjudication, reasons: [] }).toEqual({ ...request.expected, reasons: [] })
    rows.push(ledgerRow(request, settled.references.settlementId!, false))

    const asked = await channel.querySettlement({ ...request, references: settled.references })
    expect(asked).toMatchObject({ outcome: { status: 'settled', amount: 59565 }, findings: [] })

    const cancel = cancelOf(request, settled.references, channel.nextMessageId(platform.nextSequence()))
    const cancelled = await channel.cancel(cancel)
    expect(cancelled).toMatchObject({ status: 'settled', amount: 59565 })
    rows.push(ledgerRow(request, cancelled.channelRef!, true))
    const again = await channel.cancel({ ...cancel, messageId: channel.nextMessageId(platform.nextSequence()) })
    expect(again).toMatchObject({ status: 'settled', amount: 59565 })
    const after = await channel.querySettlement({ ...request, references: settled.references })
    expect(after.outcome).toMatchObject({ status: 'declined', channelCode: 'REFUNDED' })
  })

  test('class 乙 with a price ceiling; a second presettlement of the same batch', async () => {
    const bill = await platform.newBill('b')
    const scan = {
      lineNo: 'L2',
      listCode: 'XB001',
      itemClass: '乙' as const,
      quantity: '1',
      unitPrice: '120',
      amount: fen(12000),
    }
    const whole = { ...bill, lines: [...bill.lines, { ...bill.lines[0]!, ...scan }], total: fen(72100) }
    const first = await prepared(whole)
    // 20.00 above the ceiling, 10 % of 100.00 first, 65 % of (691.00 − 300.00) from the fund.
    expect([first.expected.overLimit, first.expected.selfPayFirst, first.expected.pooledFund].map(formatYuan)).toEqual([
      '20.00',
      '10.00',
      '254.15',
    ])
    const registered = { ...whole, visit: { ...whole.visit, insurerVisitId: first.references.insurerVisitId! } }
    expect(split(await prepared(registered))).toBe(split(first))
  })

  test('an explicit refusal is declined and takes nothing', async () => {
    const request = await prepared(await platform.newBill('c'))
    await platform.fault('2207', 'decline', { code: '-2207' })
    expect((await channel.settle(request)).outcome).toMatchObject({ status: 'declined', amount: null })
    const other = { ...request, messageId: channel.nextMessageId(platform.nextSequence()) }
    const settled = await channel.settle(other)
    expect(settled.outcome.status).toBe('settled')
    rows.push(ledgerRow(request, settled.references.settlementId!, false))
  })
})

describe('unknown 2207', () => {
  test.each(['drop-reply', 'http-500-after'])('%s: done, not heard; 2601 takes it back', async (kind) => {
    const request = await prepared(await platform.newBill(kind))
    await platform.fault('2207', kind)
    const { outcome, references } = await channel.settle(request)
    expect(outcome.status).toBe('unknown')
    expect((await channel.querySettlement({ ...request, references })).outcome.status).toBe('unknown')
    expect(
      await channel.reverseUnknown(cancelOf(request, references, channel.nextMessageId(platform.nextSequence()))),
    ).toMatchObject({
      status: 'settled',
      channelCode: '0',
    })
    // Reversed means the person's year is as before: the same bill falls apart the same way.
    expect(
      split(
        await prepared({
          ...request.bill,
          chargeBatchNo: `${request.bill.chargeBatchNo}-2`,
          visit: { ...request.bill.visit, visitNo: `${request.bill.visit.visitNo}-2` },
        }),
      ),
    ).toBe(split(request))
  })

  test.each(['drop-request', 'http-500'])('%s: never done; nothing to reverse once it is old enough', async (kind) => {
    const request = await prepared(await platform.newBill(kind))
    await platform.fault('2207', kind)
    const { outcome, references } = await channel.settle(request)
    expect(outcome.status).toBe('unknown')
    expect(
      (await channel.reverseUnknown(cancelOf(request, references, channel.nextMessageId(platform.nextSequence()))))
        .status,
    ).toBe('unknown')
    platform.setNow(new Date(platform.io.now().getTime() + channel.manifest.notFoundGraceMs + 1000))
    expect(
      await channel.reverseUnknown(cancelOf(request, references, channel.nextMessageId(platform.nextSequence()))),
    ).toMatchObject({
      status: 'settled',
      channelCode: 'NOTHING_TO_REVERSE',
    })
  })
})

describe('the day after', () => {
  test('3201 and 3202 show what nobody told us: a lost settlement and a refund we never asked for', async () => {
    const lost = await prepared(await platform.newBill('lost'))
    await platform.fault('2207', 'drop-reply')
    expect((await channel.settle(lost)).outcome.status).toBe('unknown')
    await platform.fault('2207', 'ghost-refund')
    const ghost = await prepared(await platform.newBill('ghost'))
    const settled = await channel.settle(ghost)
    rows.push(ledgerRow(ghost, settled.references.settlementId!, false))

    await expect(channel.reconcile(DAY, rows)).rejects.toMatchObject({
      refusal: { code: 'STATEMENT_NOT_READY', retrySameKey: true },
    })
    platform.setNow(new Date('2026-11-21T10:00:00+08:00'))
    const [totals, details] = (await channel.reconcile(DAY, rows)).map((file) => channel.readStatement(file))
    expect(totals!.totals['310 stmt_rslt']).not.toBe('0')
    expect(totals!.totals['390 stmt_rslt']).toBe('0')
    expect(details!.quarantined).toEqual([])
    const known = new Set(rows.map((row) => row.settlementId))
    const unheard = details!.lines.filter((line) => !known.has(line.channelOrderId))
    expect(
      unheard
        .map(
          (line) =>
            `${line.kind} ${formatYuan(line.amountFen)} ${line.insurance!.personNo} ${line.ourOrderId === lost.messageId}`,
        )
        .sort(),
    ).toEqual([
      // Reversed by 2601: the platform keeps both records.
      'payment 595.65 P-drop-reply false',
      'payment 595.65 P-http-500-after false',
      'payment 595.65 P-lost true',
      'refund 595.65 P-drop-reply false',
      'refund 595.65 P-ghost false',
      'refund 595.65 P-http-500-after false',
    ])
    expect(details!.lines.filter((line) => known.has(line.channelOrderId))).toHaveLength(rows.length)
    const asked = await channel.querySettlement({ ...ghost, references: settled.references })
    expect(asked.outcome).toMatchObject({ status: 'declined', channelCode: 'REFUNDED' })
  })
})
