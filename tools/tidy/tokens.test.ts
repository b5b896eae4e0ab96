import { describe, expect, it } from 'vitest'
import { checkTokens } from './tokens.ts'

/** Would catch an open end, a silenced test, a float on money, and a machine or registry that leaked into the house. */
describe('tokens', () => {
  it.each([
    ['domain/a.ts', '// TODO later', 1],
    ['docs/a.md', 'FIXME', 1],
    ['domain/a.ts', 'const a = b as any', 1],
    ['domain/a.ts', 'const company = b', 0],
    ['domain/a.test.ts', "it.only('x', () => {})", 1],
    ['domain/a.test.ts', "describe.skip('x', () => {})", 1],
    ['domain/a.test.ts', 'it.skipIf(true)', 1],
    ['domain/a.ts', 'parseFloat(text)', 1],
    ['domain/a.ts', 'process.env.HOME', 1],
    ['apps/server/a.ts', 'process.env.HOME', 0],
    ['flow/a.ts', 'const now = Date.now()', 1],
    ['flow/a.ts', 'const now = new Date()', 1],
    ['flow/a.ts', 'const at = new Date(text)', 0],
    ['flow/a.test.ts', 'const now = new Date()', 0],
    ['docs/a.md', 'see /home/somebody/notes.md', 1],
    ['docs/a.md', 'open /work-orders or https://example.org/home/page/1', 0],
    ['docs/a.md', 'cd /root/medsettle', 1],
    ['package-lock.json', '"resolved": "https://registry.example.org/zod/-/zod-4.6.7.tgz"', 1],
    ['docs/a.md', 'the registry of patients', 0],
  ])('%s: %s', (path, text, findings) => {
    expect(checkTokens([{ path, text }])).toHaveLength(findings)
  })

  it('says line, word and reason', () => {
    const [finding] = checkTokens([{ path: 'domain/a.ts', text: '\nparseFloat(text)\n' }])
    expect(finding).toEqual({
      place: 'domain/a.ts:2',
      message: '"parseFloat": money and ratios never become floating point',
    })
  })
})
