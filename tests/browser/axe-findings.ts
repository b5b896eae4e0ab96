import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

/** `rule: element` for every finding of axe (WCAG A to AA and its best practices) on the page as it is. */
export async function axeFindings(page: Page): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze()
  if (passes.length < 10) return [`axe looked at next to nothing: ${passes.length} rules passed`]
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}
