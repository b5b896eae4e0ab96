// Would catch: two payments for two taps, a page that leaves for the wallet by itself, a lost answer taken for a "no".
import { beforeEach, describe, expect, test } from 'vitest'
import type { CashierView, PayBody } from '../view.ts'
import { createAttemptKeys, type PayChoice } from './attempt-keys.ts'
import type { Answer } from './cashier-api.ts'
import { type CashierSession, createCashierSession } from './cashier-session.ts'
import { chargingView, exampleView, later } from './example-view.ts'
import type { StreamHandlers } from './live-view.ts'

const WECHAT: PayChoice = { channel: 'wechat-pay', product: 'h5', stepUpConfirmed: false, returnUrl: 'https://h/pay/t' }
const ALIPAY: PayChoice = { ...WECHAT, channel: 'alipay' }
const UNANSWERED: Answer = { kind: 'unanswered' }
const viewed = (view: CashierView): Answer => ({ kind: 'view', view })
const refused = (status: number, moneyMoved: 'none' | 'unknown' | 'moved', retrySameKey = false): Answer => ({
  kind: 'refused',
  status,
  refusal: { code: `R${status}`, moneyMoved, retrySameKey, message: '' },
})

let stored: Map<string, string>
let posts: { key: string; body: PayBody }[]
let switches: number
let wallets: string[]
/** what the server answers: to a question, to each payment in turn (the last one again and again), to a switch */
let server: { view: Answer; pay: Answer[]; switch: Answer[] }
let stream: StreamHandlers
let session: CashierSession

/** Opens the page as after a reload: storage and server stay. */
async function open(): Promise<void> {
  const next = (answers: Answer[]): Answer => (answers.length > 1 ? answers.shift()! : answers[0]!)
  let made = posts.length
  session = createCashierSession({
    api: {
      getView: async () => server.view,
      pay: async (key, body) => {
        posts.push({ key, body })
        return next(server.pay)
      },
      switchChannel: async () => {
        switches += 1
        return next(server.switch)
      },
    },
    keys: createAttemptKeys(
      {
        getItem: (name) => stored.get(name) ?? null,
        setItem: (name, value) => void stored.set(name, value),
        removeItem: (name) => void stored.delete(name),
      },
      () => `key-${++made}`,
    ),
    openStream: (handlers) => {
      stream = handlers
      return () => {}
    },
    openWallet: (presentation) => wallets.push(presentation.kind),
    // back-off passes at once, the 20 s checks of the stream never come
    schedule: (ms, act) => {
      if (ms < 20_000) setImmediate(act)
      return () => {}
    },
    nowMs: () => Date.parse(later(0)),
    chance: () => 0,
  })
  session.start()
  await settle()
}

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5))
const keysUsed = (): string[] => [...new Set(posts.map(({ key }) => key))]

beforeEach(async () => {
  stored = new Map()
  posts = []
  switches = 0
  wallets = []
  server = { view: viewed(exampleView()), pay: [viewed(chargingView(1))], switch: [viewed(exampleView())] }
  await open()
})

describe('one payment', () => {
  test('two taps in one moment are one request and one wallet', async () => {
    await Promise.all([session.pay(WECHAT), session.pay(WECHAT)])
    expect(posts).toHaveLength(1)
    expect(wallets).toEqual(['redirect'])
  })
  test('two lost answers: the same key and body, three times', async () => {
    server.pay = [UNANSWERED, UNANSWERED, viewed(chargingView(1))]
    await session.pay(WECHAT)
    expect(posts).toHaveLength(3)
    expect(keysUsed()).toEqual(['key-1'])
    expect(wallets).toEqual(['redirect'])
  })
  test('the answer is lost but the stream shows it open: no further request', async () => {
    server.pay = [UNANSWERED]
    const paying = session.pay(WECHAT)
    stream.view(JSON.stringify(chargingView(1)))
    await paying
    expect(posts).toHaveLength(1)
    expect(session.getState()).toMatchObject({ act: 'none', refusal: null, view: { status: 'charging' } })
    expect(wallets).toEqual(['redirect'])
  })
  test('the wallet page comes later through the stream: it is opened then, once', async () => {
    server.pay = [viewed(chargingView(1, { presentation: null }))]
    await session.pay(WECHAT)
    expect(wallets).toEqual([])
    stream.view(JSON.stringify(chargingView(2)))
    stream.view(JSON.stringify(chargingView(3)))
    expect(wallets).toEqual(['redirect'])
  })
  test('a code is shown, nothing is opened', async () => {
    server.pay = [viewed(chargingView(1, { presentation: { kind: 'qr', content: 'weixin://x' } }))]
    await session.pay({ ...WECHAT, product: 'native' })
    expect(wallets).toEqual([])
  })
})

