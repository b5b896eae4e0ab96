import type { Page } from 'playwright-core'

/** MIIT 适老化 2021-04 as far as axe does not measure it (facts: text 18 / 30 dp, line height 1.3, touch 60 and 44 dp). */
export interface SizeRule {
  /** everything that is read, px */
  readonly text: number
  /** what is not marked as an aside, px */
  readonly mainText: number
  /** each way, px */
  readonly touch: number
}

export const RULES = {
  standard: { text: 12, mainText: 16, touch: 44 },
  large: { text: 18, mainText: 18, touch: 60 },
  largest: { text: 18, mainText: 30, touch: 60 },
} as const satisfies Record<string, SizeRule>

export type TextSize = keyof typeof RULES

export const SIZES = Object.keys(RULES) as readonly TextSize[]

export const choose = (page: Page, size: TextSize): Promise<void> => page.getByTestId(`size-${size}`).tap()

interface Measured {
  readonly texts: readonly { text: string; px: number; lineHeight: number; isAside: boolean }[]
  readonly targets: readonly { text: string; width: number; height: number }[]
  readonly overflowPx: number
}

/** Every breach on the page as it is, one sentence each. */
export async function breachesOf(page: Page, rule: SizeRule): Promise<string[]> {
  const { texts, targets, overflowPx } = await page.evaluate(measure)
  if (texts.length === 0 || targets.length === 0) return ['nothing to read or to touch was found']
  return [
    ...texts.flatMap(({ text, px, lineHeight, isAside }) => {
      const least = isAside ? rule.text : rule.mainText
      return [
        ...(px < least ? [`${text}: ${px} px, at least ${least}`] : []),
        ...(lineHeight < 1.3 ? [`${text}: line height ${lineHeight}, at least 1.3`] : []),
      ]
    }),
    ...targets
      .filter(({ width, height }) => width < rule.touch || height < rule.touch)
      .map(({ text, width, height }) => `${text}: ${width} × ${height} px, at least ${rule.touch}`),
    ...(overflowPx > 0 ? [`the page is ${overflowPx} px wider than the phone`] : []),
  ]
}

/** Runs in the page. */
function measure(): Measured {
  const isSeen = (element: Element): boolean => element.checkVisibility() && element.closest('.spoken') === null
  const name = (text: string): string => text.trim().replace(/\s+/g, ' ').slice(0, 20)
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const texts: Measured['texts'][number][] = []
  while (walker.nextNode()) {
    const { parentElement: parent, textContent } = walker.currentNode
    if (!parent || !textContent?.trim() || !isSeen(parent)) continue
    const style = getComputedStyle(parent)
    const px = Number.parseInt(style.fontSize, 10)
    const lineHeight = Math.round((100 * Number(style.lineHeight.replace('px', ''))) / px) / 100
    const isAside = parent.closest('.small, .tag, legend') !== null
    texts.push({ text: name(textContent), px, lineHeight, isAside })
  }
  const targets = [...document.querySelectorAll('button, a[href], summary, label')].filter(isSeen).map((element) => {
    const { width, height } = element.getBoundingClientRect()
    return { text: name(element.textContent ?? ''), width: Math.round(width), height: Math.round(height) }
  })
  return { texts, targets, overflowPx: document.documentElement.scrollWidth - window.innerWidth }
}
