import { type Fen, parseYuan } from '@medsettle/money'
import type { Page } from 'playwright-core'

/** Waits until the page shows this screen (apps/cashier/README.md). */
export const reach = (page: Page, screen: string): Promise<void> => page.locator(`[data-screen=${screen}]`).waitFor()

/** What a payer reads: `医保统筹基金 ¥1.00` for each, in the page's order. */
export async function payersShown(page: Page): Promise<string[]> {
  const rows = await page.locator('[data-testid^=payer-]:not([data-testid=payer-bar])').allInnerTexts()
  return rows.map((row) =>
    row
      .trim()
      .split(/\s*\n\s*/)
      .join(' '),
  )
}

/** `医保统筹基金（国家医保） ¥1.00` for each payer on the receipt. */
export async function receiptShown(page: Page): Promise<string[]> {
  const rows = await page.getByTestId('receipt-tender').all()
  return Promise.all(
    rows.map(async (row) => `${await row.locator('.grow').innerText()} ${await row.locator('.amount').innerText()}`),
  )
}

export const textOf = (page: Page, testId: string): Promise<string> => page.getByTestId(testId).innerText()

/** `¥1,234.50` or a line that ends in it. Fen, exactly. */
export function amountIn(text: string): Fen {
  const amount = /(-?)¥([\d,]+\.\d\d)$/.exec(text)
  if (!amount) throw new Error(`no amount in ${JSON.stringify(text)}`)
  return parseYuan(`${amount[1]}${amount[2]!.replaceAll(',', '')}`)
}
