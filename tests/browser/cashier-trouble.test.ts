import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import {
  backFromWallet,
  confirmInWallet,
  isInWindow,
  keysSent,
  reach,
  receiptShown,
  sendTogether,
  textOf,
  touch,
} from './patient.ts'
import { type Link, openStage, type Stage } from './stage.ts'
import { takePicture } from './windows.ts'

// Would catch: a second charge by a nervous thumb, a reload, the back button or a lost network; a page that does not hear
// that it was paid.
// a busy machine of two cores draws without a graphics card
vi.setConfig({ testTimeout: 150_000 })

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 120_000)
afterEach(async ({ task }) => {
  expect(await stage.leave(task.result?.state === 'fail')).toEqual([])
})
afterAll(() => stage?.close())

/** Our books and the wallet's own. */
const bookedFor = async (link: Link) => ({ ours: await stage.charges(link), wallet: await stage.walletOrders(link) })
const PAID_ONCE = { ours: ['wechat-pay 403.45 settled'], wallet: ['wechat-pay 403.45 SUCCESS'] }

describe('one charge', () => {
  it('whatever is reloaded at whatever stage', async () => {
    const link = await stage.quote()
    const page = await stage.open(link)
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
    await page.getByTestId('receipt').waitFor()
    expect((await receiptShown(page)).length).toBe(3)
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })

  it('while the insurer settles, however often the page is reloaded', async () => {
    await stage.sandbox.addFault({ channel: 'nhsa', operation: '2207', fault: { kind: 'delay', ms: 4000 }, times: 1 })
    const link = await stage.quote()
    const page = await stage.open(link)
    await page.getByTestId('pay').tap()
    await confirmInWallet(page)
    await reach(page, 'working')
    await page.reload()
    await reach(page, 'paid')
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })

  it('for three quick taps', async () => {
    const link = await stage.quote()
    const page = await stage.open(link)
    const keys = keysSent(page)
    // the answer is held back, so that all taps meet the cashier and none the wallet
    await page.route('**/v1/cashier/*/pay', async (route) => {
      await new Promise((done) => setTimeout(done, 800))
      await route.continue()
    })
    await Promise.all([1, 2, 3].map(() => touch(page, 'pay')))
    await confirmInWallet(page)
    await reach(page, 'paid')
    expect([keys.length, await bookedFor(link)]).toEqual([1, PAID_ONCE])
  })

  it('for the back button out of the wallet, paying again, and going back once more', async () => {
    const link = await stage.quote()
    const page = await stage.open(link)
    const keys = keysSent(page)
    await backFromWallet(page)
    await page.getByTestId('open-wallet').tap()
    await confirmInWallet(page)
    await reach(page, 'paid')
    await page.goBack()
    expect(new URL(page.url()).origin).toBe(stage.sandbox.url)
    // the browser may show the wallet as it was before it was paid: pressing its button again must take nothing
    const button = page.getByRole('button', { name: '确认支付' })
    await button.or(page.getByRole('status')).waitFor()
    if (await button.isVisible()) await button.tap()
    else await page.getByRole('link', { name: '返回商家' }).tap()
    await reach(page, 'paid')
    expect([keys.length, await bookedFor(link)]).toEqual([1, PAID_ONCE])
  })

  it('for a second window of the same link', async () => {
    const link = await stage.quote()
    const [one, other] = [await stage.open(link), await stage.open(link)]
    await backFromWallet(one)
    await reach(other, 'wallet')
    await other.getByTestId('open-wallet').tap()
    await confirmInWallet(other)
    await Promise.all([reach(one, 'paid'), reach(other, 'paid')])
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })

  it('for two windows that tap at the same moment', async () => {
    const link = await stage.quote()
    const [one, other] = [await stage.open(link), await stage.open(link)]
    await Promise.all([reach(one, 'pay'), reach(other, 'pay')])
    // both wishes are held until both are made: the answer to one would take the button from the other window
    await sendTogether([one, other], '**/v1/cashier/*/pay')
    await Promise.all([one.getByTestId('pay').tap(), other.getByTestId('pay').tap()])
    const windows = await Promise.all([one, other].map((page) => page.waitForURL(/\/wallet\//).then(() => page)))
    await confirmInWallet(windows[0]!)
    await reach(windows[0]!, 'paid')
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })

  it('when the answer to the payment is lost: the same key asks again', async () => {
    const link = await stage.quote()
    const page = await stage.open(link)
    await reach(page, 'pay')
    const keys = keysSent(page)
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
    const page = await stage.open(link)
    await reach(page, 'pay')
    const keys = keysSent(page)
    await page.getByTestId('bill-toggle').tap()
    await page.getByTestId('bill-line').last().scrollIntoViewIfNeeded()
    await page.context().setOffline(true)
    await touch(page, 'pay')
    await page.locator('[data-link=offline]').waitFor()
    expect(await textOf(page, 'offline')).toContain('您的钱款是安全的')
    await expect.poll(() => isInWindow(page, 'offline')).toBe(true)
    expect(await textOf(page, 'pay')).toContain('不会重复扣款')
    await takePicture(page, 'offline-paying', 'window')
    await page.context().setOffline(false)
    await confirmInWallet(page)
    await reach(page, 'paid')
    expect(keys.length).toBeGreaterThan(1)
    expect(new Set(keys).size).toBe(1)
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })

  it('while waiting: shows paid as soon as it is back', async () => {
    const link = await stage.quote()
    const page = await stage.open(link)
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

describe('paid elsewhere', () => {
  it('is heard without a reload and without a question', async () => {
    const link = await stage.quote()
    const page = await stage.open(link)
    await backFromWallet(page)
    await page.locator('[data-link=live]').waitFor()
    const asked: string[] = []
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`))
    await stage.confirmElsewhere(link)
    await reach(page, 'paid')
    await page.getByTestId('receipt').waitFor()
    expect(asked.filter((request) => !request.startsWith('GET /cashier/assets/'))).toEqual([])
    expect(await bookedFor(link)).toEqual(PAID_ONCE)
  })
})
