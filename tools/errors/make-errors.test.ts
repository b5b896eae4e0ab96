import { describe, expect, it } from 'vitest'
import { parseSource } from '../source/parse-source.ts'
import { makeErrors } from './make-errors.ts'

const entriesOf = (files: Record<string, string>): string[] => {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }))
  const parsed = sources.filter(({ path }) => path.endsWith('.ts')).map(parseSource)
  return makeErrors(parsed, sources)
    .split('\n### ')
    .slice(1)
    .map((entry) => entry.split('\n## ')[0]!.trim().split('\n\n').join(' | '))
}

const MAKER = `export const refuse = (code: string, place: string, message: string, again: boolean): RefusalError =>
  new RefusalError({ code, stage: 'tender', moneyMoved: 'none', retrySameKey: again, place, message })\n`

/** Would catch a code that the page of errors does not know, or one that promises a wrong thing about the money. */
describe('docs/errors.md', () => {
  it.each([
    [
      'an object written out',
      `throw new RefusalError({ code: 'ORDER_GONE', stage: 'charge', moneyMoved: 'unknown', retrySameKey: false, message: \`\${a} is gone\` })`,
      'ORDER_GONE | … is gone | money moved: unknown · same key: no · `flow/a.ts`',
    ],
    [
      'a call of a maker; the place is not the sentence',
      `${MAKER}refuse('TENDER_BAD', 'a long place with many words', 'short words', true)`,
      'TENDER_BAD | short words | money moved: none · same key: yes · `flow/a.ts`',
    ],
    [
      'one of two codes',
      `new RefusalError({ code: ok ? 'STEP_UP' : 'BLOCKED', stage: 'risk', moneyMoved: 'none', retrySameKey: true, message: 'no' })`,
      'BLOCKED | no | money moved: none · same key: yes · `flow/a.ts`',
    ],
    [
      'a work order',
      `openWorkOrder(draft, { cause: 'LATE', title: '迟到', dueInHours: 4 })`,
      'LATE | 迟到 | due in 4 hours · `flow/a.ts`',
    ],
    ['a library', `throw new MoneyError('MONEY_BAD', 'not money')`, 'MONEY_BAD | not money | MoneyError · `flow/a.ts`'],
    [
      'a star in a sentence is a star',
      `new MoneyError('MONEY_BAD', 'a * b')`,
      'MONEY_BAD | a \\* b | MoneyError · `flow/a.ts`',
    ],
  ])('%s', (_case, text, expected) => {
    expect(entriesOf({ 'flow/a.ts': text })).toContain(expected)
  })

  it('a row that is set aside says its code too', () => {
    const text = `const row = { lineNo, code: 'BAD_FLAG', message: \`a \${flag}\` }`
    expect(entriesOf({ 'channels/x/a.ts': text })).toContain(
      'BAD_FLAG | a … | of a row or an outcome · `channels/x/a.ts`',
    )
  })

  it('a maker of another file', () => {
    const user = `import { refuse } from './refuse.ts'\nrefuse('TENDER_BAD', 'x', 'no more', false)\n`
    expect(entriesOf({ 'domain/tender/refuse.ts': MAKER, 'domain/tender/use.ts': user })).toEqual([
      'TENDER_BAD | no more | money moved: none · same key: no · `domain/tender/use.ts`',
    ])
  })

  it('a table of codes, with the list of those that may be sent again', () => {
    const text = `const T = { GONE_AWAY: '没有 · gone', INTERNAL: '内部 · inside' } as const
type Code = keyof typeof T
const RETRY: readonly Code[] = ['INTERNAL']
export function refuse(code: Code) {
  return { code, stage: 'request', moneyMoved: 'none', retrySameKey: RETRY.includes(code), message: T[code] }
}\n`
    expect(entriesOf({ 'apps/server/a.ts': text })).toEqual([
      'GONE_AWAY | 没有 · gone | money moved: none · same key: no · `apps/server/a.ts`',
      'INTERNAL | 内部 · inside | money moved: none · same key: yes · `apps/server/a.ts`',
    ])
  })

  it('a table that only says what is wrong: also of the command line, not of the demo', () => {
    const text = `export const ROW_REFUSALS = { ROW_TORN: 'it is torn', ROW_WET: 'it is wet' } as const`
    const words = `export const WORDS = { ROW_RED: 'red' } as const`
    expect(
      entriesOf({ 'domain/a.ts': text, 'apps/cli/a.ts': text, 'apps/cli/demo/a.ts': text, 'domain/b.ts': words }),
    ).toEqual([
      'ROW_TORN | it is torn | ROW_REFUSALS · `apps/cli/a.ts` `domain/a.ts`',
      'ROW_WET | it is wet | ROW_REFUSALS · `apps/cli/a.ts` `domain/a.ts`',
    ])
  })

  it('a table whose maker promises something about the money is told once, with the promise', () => {
    const text = `export const BOOK_REFUSALS = { BOOK_SHUT: 'it is shut' } as const
export const refuse = (code: keyof typeof BOOK_REFUSALS) =>
  ({ code, stage: 'ledger', moneyMoved: 'none', retrySameKey: false, message: BOOK_REFUSALS[code] })\n`
    expect(entriesOf({ 'domain/ledger/a.ts': text })).toEqual([
      'BOOK_SHUT | it is shut | money moved: none · same key: no · `domain/ledger/a.ts`',
    ])
  })

  it('a call that lays its own word over the maker is not promised for', () => {
    const text = `const refuse = (code: string, more = {}) => ({ code, stage: 'request', moneyMoved: 'none', retrySameKey: true, message: 'no', ...more })
refuse('AWAY', { moneyMoved })
refuse('AWAY')\n`
    expect(entriesOf({ 'apps/server/a.ts': text })).toEqual([
      'AWAY | no | money moved: as it says · same key: yes · `apps/server/a.ts`',
    ])
  })

  it('what the database raises', () => {
    const text = "begin\n  raise exception 'STALE_ORDER: order % changed', id;\nend"
    expect(entriesOf({ 'store/migrations/1.sql': text })).toEqual([
      'STALE_ORDER | order … changed | PostgreSQL · `store/migrations/1.sql`',
    ])
  })

  it('a cause of reconciliation, and that a cross-day line waits', () => {
    const text = `export const CAUSES = { MISSING: { zh: '缺', dueInHours: 24 }, CROSS_DAY: { zh: '跨日', dueInHours: null } }`
    expect(entriesOf({ 'domain/reconciliation/difference.ts': text })).toEqual([
      'CROSS_DAY | 跨日 | due: nobody needs to look, it waits a day · `domain/reconciliation/difference.ts`',
      'MISSING | 缺 | due in 24 hours · `domain/reconciliation/difference.ts`',
    ])
  })

  it('the sandbox, the fixtures and the tests say nothing of ours', () => {
    const text = `throw new MoneyError('MONEY_BAD', 'not money')`
    expect(
      entriesOf({ 'apps/sandbox/a.ts': text, 'channels/x/fixtures/a.ts': text, 'domain/a.test.ts': text }),
    ).toEqual([])
  })
})
