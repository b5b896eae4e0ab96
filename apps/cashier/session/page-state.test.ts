// Would catch: an old event that brings the pay button back while the wallet is open, and a refusal that never goes away.
import { describe, expect, test } from 'vitest'
import { chargingView, exampleView, later, NINE } from './example-view.ts'
import { type PageEvent, type PageState, reduce, START } from './page-state.ts'

const AT = Date.parse(NINE)
const refusal = { code: 'RISK_DECLINED', moneyMoved: 'none', retrySameKey: false, message: '' } as const
const play = (...events: PageEvent[]): PageState => events.reduce(reduce, START)
const seen = (view = exampleView()): PageEvent => ({ kind: 'view', view, receivedAtMs: AT })

describe('views in the order of the server', () => {
  test.each([
    // what arrives second, what is shown
    ['2 s newer', exampleView({ serverTime: later(12) }), 'quoted'],
    ['2 s older: it crossed the answer', exampleView({ serverTime: later(8) }), 'charging'],
    ['59 s older', exampleView({ serverTime: later(-49) }), 'charging'],
    ['an hour older: the clock was set back', exampleView({ serverTime: later(-3600) }), 'quoted'],
    ['of a later version, though read by a slower clock', exampleView({ version: 2, serverTime: later(8) }), 'quoted'],
  ])('%s', (_, view, status) => {
    expect(play(seen(chargingView(10)), seen(view)).view?.status).toBe(status)
  })
  test('read before the payment and sent after it: the receipt stays', () => {
    const paid = exampleView({ version: 4, status: 'paid', serverTime: later(10) })
    const overtaken = chargingView(11, { version: 3 })
    expect(play(seen(paid), seen(overtaken)).view?.status).toBe('paid')
  })
  test('the phone runs 7 minutes fast: the server is right', () => {
    const state = reduce(START, { kind: 'view', view: exampleView(), receivedAtMs: AT + 420_000 })
    expect(state.clockOffsetMs).toBe(-420_000)
  })
})

describe('a refusal', () => {
  test('stays while the order stands where it stood', () => {
    const state = play(seen(), { kind: 'refused', refusal }, seen(exampleView({ serverTime: later(1) })))
    expect(state.refusal).toEqual(refusal)
  })
  test.each<[string, PageEvent]>([
    ['the order moves', seen(chargingView(5))],
    ['the patient tries again', { kind: 'act', act: 'paying' }],
    ['the patient asked and was answered', { kind: 'asked' }],
  ])('goes when %s', (_, event) => {
    expect(play(seen(), { kind: 'refused', refusal }, event).refusal).toBeNull()
  })
  test('of an unreadable view goes with the next readable one', () => {
    const unreadable = { ...refusal, code: 'VIEW_MALFORMED' }
    expect(play(seen(), { kind: 'refused', refusal: unreadable }, seen()).refusal).toBeNull()
  })
  test('stays while the patient only asks', () => {
    expect(play(seen(), { kind: 'refused', refusal }, { kind: 'act', act: 'asking' }).refusal).toEqual(refusal)
  })
})

test('repeating ends with the act', () => {
  expect(play({ kind: 'act', act: 'paying' }, { kind: 'repeating' })).toMatchObject({ act: 'paying', repeating: true })
  expect(play({ kind: 'act', act: 'paying' }, { kind: 'repeating' }, { kind: 'act', act: 'none' }).repeating).toBe(
    false,
  )
})
