import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { sum } from '@medsettle/money'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { breachesOf, choose, RULES, SIZES } from './elder-rules.ts'
import { codeSeen, codeWanted } from './qr-seen.ts'
import { amountIn, payersShown, reach, receiptShown, textOf } from './read-page.ts'
import { DESKTOP, type Link, openStage, type Stage } from './stage.ts'

// Would catch: a patient who cannot read, understand, pay or prove the bill on a real phone against the real server; a
// second charge by a nervous thumb, a reload, the back button or a lost network; a page that does not hear it was paid.
const PICTURES = join(import.meta.dirname, '../../test-results')

let stage: Stage
const windows: Page[] = []
const open: Stage['open'] = async (link, device) => {
  const page = await stage.open(link, device)
  windows.push(page)
  return page
}
const picture = (page: Page, name: string, fullPage = true) =>
  page.screenshot({ path: join(PICTURES, `cashier-${name}.png`), fullPage })

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true })
  stage = await openStage()
}, 120_000)
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') for (const [at, page] of windows.entries()) await picture(page, `failed-${at}`)
  for (const page of windows.splice(0)) await page.context().close()
  expect(stage.complaints()).toEqual([])
})
afterAll(() => stage?.close())

/** The idempotency keys of the payments this window asks for, as they leave. */
function keysSent(page: Page): string[] {
  const keys: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST' && /\/v1\/cashier\/.*\/pay$/.test(request.url()))
      keys.push(request.headers()['idempotency-key'] ?? 'none')
  })
  return keys
}

const confirmInWallet = (page: Page) => page.getByRole('button', { name: '确认支付' }).tap()

/** Tap one, then the wallet's page, then back without paying. */
async function backFromWallet(page: Page): Promise<void> {
  await page.getByTestId('pay').tap()
  await page.getByRole('button', { name: '确认支付' }).waitFor()
  await page.goBack()
  await reach(page, 'wallet')
}

/** The lower edge of the pay button is within the window without scrolling. */
async function isOnScreen(page: Page): Promise<boolean> {
  const box = await page.getByTestId('pay').boundingBox()
  return box !== null && box.y >= 0 && box.y + box.height <= page.viewportSize()!.height
}

const PAID_ONCE = { charges: ['wechat-pay 403.45 settled'], wallets: ['wechat-pay 403.45 SUCCESS'] }
const bookedFor = async (link: Link) => ({
  charges: await stage.charges(link),
  wallets: await stage.walletOrders(link),
})

describe('the story of 1,000.00 yuan on a phone', () => {
  it('shows the bill, who pays what, and why', async () => {
    const page = await open(await stage.quote())
    await reach(page, 'pay')
    expect(await textOf(page, 'institution')).toBe('示例互联网医院')
    expect(await textOf(page, 'patient')).toBe('患**')
    expect(await textOf(page, 'cash')).toBe('¥403.45')
    expect(await textOf(page, 'others-pay')).toBe('医保等为您承担 ¥596.55')
    expect(await textOf(page, 'pay')).toBe('微信支付 ¥403.45')
    const payers = await payersShown(page)
    expect(payers).toEqual(['医保统筹基金 ¥396.55', '医保个人账户 ¥200.00', '您个人支付 ¥403.45'])
    expect(await textOf(page, 'total')).toBe('¥1,000.00')
    expect(sum(payers.map(amountIn))).toBe(amountIn('¥1,000.00'))
    for (const size of SIZES) {
      await choose(page, size)
      await picture(page, `quoted-${size}`, false)
    }
    await page.getByTestId('why').tap()
    const reasons = await page.getByTestId('reason').allInnerTexts()
    expect(reasons.length).toBeGreaterThanOrEqual(4)
    expect(reasons.filter((reason) => !/¥[\d,]+\.\d\d\s+\S.{8}/.test(reason))).toEqual([])
    await page.getByTestId('bill-toggle').tap()
    const lines = await page.locator('[data-testid=bill-line] .amount').allInnerTexts()
    expect([lines.length, sum(lines.map(amountIn))]).toEqual([10, amountIn('¥1,000.00')])
    await picture(page, 'quoted-largest-unfolded')
  })

  it('is paid in two taps, tells its progress live, and leaves a receipt', async () => {
    await stage.sandbox.addFault({ channel: 'nhsa', operation: '2207', fault: { kind: 'delay', ms: 4000 }, times: 1 })
    const link = await stage.quote()
    const page = await open(link)
    const keys = keysSent(page)
    await page.getByTestId('pay').tap()
    await confirmInWallet(page)
    await reach(page, 'working')
    expect(await textOf(page, 'progress-spoken')).toBe('正在与医保结算：进行中')
    await picture(page, 'charging')
    await reach(page, 'paid')
    const steps = await page.locator('[data-testid=progress-step] .grow').allInnerTexts()
    expect(steps.map((step) => step.split('\n')[0])).toEqual([
      '账单已核算',
      '已发起付款',
      '自付部分已收到',
      '已提交医保结算',
      '医保已结算',
      '支付完成',
    ])
    expect(await receiptShown(page)).toEqual([
      '医保统筹基金（国家医保） ¥396.55',
      '医保个人账户（国家医保） ¥200.00',
      '您个人支付（微信支付） ¥403.45',
    ])
    await picture(page, 'paid')
    expect([keys.length, await bookedFor(link)]).toEqual([1, PAID_ONCE])
    const download = page.waitForEvent('download')
    await page.getByTestId('save-image').tap()
    expect((await download).suggestedFilename()).toBe(`receipt-${link.orderId}.png`)
    await page.getByTestId('receipt-image').waitFor()
  })
})

