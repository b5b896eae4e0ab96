// Would catch: an order that pays one leg and forgets the other, refunds what it never took, believes a silent channel,
// charges twice after a crash, or keeps money that came in after the patient was told that it was over.
import { fen, formatYuan } from '@medsettle/money'
import { describe, expect, test } from 'vitest'
import { describeTransfer } from '../ledger/transfer.ts'
import type { Call } from './call.ts'
import { giveUp } from './decide.ts'
import { type Answer, adjudicationOf, pay, startWalk, type Walk, walk } from './fixtures/walk.ts'
import { isOpen } from './order.ts'

const yes = (channelRef = 'ref'): Answer => ({ status: 'settled', channelRef, channelCode: 'SUCCESS' })
const insurerYes = (fund = 60_000, account = 15_000, cash = 25_000): Answer => ({
  ...yes('setl1'),
  adjudication: adjudicationOf(fund, account, cash),
})
const good = (call: Call): Answer => (call.kind === 'settleInsurance' ? insurerYes() : yes())
const notFound: Answer = { status: 'unknown', channelCode: 'ORDER_NOT_EXIST', notFound: true }
const silent: Answer = { status: 'unknown', channelCode: 'TIMEOUT' }

const later = (state: Walk, seconds: number): void => {
  state.now = new Date(state.now.getTime() + seconds * 1000)
}
const deposits = (state: Walk): string => {
  let total = 0
  for (const { kind, debit, credit, amount } of state.transfers) {
    if (kind !== 'posted' && kind !== 'post') continue
    if (credit === 'liability/patient-deposits') total += amount
    if (debit === 'liability/patient-deposits') total -= amount
  }
  return formatYuan(fen(total))
}
/** pending transfers that nobody answered */
const unanswered = (state: Walk): string[] =>
  state.transfers
    .filter((one) => one.kind === 'pending' && !state.transfers.some((other) => other.pendingId === one.transferId))
    .map(describeTransfer)

test('wallet first, insurer last, then income: the account book of one split payment', () => {
  const state = startWalk()
  walk(state, good, pay)
  expect(state.file.order.status).toBe('paid')
  expect(state.calls).toEqual(['sendCharge wechat-pay 01', 'settleInsurance nhsa 02'])
  expect(state.transfers.map(describeTransfer)).toEqual([
    'liability/patient-deposits -> asset/receivable/wechat-pay 250.00 (pending)',
    'liability/patient-deposits -> asset/receivable/wechat-pay 250.00 (post)',
    'liability/patient-deposits -> asset/receivable/nhsa/pooled-fund 600.00 (pending)',
    'liability/patient-deposits -> asset/receivable/nhsa/personal-account 150.00 (pending)',
    'liability/patient-deposits -> asset/receivable/nhsa/pooled-fund 600.00 (post)',
    'liability/patient-deposits -> asset/receivable/nhsa/personal-account 150.00 (post)',
    'income/medical-service -> liability/patient-deposits 1000.00',
  ])
  expect(deposits(state)).toBe('0.00')
})

test('insurance alone pays when the patient owes nothing', () => {
  const state = startWalk({ fund: 90_000, account: 10_000, cash: 0 })
  walk(state, () => insurerYes(90_000, 10_000, 0), pay)
  expect([state.file.order.status, ...state.calls]).toEqual(['paid', 'settleInsurance nhsa 01'])
})

