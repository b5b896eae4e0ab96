// Would catch: a phone told to scan its own screen, a sick channel put first, and a wallet address that runs as a script.
import { describe, expect, test } from 'vitest'
import { offeredChannels, productsFor, walletUrl } from './choose-product.ts'
import { exampleView } from './example-view.ts'

const [wechat, alipay] = exampleView().channels as [never, never]

test.each([
  ['handheld', ['h5', 'native']],
  ['desktop', ['native', 'h5']],
] as const)('%s: %j', (device, products) => {
  expect(productsFor(wechat, device)).toEqual(products)
})

describe('offered wallets', () => {
  const order = (channels: readonly object[]): string[] =>
    offeredChannels(exampleView({ channels: channels as never }), 'handheld').map(({ channel }) => channel)

  test.each([
    ['the recommended first', [alipay, wechat], ['wechat-pay', 'alipay']],
    [
      'a sick one last, though recommended',
      [{ ...(wechat as object), healthy: false }, alipay],
      ['alipay', 'wechat-pay'],
    ],
    ['none that this page cannot show', [{ ...(wechat as object), products: ['jsapi'] }, alipay], ['alipay']],
    ['a sick one rather than none', [{ ...(wechat as object), healthy: false }], ['wechat-pay']],
  ])('%s', (_, channels, expected) => {
    expect(order(channels)).toEqual(expected)
  })
})

test.each([
  ['https://wx.example/pay?id=1', 'https://wx.example/pay?id=1'],
  ['http://127.0.0.1:8080/wallet/1', 'http://127.0.0.1:8080/wallet/1'],
  ['weixin://wxpay/1', 'weixin://wxpay/1'],
  ['alipays://platformapi/1', 'alipays://platformapi/1'],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['/relative', null],
  ['', null],
])('%j opens %j', (url, opened) => {
  expect(walletUrl(url)).toBe(opened)
})
