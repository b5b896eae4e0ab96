import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** Windows on the patient's devices, each with a memory of its own. */
export interface Windows {
  open(link: { readonly url: string }, device?: BrowserContextOptions): Promise<Page>
  /** Closes every window. @returns what their scripts threw or the browser forbade; `hasFailed` takes pictures before */
  leave(hasFailed: boolean): Promise<string[]>
}

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  locale: 'zh-CN',
}
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 860 }, locale: 'zh-CN' }

/** A notification that was lost comes again after 15 s (facts: WeChat Pay), and a busy machine needs a while more. */
const PATIENCE_MS = 40_000
const PICTURES = join(import.meta.dirname, '../../test-results')

export function openWindows(browser: Browser): Windows {
  const complaints: string[] = []
  const windows: Page[] = []
  return {
    open: async ({ url }, device = PHONE) => {
      const context = await browser.newContext(device)
      context.setDefaultTimeout(PATIENCE_MS)
      const page = await context.newPage()
      windows.push(page)
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        // a network that is lost on purpose is no fault of the page's
        if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
          complaints.push(message.text())
      })
      await page.goto(url)
      return page
    },
    leave: async (hasFailed) => {
      for (const [at, page] of windows.splice(0).entries()) {
        if (hasFailed) await takePicture(page, `failed-${at}`)
        await page.context().close()
      }
      return complaints.splice(0)
    },
  }
}

/** `test-results/cashier-{name}.png`, of the whole page or of what the window shows without scrolling. */
export async function takePicture(page: Page, name: string, part: 'page' | 'window' = 'page'): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `cashier-${name}.png`), fullPage: part === 'page' })
}