describe('all settled or all reversed', () => {
  const table: [string, (call: Call) => Answer, string, string[]][] = [
    [
      'the insurer says no',
      (c) => (c.kind === 'settleInsurance' ? { status: 'declined', channelCode: '-1' } : yes()),
      'reversed',
      ['sendCharge wechat-pay 01', 'settleInsurance nhsa 02', 'sendRefund wechat-pay 03'],
    ],
    [
      'the insurer takes other amounts',
      (c) => (c.kind === 'settleInsurance' ? insurerYes(50_000, 15_000, 35_000) : yes()),
      'reversed',
      ['sendCharge wechat-pay 01', 'settleInsurance nhsa 02', 'sendRefund wechat-pay 03', 'cancelInsurance nhsa 04'],
    ],
    [
      'the wallet says no',
      (c) => (c.kind === 'sendCharge' ? { status: 'declined', channelCode: 'NO_AUTH' } : yes()),
      'quoted',
      ['sendCharge wechat-pay 01'],
    ],
  ]
  test.each(table)('%s', (_, script, status, calls) => {
    const state = startWalk()
    walk(state, script, pay)
    expect(state.file.order.status).toBe(status)
    expect(state.calls).toEqual(calls)
    expect(deposits(state)).toBe('0.00')
    expect(unanswered(state)).toEqual([])
  })

  test('a refund that the wallet refuses leaves the order reversing and asks a person once', () => {
    const state = startWalk()
    const script = (call: Call): Answer => {
      if (call.kind === 'settleInsurance' || call.kind === 'sendRefund')
        return { status: 'declined', channelCode: 'NO' }
      return yes()
    }
    walk(state, script, pay)
    later(state, 60)
    walk(state, script)
    expect(state.file.order.status).toBe('reversing')
    expect(state.workOrders.map((one) => one.cause)).toEqual(['REFUND_REFUSED'])
    expect(deposits(state)).toBe('250.00')
  })
})

describe('unknown is a state', () => {
  test('a silent insurer is asked, then undone by 2601, then tried once more', () => {
    const state = startWalk()
    const answers: Record<string, Answer> = { settleInsurance: silent, queryInsurance: silent, undoInsurance: yes() }
    walk(state, (call) => answers[call.kind] ?? yes(), pay)
    expect(state.file.order.status).toBe('charging')
    later(state, 70)
    walk(state, (call) => answers[call.kind] ?? yes())
    answers.settleInsurance = insurerYes()
    later(state, 70)
    walk(state, (call) => answers[call.kind] ?? yes())
    expect(state.file.order.status).toBe('paid')
    expect(state.calls).toEqual([
      'sendCharge wechat-pay 01',
      'settleInsurance nhsa 02',
      'queryInsurance nhsa 02',
      'undoInsurance nhsa 02',
      'settleInsurance nhsa 03',
    ])
    expect(deposits(state)).toBe('0.00')
    expect(unanswered(state)).toEqual([])
  })

  test('a settlement in two acts keeps what the first one told, at once calls for the second, and asks by it ever after', () => {
    const state = startWalk()
    const opened: Answer = { status: 'pending', channelCode: 'UPLOADED', references: { payOrderId: 'o1' }, again: true }
    const told: (string | undefined)[] = []
    const script = (call: Call): Answer => {
      if (call.kind === 'sendCharge') return yes()
      told.push(call.attempt.detail.references?.payOrderId)
      if (call.kind === 'settleInsurance') return told.length === 1 ? opened : silent
      return insurerYes()
    }
    walk(state, script, pay)
    expect(state.file.order.status).toBe('charging')
    later(state, 10)
    walk(state, script)
    expect([state.file.order.status, ...state.calls.slice(1)]).toEqual([
      'paid',
      'settleInsurance nhsa 02',
      'settleInsurance nhsa 02',
      'queryInsurance nhsa 02',
    ])
    expect(told).toEqual([undefined, 'o1', 'o1'])
  })

  test('a settlement whose answer was lost is found, not repeated', () => {
    const state = startWalk()
    walk(state, (call) => (call.kind === 'settleInsurance' ? silent : yes()), pay)
    later(state, 3)
    walk(state, () => insurerYes())
    expect([state.file.order.status, ...state.calls.slice(1)]).toEqual([
      'paid',
      'settleInsurance nhsa 02',
      'queryInsurance nhsa 02',
    ])
  })

  test('"not found" right after sending says nothing; after the grace it says no', () => {
    const state = startWalk()
    walk(state, () => silent, pay)
    later(state, 5)
    walk(state, () => notFound)
    expect(state.file.attempts[0]!.status).toBe('unknown')
    later(state, 61)
    walk(state, () => notFound)
    expect(state.file.attempts[0]!.status).toBe('declined')
    expect(state.file.order.status).toBe('quoted')
    expect(unanswered(state)).toEqual([])
  })

  test('an amount that is not ours is never believed', () => {
    const state = startWalk()
    walk(state, () => ({ ...yes(), amount: fen(24_999) }), pay)
    expect(state.file.attempts[0]!.status).toBe('unknown')
    expect(state.workOrders.map((one) => one.cause)).toEqual(['AMOUNT_DIFFERS'])
    expect(deposits(state)).toBe('0.00')
  })

  test('after many silent checks a person is asked, and it stays open', () => {
    const state = startWalk()
    walk(state, () => silent, pay)
    for (let i = 0; i < 20; i++) {
      later(state, 61)
      walk(state, () => silent)
    }
    expect(isOpen(state.file.attempts[0]!)).toBe(true)
    expect(state.workOrders.filter((one) => one.cause === 'ATTEMPT_UNRESOLVED')).toHaveLength(1)
  })
})

