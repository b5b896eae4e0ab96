import { sum } from '@medsettle/money'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { axeFindings } from './axe-findings.ts'
import { breachesOf, choose, RULES, SIZES } from './elder-rules.ts'
import {
  amountIn,
  backFromWallet,
  confirmInWallet,
  isInWindow,
  keysSent,
  payersShown,
  reach,
  receiptShown,
  textOf,
  touch,
} from './patient.ts'
import { codeSeen, codeWanted } from './qr-seen.ts'
import { openStage, type Stage } from './stage.ts'
import { DESKTOP, takePicture } from './windows.ts'

// Would catch: a patient who cannot read, understand, pay or prove the bill in a real browser against the real server.
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

describe('the story of 1,000.00 yuan on a phone', () => {
  it('shows the bill, who pays what, and why', async () => {
    const page = await stage.open(await stage.quote())
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
      await takePicture(page, `quoted-${size}`, 'window')
    }
    await page.getByTestId('why').tap()
    const reasons = await page.getByTestId('reason').allTextContents()
    expect(reasons.length).toBeGreaterThanOrEqual(4)
    expect(reasons.filter((reason) => !/^\S{2,}¥[\d,]+\.\d\d.{8}/.test(reason))).toEqual([])
    await page.getByTestId('bill-toggle').tap()
    const lines = await page.locator('[data-testid=bill-line] .amount').allTextContents()
    expect([lines.length, sum(lines.map(amountIn))]).toEqual([10, amountIn('¥1,000.00')])
    await takePicture(page, 'quoted-unfolded')
  })

  it('is paid in two taps, tells its progress live, and leaves a receipt', async () => {
    await stage.sandbox.addFault({ channel: 'nhsa', operation: '2207', fault: { kind: 'delay', ms: 5000 }, times: 1 })
    const link = await stage.quote()
    const page = await stage.open(link)
    const keys = keysSent(page)
    await page.getByTestId('pay').tap()
    await confirmInWallet(page)
    await reach(page, 'working')
    expect(await textOf(page, 'progress-spoken')).toBe('正在与医保结算：进行中')
    expect(await page.locator('.due-label').textContent()).toBe('您已支付')
    expect(await page.getByTestId('switch').count()).toBe(0)
    await takePicture(page, 'charging')
    expect(await axeFindings(page)).toEqual([])
    await reach(page, 'paid')
    expect(await page.locator('[data-testid=progress-step] .grow').allTextContents()).toEqual(
      ['账单已核算', '已发起付款', '自付部分已收到', '已提交医保结算', '医保已结算', '支付完成'].map((step) =>
        expect.stringMatching(new RegExp(`^${step}已完成 · 10:\\d\\d$`)),
      ),
    )
    expect(await receiptShown(page)).toEqual([
      '医保统筹基金（国家医保） ¥396.55',
      '医保个人账户（国家医保） ¥200.00',
      '您个人支付（微信支付） ¥403.45',
    ])
    await takePicture(page, 'paid')
    expect(keys.length).toBe(1)
    expect(await stage.charges(link)).toEqual(['wechat-pay 403.45 settled'])
    const download = page.waitForEvent('download')
    await page.getByTestId('save-image').tap()
    expect((await download).suggestedFilename()).toBe(`receipt-${link.orderId}.png`)
    await page.getByTestId('receipt-image').waitFor()
  })
})

