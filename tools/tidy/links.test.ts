import { describe, expect, it } from 'vitest'
import { checkLinks } from './links.ts'

const findings = (text: string): string[] =>
  checkLinks([
    { path: 'docs/a.md', text },
    { path: 'docs/b.md', text: '' },
    { path: 'flow/take-payment.ts', text: '' },
  ]).map((one) => one.message)

/** Would catch a document that speaks of a file that was renamed or never written. */
describe('links', () => {
  it.each([
    ['see [b](b.md)', 0],
    ['see [b](b.md#errors)', 0],
    ['see [flow](../flow)', 0],
    ['see [flow](../flow/)', 0],
    ['see [c](c.md)', 1],
    ['see [there](https://example.org/c.md) and [here](#here)', 0],
    ['in `flow/take-payment.ts`', 0],
    ['in `flow/give-payment.ts`', 1],
    ['in `flow/*.ts` and `index.ts`', 0],
  ])('%s', (text, count) => {
    expect(findings(text)).toHaveLength(count)
  })
})