/** `page: rule: element` for every finding of axe. */
async function findingsOf(page: Page, where: string): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze()
  expect(passes.length).toBeGreaterThan(10)
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${where}: ${id}: ${target.join(' ')}`))
}

describe('for everybody', () => {
  it('every text and every button keeps the elder sizes, before, during and after paying', async () => {
    const link = await stage.quote()
    const page = await open(link)
    const found: string[] = []
    const look = async (screen: string): Promise<void> => {
      await reach(page, screen)
      for (const size of SIZES) {
        await choose(page, size)
        found.push(...(await breachesOf(page, RULES[size])).map((breach) => `${screen}, ${size}: ${breach}`))
        if (screen === 'pay' && !(await isOnScreen(page))) found.push(`${size}: the pay button is off the screen`)
      }
      await picture(page, `${screen}-largest`)
    }
    await look('pay')
    await backFromWallet(page)
    await look('wallet')
    await stage.confirmElsewhere(link)
    await look('paid')
    expect(found).toEqual([])
  })

  it('axe finds nothing on any screen of the way', async () => {
    await stage.sandbox.addFault({ channel: 'nhsa', operation: '2207', fault: { kind: 'delay', ms: 6000 }, times: 1 })
    const link = await stage.quote()
    const page = await open(link)
    await reach(page, 'pay')
    await page.getByTestId('why').tap()
    await page.getByTestId('bill-toggle').tap()
    const found = await findingsOf(page, 'pay')
    await backFromWallet(page)
    found.push(...(await findingsOf(page, 'wallet')))
    void stage.confirmElsewhere(link)
    await reach(page, 'working')
    found.push(...(await findingsOf(page, 'working')))
    await reach(page, 'paid')
    found.push(...(await findingsOf(page, 'paid')))
    expect(found).toEqual([])
  })

  it('English is English to the end; the text size is remembered', async () => {
    const link = await stage.quote()
    const page = await open({ url: `${link.url}?lang=en` })
    await reach(page, 'pay')
    expect(await page.title()).toBe('To be paid · Checkout')
    expect(await textOf(page, 'pay')).toBe('WeChat Pay ¥403.45')
    expect(await textOf(page, 'others-pay')).toBe('Insurance and others pay ¥596.55 for you')
    await choose(page, 'large')
    await page.getByTestId('pay').tap()
    await confirmInWallet(page)
    await reach(page, 'paid')
    expect(new URL(page.url()).search).toBe('?lang=en')
    expect(await page.locator('html').getAttribute('data-size')).toBe('large')
    expect(await receiptShown(page)).toContain('You（WeChat Pay） ¥403.45')
    expect(await page.getByTestId('progress-step').last().innerText()).toMatch(/^✓\s+Paid\s+Done · 10:\d\d$/)
    await page.getByTestId('language').tap()
    await page.getByText('支付成功').waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  })
})

describe('no second charge', () => {
  it('whatever is reloaded at whatever stage', async () => {
    const link = await stage.quote()
    const page = await open(link)
    await reach(page, 'pay')
    await page.reload()
    await reach(page, 'pay')
    await backFromWallet(page)
    await page.reload()
    await reach(page, 'wallet')
    expect(new URL(page.url()).origin).toBe(stage.url)
    await page.getByTestId('open-wallet').tap()
    await page.getByRole('button', { name: '确认支付' }).waitFor()
    await page.reload()
    await confirmInWallet(page)
    await reach(page, 'paid')
    await page.reload()
    await reach(page, 'paid')
    expect((await receiptShown(page)).length).toBe(3)
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })

  it('for two quick taps', async () => {
    const link = await stage.quote()
    const page = await open(link)
    const keys = keysSent(page)
    // the answer is held back, so that both taps meet the cashier and none the wallet
    await page.route('**/v1/cashier/*/pay', async (route) => {
      await new Promise((done) => setTimeout(done, 800))
      await route.continue()
    })
    const { x, y, width, height } = (await page.getByTestId('pay').boundingBox())!
    await Promise.all([1, 2, 3].map(() => page.touchscreen.tap(x + width / 2, y + height / 2)))
    await confirmInWallet(page)
    await reach(page, 'paid')
    expect([keys.length, await bookedFor(link)]).toEqual([1, PAID_ONCE])
  })

  it('for the back button out of the wallet, and paying again', async () => {
    const link = await stage.quote()
    const page = await open(link)
    const keys = keysSent(page)
    await backFromWallet(page)
    await picture(page, 'back-from-wallet')
    await page.getByTestId('open-wallet').tap()
    await confirmInWallet(page)
    await reach(page, 'paid')
    await page.goBack()
    await page.getByText('支付成功').waitFor()
    expect([keys.length, await bookedFor(link)]).toEqual([1, PAID_ONCE])
  })

  it('for a second window of the same link', async () => {
    const link = await stage.quote()
    const [one, other] = [await open(link), await open(link)]
    await backFromWallet(one)
    await reach(other, 'wallet')
    await other.getByTestId('open-wallet').tap()
    await confirmInWallet(other)
    await Promise.all([reach(one, 'paid'), reach(other, 'paid')])
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })

  it('when the answer to the payment is lost: the same key asks again', async () => {
    const link = await stage.quote()
    const page = await open(link)
    const keys = keysSent(page)
    await page.route('**/v1/cashier/*/events', (route) => route.abort())
    await page.route(
      '**/v1/cashier/*/pay',
      async (route) => {
        await route.fetch()
        await route.abort()
      },
      { times: 1 },
    )
    await page.getByTestId('pay').tap()
    await confirmInWallet(page)
    await reach(page, 'paid')
    expect(new Set(keys).size).toBe(1)
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })
})

describe('a lost network', () => {
  it('while paying: says so, and goes on by itself', async () => {
    const link = await stage.quote()
    const page = await open(link)
    await reach(page, 'pay')
    await page.context().setOffline(true)
    await page.getByTestId('pay').tap()
    await page.getByText('不会重复扣款').waitFor()
    expect(await textOf(page, 'offline')).toContain('您的钱款是安全的')
    await picture(page, 'offline-paying', false)
    await page.context().setOffline(false)
    await confirmInWallet(page)
    await reach(page, 'paid')
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })

  it('while waiting: shows paid as soon as it is back', async () => {
    const link = await stage.quote()
    const page = await open(link)
    await backFromWallet(page)
    await page.context().setOffline(true)
    await page.locator('[data-link=offline]').waitFor()
    await stage.confirmElsewhere(link)
    await page.context().setOffline(false)
    await reach(page, 'paid')
    expect(await page.getByTestId('offline').count()).toBe(0)
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })
})
