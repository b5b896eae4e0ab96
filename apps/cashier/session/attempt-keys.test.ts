// Would catch: a second key for the same attempt (the patient pays twice), or an old key for a new attempt (never pays).
import { beforeEach, describe, expect, test } from 'vitest'
import { type AttemptKeys, createAttemptKeys, type PayChoice } from './attempt-keys.ts'
import { chargingView, exampleView, later } from './example-view.ts'

const WECHAT: PayChoice = { channel: 'wechat-pay', product: 'h5', stepUpConfirmed: false, returnUrl: 'https://h/pay/t' }
const ORDER = 'po_EXAMPLE'

let stored: Map<string, string>
let keys: AttemptKeys

/** A reload: the storage stays, everything else is new. */
function reload(): void {
  let made = stored.size * 100
  keys = createAttemptKeys(
    {
      getItem: (name) => stored.get(name) ?? null,
      setItem: (name, value) => void stored.set(name, value),
      removeItem: (name) => void stored.delete(name),
    },
    () => `key-${++made}`,
  )
}

const keyFor = (choice: PayChoice): string => keys.attemptFor(ORDER, choice).key

beforeEach(() => {
  stored = new Map()
  reload()
})

describe('the same key', () => {
  test('for a second tap and after a reload', () => {
    const first = keyFor(WECHAT)
    expect(keyFor(WECHAT)).toBe(first)
    reload()
    expect(keyFor(WECHAT)).toBe(first)
  })
  test('with the same body, even when the address has changed meanwhile', () => {
    const first = keys.attemptFor(ORDER, WECHAT)
    expect(keys.attemptFor(ORDER, { ...WECHAT, returnUrl: 'https://h/pay/t?lang=en' })).toEqual(first)
  })
  test('while the server has not spoken of the attempt', () => {
    const first = keyFor(WECHAT)
    keys.learn(exampleView({ serverTime: later(5) }))
    expect(keys.unseen(ORDER)?.key).toBe(first)
  })
})

describe('a new key', () => {
  test.each<[string, Partial<PayChoice>]>([
    ['another wallet', { channel: 'alipay' }],
    ['another product', { product: 'native' }],
    ['the step-up box ticked', { stepUpConfirmed: true }],
    ['insurance alone', { channel: null, product: null }],
  ])('for %s', (_, change) => {
    const first = keyFor(WECHAT)
    expect(keyFor({ ...WECHAT, ...change })).not.toBe(first)
  })
  test('once the attempt was charging and the order is open again', () => {
    const first = keyFor(WECHAT)
    keys.learn(chargingView(1))
    expect(keys.unseen(ORDER)).toBeNull()
    expect(keyFor(WECHAT)).toBe(first)
    keys.learn(exampleView({ serverTime: later(9) }))
    expect(keyFor(WECHAT)).not.toBe(first)
  })
  test('once the server answered and the order is open again', () => {
    const first = keyFor(WECHAT)
    keys.markSeen(ORDER)
    keys.learn(exampleView({ serverTime: later(9) }))
    expect(keyFor(WECHAT)).not.toBe(first)
  })
})

test('nothing is left behind when the order is paid', () => {
  keyFor(WECHAT)
  keys.learn(exampleView({ status: 'paid' }))
  expect(stored.size).toBe(0)
})

test.each(['', 'null', '[]', '{"key":1}', '{"key":"a"}', '{"key":"a","body":null}'])(
  '%j in the storage counts as none',
  (entry) => {
    stored.set(`medsettle.attempt.${ORDER}`, entry)
    expect(keys.unseen(ORDER)).toBeNull()
  },
)

test('no body carries more than the server asks for', () => {
  expect(keys.attemptFor(ORDER, { ...WECHAT, channel: null, product: null }).body).toEqual({ channel: null })
  expect(keys.attemptFor(ORDER, { ...WECHAT, stepUpConfirmed: true }).body).toEqual({
    channel: 'wechat-pay',
    product: 'h5',
    returnUrl: 'https://h/pay/t',
    stepUpConfirmed: true,
  })
})