describe('giving up a wallet', () => {
  const wishToSwitch = (draft: Parameters<typeof giveUp>[0]): void => {
    for (const attempt of draft.file.attempts) giveUp(draft, attempt)
  }
  const pending: Answer = { status: 'pending', channelCode: 'NOTPAY' }

  test('closes it at the channel before anything else can be chosen', () => {
    const state = startWalk()
    walk(state, () => pending, pay)
    walk(state, () => ({ status: 'declined', channelCode: 'CLOSED' }), wishToSwitch)
    expect([state.file.order.status, ...state.calls]).toEqual([
      'quoted',
      'sendCharge wechat-pay 01',
      'closeCharge wechat-pay 01',
    ])
  })

  test('too late: it is paid, so the payment goes on', () => {
    const state = startWalk()
    walk(state, () => pending, pay)
    walk(
      state,
      (call) => (call.kind === 'closeCharge' ? { status: 'settled', channelCode: 'ORDERPAID' } : good(call)),
      wishToSwitch,
    )
    later(state, 5)
    walk(state, good)
    expect([state.file.order.status, ...state.calls.slice(1)]).toEqual([
      'paid',
      'closeCharge wechat-pay 01',
      'queryCharge wechat-pay 01',
      'settleInsurance nhsa 02',
    ])
  })

  test('an expired order is closed at the channel and then for good', () => {
    const state = startWalk()
    walk(state, () => pending, pay)
    later(state, 1_801)
    walk(state, () => ({ status: 'declined', channelCode: 'CLOSED' }))
    expect(state.file.order.status).toBe('closed')
    expect(unanswered(state)).toEqual([])
  })

  test('money that comes in after that is given back, whatever became of the order', () => {
    const state = startWalk()
    walk(state, () => pending, pay)
    later(state, 1_801)
    walk(state, () => ({ status: 'declined', channelCode: 'CLOSED' }))
    const heard = {
      kind: 'queryCharge',
      attemptId: state.file.attempts[0]!.attemptId,
      ...yes(),
      amount: fen(25_000),
      message: '',
      at: null,
      notFound: false,
      graceMs: 0,
    } as const
    walk(state, () => yes(), undefined, { ...heard, channelRef: 'late', channelCode: 'SUCCESS' })
    expect(state.calls.at(-1)).toBe('sendRefund wechat-pay 02')
    expect(state.workOrders.map((one) => one.cause)).toEqual(['PAID_AFTER_CLOSE'])
    expect([state.file.order.status, deposits(state)]).toEqual(['closed', '0.00'])
  })
})

test('hearing the same payment twice moves money once', () => {
  const state = startWalk()
  walk(state, () => ({ status: 'pending', channelCode: 'NOTPAY' }), pay)
  const heard = {
    kind: 'queryCharge',
    attemptId: state.file.attempts[0]!.attemptId,
    status: 'settled',
    channelRef: 'r',
    amount: fen(25_000),
    channelCode: 'SUCCESS',
    message: '',
    at: null,
    notFound: false,
    graceMs: 0,
  } as const
  walk(state, good, undefined, heard)
  const before = state.transfers.length
  walk(state, good, undefined, heard)
  expect(state.transfers.length).toBe(before)
  expect(deposits(state)).toBe('0.00')
})