describe('for everybody', () => {
  it('each screen of the way keeps the elder sizes and gives axe nothing to find', async () => {
    const link = await stage.quote()
    const page = await stage.open(link)
    const found: string[] = []
    const look = async (screen: string): Promise<void> => {
      await reach(page, screen)
      // at the standard size axe forgives least: large text may be paler
      await choose(page, 'standard')
      found.push(...(await axeFindings(page)).map((what) => `${screen}: ${what}`))
      for (const size of SIZES) {
        await choose(page, size)
        const off = screen !== 'pay' || (await isInWindow(page, 'pay')) ? [] : ['the pay button is off the screen']
        found.push(...[...(await breachesOf(page, RULES[size])), ...off].map((what) => `${screen}, ${size}: ${what}`))
      }
    }
    await look('pay')
    await backFromWallet(page)
    await look('wallet')
    await stage.confirmElsewhere(link)
    await look('paid')
    expect(found).toEqual([])
  })

  it('English is English to the end, and the text size is remembered', async () => {
    const link = await stage.quote()
    const page = await stage.open({ url: `${link.url}?lang=en` })
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
    expect(await page.getByTestId('progress-step').last().textContent()).toMatch(/^✓PaidDone · 10:\d\d$/)
    await takePicture(page, 'paid-english')
    await page.getByTestId('language').tap()
    await page.getByRole('heading', { name: '支付成功' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN')
  })
})

describe('other ways to pay', () => {
  it('on a desktop: a phone scans the code on the screen', async () => {
    const link = await stage.quote()
    const page = await stage.open(link, DESKTOP)
    await page.getByTestId('pay').click()
    await page.getByTestId('qr').waitFor()
    const { presentation } = (await (await fetch(`${stage.url}/v1/cashier/${link.token}`)).json()) as {
      presentation: { kind: 'qr'; content: string }
    }
    expect(await codeSeen(page, presentation.content)).toEqual(codeWanted(presentation.content))
    expect([await axeFindings(page), await breachesOf(page, RULES.standard)]).toEqual([[], []])
    await takePicture(page, 'desktop-code')
    const scanned = `${stage.sandbox.url}/wallet/scan?code=${encodeURIComponent(presentation.content)}`
    await confirmInWallet(await stage.open({ url: scanned }))
    await reach(page, 'paid')
    expect(await stage.walletOrders(link)).toEqual(['wechat-pay 403.45 SUCCESS'])
  })

  it('insurance alone: one tap, no wallet', async () => {
    const link = await stage.quoteCovered()
    const page = await stage.open(link)
    expect(await textOf(page, 'cash')).toBe('¥0.00')
    expect(await textOf(page, 'pay')).toBe('确认医保支付，个人不用付钱')
    await takePicture(page, 'insurance-alone')
    const sent = page.waitForRequest((request) => request.method() === 'POST')
    await page.getByTestId('pay').tap()
    expect((await sent).postDataJSON()).toEqual({ channel: null })
    await reach(page, 'paid')
    expect((await receiptShown(page)).map((line) => line.split('（')[0])).toEqual(['医保个人账户'])
    expect([await stage.charges(link), await stage.walletOrders(link)]).toEqual([[], []])
  })

  it('from WeChat to Alipay: the first is closed before the second is opened', async () => {
    const link = await stage.quote()
    const page = await stage.open(link)
    const keys = keysSent(page)
    await backFromWallet(page)
    await page.getByTestId('switch').tap()
    await reach(page, 'pay')
    await page.getByTestId('channel-alipay').tap()
    expect(await textOf(page, 'pay')).toBe('支付宝 ¥403.45')
    await page.getByTestId('pay').tap()
    await confirmInWallet(page)
    await reach(page, 'paid')
    expect(await stage.walletOrders(link)).toEqual(['wechat-pay 403.45 CLOSED', 'alipay 403.45 TRADE_SUCCESS'])
    expect(await stage.charges(link)).toEqual(['wechat-pay 403.45 declined', 'alipay 403.45 settled'])
    expect(new Set(keys).size).toBe(2)
    expect(await receiptShown(page)).toContain('您个人支付（支付宝） ¥403.45')
  })
})

describe('no way to pay', () => {
  it('a link nobody knows takes no money and says so', async () => {
    const page = await stage.open({ url: `${stage.url}/pay/nobody-knows-this-link` })
    await reach(page, 'unknownToken')
    expect(await textOf(page, 'unknown-token')).toContain('您没有因此被扣款')
    expect([await page.getByTestId('pay').count(), await axeFindings(page)]).toEqual([0, []])
  })

  it('an order that lapses while it is read loses its button, even when nobody tells the page', async () => {
    const link = await stage.quote()
    await stage.lapseIn(link, 6000)
    const page = await stage.open(link)
    await reach(page, 'pay')
    await page.context().setOffline(true)
    await reach(page, 'expired')
    expect(await textOf(page, 'hint')).toContain('没有扣款')
    expect(await page.getByTestId('pay').count()).toBe(0)
    await takePicture(page, 'expired', 'window')
    await page.context().setOffline(false)
    await reach(page, 'closed')
    await page.reload()
    await reach(page, 'closed')
    expect(await stage.charges(link)).toEqual([])
  })

  it('a prescription that was paid already is refused in sight, with the word that no money moved', async () => {
    const paid = await stage.quote((story) => withPrescription(story, 'RXTWICE'))
    const first = await stage.open(paid)
    await first.getByTestId('pay').tap()
    await confirmInWallet(first)
    await reach(first, 'paid')
    const again = await stage.quote((story) => withPrescription(story, 'RXTWICE'))
    const page = await stage.open(again)
    await choose(page, 'largest')
    await touch(page, 'pay')
    await page.locator('[data-code=RISK_BLOCKED]').waitFor()
    expect(await textOf(page, 'notice-money')).toBe('没有扣款，您的钱没有动。')
    const [notice, pay] = [page.getByTestId('notice'), page.getByTestId('pay')]
    const [noticeBox, payBox] = [(await notice.boundingBox())!, (await pay.boundingBox())!]
    expect(noticeBox.y + noticeBox.height).toBeLessThan(payBox.y)
    await takePicture(page, 'refused', 'window')
    expect(await stage.charges(again)).toEqual([])
  })
})

const withPrescription = <Bill extends Parameters<NonNullable<Parameters<Stage['quote']>[0]>>[0]>(
  bill: Bill,
  prescriptionNo: string,
): Bill => ({
  ...bill,
  lines: bill.lines!.map((line) => (line.prescriptionNo ? { ...line, prescriptionNo } : line)),
})
