// Would catch: a page that shows another amount, pays twice, sends the payer to a script, or shows HTML from an order.
import { expect, test } from 'vitest'
import type { Handled, SandboxAnswer } from '../core/http.ts'
import type { PayableOrder, Room, Wallet } from '../core/room.ts'
import { handleWallet } from './routes.ts'

function setUp(change: Partial<PayableOrder> = {}) {
  let order: PayableOrder = {
    walletId: 'P1',
    merchantName: '测试医院 <b>一</b>',
    description: '复诊 & 药费',
    amountFen: 123450,
    status: 'open',
    returnUrl: null,
    ...change,
  }
  let payments = 0
  const wallet: Wallet = {
    find: (id) => (id === 'P1' ? order : null),
    scan: (code) => (code === 'weixin://code' ? order : null),
    pay() {
      payments += order.status === 'open' ? 1 : 0
      order = { ...order, status: 'paid' }
      return order
    },
    auto() {},
  }
  const room: Room = {
    name: 'wechat-pay',
    credentials: async () => ({}),
    handle: async () => 'hang-up',
    orders: () => [],
    close: async () => {},
    wallet,
  }
  const call = (method: string, target: string, body = ''): SandboxAnswer => {
    const [path = '', query = ''] = target.split('?')
    return answered(handleWallet([room], { method, path, query, headers: {}, body }))
  }
  return { call, payments: () => payments }
}

function answered(handled: Handled): SandboxAnswer {
  if (handled === 'hang-up') throw new Error('the wallet hung up')
  return handled
}

test('the page shows merchant, goods and amount, and never HTML of the order', () => {
  const page = String(setUp().call('GET', '/wallet/wechat-pay/P1').body)
  expect(page).toContain('测试医院 &#60;b&#62;一&#60;/b&#62;')
  expect(page).toContain('复诊 &#38; 药费')
  expect(page).toContain('<span>¥</span>1,234.50')
  expect(page).toMatch(/确认支付.*取消/s)
})

test('a scanned code leads to the page; a strange one to nothing', () => {
  const { call } = setUp()
  expect(call('GET', '/wallet/scan?code=weixin%3A%2F%2Fcode').headers.location).toBe('/wallet/wechat-pay/P1')
  expect(call('GET', '/wallet/scan?code=other').status).toBe(404)
  expect(call('GET', '/wallet/wechat-pay/P2').status).toBe(404)
  expect(call('GET', '/wallet/nobody/P1').status).toBe(404)
})

test('pressing 确认支付 twice pays once and goes back to the merchant', () => {
  const { call, payments } = setUp()
  const body = 'return=https%3A%2F%2Fhospital.example%2Fdone'
  expect(call('POST', '/wallet/wechat-pay/P1/pay', body)).toMatchObject({
    status: 302,
    headers: { location: 'https://hospital.example/done' },
  })
  call('POST', '/wallet/wechat-pay/P1/pay', body)
  expect(payments()).toBe(1)
  expect(String(call('GET', '/wallet/wechat-pay/P1').body)).toContain('支付成功')
})

test("WeChat's h5_url carries the merchant's redirect_url into the form", () => {
  const page = setUp().call(
    'GET',
    '/wallet/wechat-pay?prepay_id=P1&redirect_url=https%3A%2F%2Fhospital.example%2Fdone%3Fa%3D1',
  )
  expect(String(page.body)).toContain('value="https://hospital.example/done?a=1"')
})

test('取消 goes back without paying; a return address that is a script is ignored', () => {
  const { call, payments } = setUp()
  expect(call('POST', '/wallet/wechat-pay/P1/cancel', 'return=https%3A%2F%2Fhospital.example').headers.location).toBe(
    'https://hospital.example',
  )
  expect(call('POST', '/wallet/wechat-pay/P1/cancel', 'return=javascript%3Aalert(1)').status).toBe(200)
  expect(payments()).toBe(0)
})

test('a closed order shows no button', () => {
  const page = String(setUp({ status: 'closed' }).call('GET', '/wallet/wechat-pay/P1').body)
  expect(page).toContain('订单已关闭')
  expect(page).not.toContain('<button')
})