describe('nobody answers for a minute', () => {
  beforeEach(async () => {
    server.pay = [UNANSWERED]
    await session.pay(WECHAT)
  })
  test('the patient hears that it is not known whether money moved', () => {
    expect(session.getState().refusal).toMatchObject({ code: 'NO_ANSWER', moneyMoved: 'unknown' })
    expect(keysUsed()).toEqual(['key-1'])
  })
  test('another wallet cannot be paid with: the open attempt is sent again instead', async () => {
    await session.pay(ALIPAY)
    expect(keysUsed()).toEqual(['key-1'])
    expect(posts.at(-1)!.body.channel).toBe('wechat-pay')
  })
  test('a reload offers the same attempt with the same key', async () => {
    await open()
    expect(session.kept('po_EXAMPLE')?.key).toBe('key-1')
    await session.pay(WECHAT)
    expect(keysUsed()).toEqual(['key-1'])
  })
  test('once the server says that the order is open, the way is free', async () => {
    await session.ask()
    expect(session.getState().refusal).toBeNull()
    await session.pay(ALIPAY)
    expect(posts.at(-1)!.body.channel).toBe('alipay')
  })
})

describe('coming back', () => {
  test('from the wallet or by reload while charging: the page stays and pays nothing', async () => {
    server.view = viewed(chargingView(2))
    await open()
    await session.pay(WECHAT)
    expect(posts).toEqual([])
    expect(wallets).toEqual([])
  })
  test('another device has opened another wallet: this page does not follow it', async () => {
    server.pay = [refused(409, 'unknown')]
    server.view = viewed(chargingView(2, { chosenChannel: 'alipay' }))
    await session.pay(WECHAT)
    expect(session.getState().view?.chosenChannel).toBe('alipay')
    expect(wallets).toEqual([])
  })
})

describe('refused', () => {
  test('money did not move: a new try has a new key', async () => {
    server.pay = [refused(409, 'none'), viewed(chargingView(1))]
    await session.pay(WECHAT)
    expect(session.getState().refusal).toMatchObject({ code: 'R409', moneyMoved: 'none' })
    await session.pay(WECHAT)
    expect(keysUsed()).toEqual(['key-1', 'key-2'])
  })
  test('the same key may be sent again: it is', async () => {
    server.pay = [refused(500, 'unknown', true), viewed(chargingView(1))]
    await session.pay(WECHAT)
    await session.pay(WECHAT)
    expect(keysUsed()).toEqual(['key-1'])
  })
  test('a yes that cannot be read keeps the key and stops the page', async () => {
    server.pay = [{ ...refused(200, 'unknown'), status: 200 } as Answer]
    await session.pay(WECHAT)
    await session.pay(WECHAT)
    expect(posts).toHaveLength(1)
    expect(session.kept('po_EXAMPLE')?.key).toBe('key-1')
  })
  test('a key answered with the reply of its first use: the order itself is asked', async () => {
    server.view = viewed(exampleView({ version: 5, serverTime: later(300) }))
    await session.ask()
    server.pay = [viewed(chargingView(1))]
    await session.pay(WECHAT)
    expect(session.getState().view?.status).toBe('quoted')
    expect(wallets).toEqual([])
    await session.pay(WECHAT)
    expect(keysUsed()).toEqual(['key-1', 'key-2'])
  })
})

describe('switching', () => {
  beforeEach(async () => {
    await session.pay(WECHAT)
    server.switch = [UNANSWERED, viewed(exampleView({ serverTime: later(9) }))]
  })
  test('the server closes first; then another wallet gets another key', async () => {
    await session.switchChannel()
    expect(switches).toBe(2)
    await session.pay(ALIPAY)
    expect(posts.map(({ key, body }) => `${key} ${body.channel}`)).toEqual(['key-1 wechat-pay', 'key-2 alipay'])
  })
  test('too late, it has been paid: the page shows that', async () => {
    server.switch = [viewed(exampleView({ status: 'paid', serverTime: later(9) }))]
    await session.switchChannel()
    expect(session.getState().view?.status).toBe('paid')
  })
  test('nothing to give up while nothing is open', async () => {
    stream.view(JSON.stringify(exampleView({ serverTime: later(8) })))
    await session.switchChannel()
    expect(switches).toBe(0)
  })
})

describe('opening', () => {
  test('an unknown token', async () => {
    server.view = refused(404, 'none')
    await open()
    expect(session.getState().unknownToken).toBe(true)
  })
  test('a later refusal of a mere question leaves the order on the screen', async () => {
    server.view = refused(404, 'none')
    await session.ask()
    expect(session.getState()).toMatchObject({ unknownToken: false, refusal: null, view: { status: 'quoted' } })
  })
})
