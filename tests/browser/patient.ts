import { type Fen, parseYuan } from '@medsettle/money'
import type { Page } from 'playwright-core'

/** Waits until the page shows this screen (apps/cashier/README.md). */
export const reach = (page: Page, screen: string): Promise<void> => page.locator(`[data-screen=${screen}]`).waitFor()

/** A finger where the thing is now: unlike `tap()` it neither scrolls there first nor waits until it may be tapped. */
export async function touch(page: Page, testId: string): Promise<void> {
  const { x, y, width, height } = (await page.getByTestId(testId).boundingBox())!
  await page.touchscreen.tap(x + width / 2, y + height / 2)
}

/** Tap two: the sandbox's wallet asks, the patient says yes. */
export const confirmInWallet = (page: Page): Promise<void> => page.getByRole('button', { name: '确认支付' }).tap()

/** Tap one, then out of the wallet again without paying. */
export async function backFromWallet(page: Page): Promise<void> {
  await page.getByTestId('pay').tap()
  await page.getByRole('button', { name: '确认支付' }).waitFor()
  await page.goBack()
  await reach(page, 'wallet')
}

/** The idempotency keys of the payments this window asks for, as they leave. */
export function keysSent(page: Page): string[] {
  const keys: string[] = []
  page.on('request', (request) => {
    const isPay = request.method() === 'POST' && /\/v1\/cashier\/[^/]+\/pay$/.test(request.url())
    if (isPay) keys.push(request.headers()['idempotency-key'] ?? 'none')
  })
  return keys
}

/** Holds the first request of each window that goes there until all windows have sent one. */
export async function sendTogether(pages: readonly Page[], url: string): Promise<void> {
  let missing = pages.length
  const { promise: allSent, resolve } = Promise.withResolvers<void>()
  for (const page of pages)
    await page.route(
      url,
      async (route) => {
        if (--missing === 0) resolve()
        await allSent
        await route.continue()
      },
      { times: 1 },
    )
}

export const textOf = async (page: Page, testId: string): Promise<string> =>
  (await page.getByTestId(testId).textContent()) ?? ''

/** What is read of each payer: `医保统筹基金 ¥1.00`, in the page's order. */
export function payersShown(page: Page): Promise<string[]> {
  return linesOf(page, '[data-testid^=payer-]:not([data-testid=payer-bar])')
}

/** `医保统筹基金（国家医保） ¥1.00` for each payer on the receipt, which the page fetches once it knows that it is paid. */
export async function receiptShown(page: Page): Promise<string[]> {
  await page.getByTestId('receipt').waitFor()
  return linesOf(page, '[data-testid=receipt-tender]')
}

async function linesOf(page: Page, selector: string): Promise<string[]> {
  const rows = await page.locator(selector).all()
  return Promise.all(
    rows.map(async (row) => {
      const [name, amount] = [row.locator('.grow'), row.locator('.amount')]
      return `${await name.textContent()} ${await amount.textContent()}`
    }),
  )
}

/** `¥1,234.50` or a line that ends in it. Fen, exactly. */
export function amountIn(text: string): Fen {
  const amount = /(-?)¥([\d,]+\.\d\d)$/.exec(text)
  if (!amount) throw new Error(`no amount in ${JSON.stringify(text)}`)
  return parseYuan(`${amount[1]}${amount[2]!.replaceAll(',', '')}`)
}

/** It is seen whole without scrolling. */
export async function isInWindow(page: Page, testId: string): Promise<boolean> {
  const box = await page.getByTestId(testId).boundingBox()
  return box !== null && box.y >= 0 && box.y + box.height <= page.viewportSize()!.height
}
