// Would catch: a pay button on an order that is over, or a second wallet offered while the first may have taken the money.
import { describe, expect, test } from 'vitest'
import type { CashierRefusal, CashierView, OrderStatus } from '../view.ts'
import { chargingView, exampleView, NINE } from './example-view.ts'
import { type PageState, START } from './page-state.ts'
import { isOwnPartPaid, leftMs, payPermission, screenOf } from './screen.ts'

const AT = Date.parse(NINE)
const withView = (view: CashierView, changes: Partial<PageState> = {}): PageState => ({ ...START, view, ...changes })

describe('the screen', () => {
  test.each<[OrderStatus, string]>([
    ['quoted', 'pay'],
    ['charging', 'working'],
    ['paid', 'paid'],
    ['reversing', 'reversing'],
    ['reversed', 'reversed'],
    ['closed', 'closed'],
    ['partlyRefunded', 'partlyRefunded'],
    ['refunded', 'refunded'],
  ])('%s → %s', (status, screen) => {
    expect(screenOf(withView(exampleView({ status })), AT)).toBe(screen)
  })
  test('an open wallet', () => expect(screenOf(withView(chargingView(0)), AT)).toBe('wallet'))
  test('nothing yet', () => expect(screenOf(START, AT)).toBe('loading'))
  test('a link nobody knows', () => expect(screenOf({ ...START, unknownToken: true }, AT)).toBe('unknownToken'))
})

describe('the own part is paid', () => {
  const step = (state: 'done' | 'doing', name = 'walletPaid') => ({
    at: NINE,
    step: name,
    state,
    text: { zh: '', en: '' },
  })
  test.each<[OrderStatus, ReturnType<typeof step>[], boolean]>([
    ['charging', [], false],
    ['charging', [step('doing', 'walletWaiting')], false],
    ['charging', [step('done', 'walletWaiting'), step('done')], true],
    ['reversing', [step('done')], false],
  ])('%s %j → %s', (status, progress, isPaid) => {
    expect(isOwnPartPaid(exampleView({ status, progress }))).toBe(isPaid)
  })
})

describe('15 minutes to pay', () => {
  const quoted = withView(exampleView())
  test.each([
    [0, 'pay', 900],
    [899, 'pay', 1],
    [900, 'expired', 0],
    [5000, 'expired', 0],
  ])('after %i s: %s, %i s left', (seconds, screen, left) => {
    expect(screenOf(quoted, AT + seconds * 1000)).toBe(screen)
    expect(leftMs(quoted, exampleView(), AT + seconds * 1000)).toBe(left * 1000)
  })
  test('the phone runs an hour fast: the order has not lapsed', () => {
    expect(screenOf({ ...quoted, clockOffsetMs: -3_600_000 }, AT + 3_600_000)).toBe('pay')
  })
  test('a payment under way when it lapses is left to the server', () => {
    expect(screenOf({ ...quoted, act: 'paying' }, AT + 901_000)).toBe('pay')
  })
})

describe('may the patient pay?', () => {
  const refused = (moneyMoved: CashierRefusal['moneyMoved'], retrySameKey: boolean): CashierRefusal => ({
    code: 'X',
    moneyMoved,
    retrySameKey,
    message: '',
  })
  test.each<[string, Partial<PageState>, string]>([
    ['nothing in the way', {}, 'free'],
    ['a tap is under way', { act: 'paying' }, 'no'],
    ['refused, money did not move', { refusal: refused('none', false) }, 'free'],
    ['no answer', { refusal: refused('unknown', true) }, 'sameOnly'],
    ['money unknown, key spent', { refusal: refused('unknown', false) }, 'no'],
    ['money moved', { refusal: refused('moved', true) }, 'no'],
  ])('%s → %3$s', (_, changes, permission) => {
    expect(payPermission(withView(exampleView(), changes))).toBe(permission)
  })
  test('not while a wallet is open', () => expect(payPermission(withView(chargingView(0)))).toBe('no'))
})
