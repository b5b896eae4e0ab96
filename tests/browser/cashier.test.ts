import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { sum } from '@medsettle/money'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breachesOf, choose, RULES, SIZES } from './elder-rules.ts'
import { dotsSeen, dotsWanted } from './qr-seen.ts'
import { amountIn, payersShown, reach, receiptShown, textOf } from './read-page.ts'
import { DESKTOP, type Link, openStage, PHONE, type Stage } from './stage.ts'

// Would catch: a patient who cannot read, understand, pay or prove the bill on a real phone against the real server; a
// second charge by a nervous thumb, a reload, the back button or a lost network; a page that does not hear it was paid.
const PICTURES = join(import.meta.dirname, '../../test-results')
const CASH = '475.46'

let stage: Stage
const windows: Page[] = []

beforeAll(async () => {
  await mkdir(PICTURES, { recursive: true })
  stage = await openStage()
}, 120_000)
afterAll(() => stage?.close())

describe('the story of 1,000.00 yuan on a phone', () => {
  it('is read, paid in two taps and kept as a receipt', async () => {
    const link = await stage.quote()
    const page = await stage.open(link)
    await reach(page, 'pay')
    console.log(await payersShown(page), await textOf(page, 'total'))
    await page.getByTestId('pay').tap()
    await page.getByRole('button', { name: '确认支付' }).tap()
    await reach(page, 'paid')
    console.log(await receiptShown(page), await stage.charges(link), await stage.walletOrders(link), page.url())
  })
})
