// Would catch: an account opened twice on different terms, closed over money that is reserved, a limit put on totals that are
// beyond it, an act done twice because its answer was lost, a batch that is written on terms that had changed.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RefusalError } from '../../domain/identity/refusal.ts'
import { closeAccount, freezeAccount, openAccount, setLimit, unfreezeAccount } from './accounts.ts'
import { openTestBooks, type TestBooks } from './open-test-books.ts'

let home: TestBooks
let no = 0
let path: string

beforeAll(async () => {
  home = await openTestBooks()
  await openAccount(home.database, home.books, { path: 'asset/bank' })
})
afterAll(() => home.drop())
beforeEach(async () => {
  path = `liability/prepaid/p${++no}`
})

const open = (terms: Partial<Parameters<typeof openAccount>[2]> = {}) =>
  openAccount(home.database, home.books, { path, ...terms })
const on = (more: { actId?: string } = {}) => [home.database, home.books, { path, ...more }] as const
const deposit = (yuan: string) => home.post(`in-${path} asset/bank <- ${path} ${yuan}`)

/** What a refusal says, or what an answer says in one line. */
async function said(answer: Promise<{ limited: string; status: string; scale: number; replayed: boolean }>) {
  try {
    const { limited, status, scale, replayed } = await answer
    return `${limited} ${status} ${scale}${replayed ? ' again' : ''}`
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error
    expect(error.refusal).toMatchObject({ stage: 'ledger', moneyMoved: 'none' })
    return error.refusal.code
  }
}

describe('opening', () => {
  test('the same terms give the same answer, others are refused', async () => {
    expect(await said(open({ limited: 'debits' }))).toBe('debits open 2')
    expect(await said(open({ limited: 'debits' }))).toBe('debits open 2 again')
    expect(await said(open())).toBe('ACCOUNT_TERMS_DIFFER')
    expect(await said(open({ limited: 'debits', scale: 0 }))).toBe('ACCOUNT_TERMS_DIFFER')
  })

  test('is compared with the terms it was opened on, not with what became of them', async () => {
    await open()
    await setLimit(home.database, home.books, { path, limited: 'debits' })
    await freezeAccount(...on())
    expect(await said(open())).toBe('none open 2 again')
    expect(await said(open({ limited: 'debits' }))).toBe('ACCOUNT_TERMS_DIFFER')
  })

  test.each([
    [{ path: 'Asset/Bank' }, 'ACCOUNT_PATH_MALFORMED'],
    [{ path: 'asset' }, 'ACCOUNT_PATH_MALFORMED'],
    [{ path: `asset/${'a'.repeat(200)}` }, 'ACCOUNT_PATH_MALFORMED'],
    [{ limited: 'both' as 'debits' }, 'ACCOUNT_LIMITED_UNKNOWN'],
    [{ scale: 7 }, 'ACCOUNT_SCALE_INVALID'],
    [{ scale: -1 }, 'ACCOUNT_SCALE_INVALID'],
    [{ scale: 1.5 }, 'ACCOUNT_SCALE_INVALID'],
  ])('refuses %j', async (terms, code) => {
    expect(await said(open(terms))).toBe(code)
  })

  test('two at once open it once', async () => {
    const answers = await Promise.all([said(open()), said(open()), said(open())])
    expect(answers.sort()).toEqual(['none open 2', 'none open 2 again', 'none open 2 again'])
  })
})

describe('closing', () => {
  test('waits for reservations to be answered; then nothing moves, and closing again is fine', async () => {
    await open()
    await home.post(`r-${path} asset/bank <- ${path} 5.00`, { kind: 'pending' })
    expect(await said(closeAccount(...on()))).toBe('ACCOUNT_HAS_PENDING')
    await home.ledger.post([{ transferId: `v-${path}`, kind: 'void', pendingId: `r-${path}`, code: 'test' }])
    expect(await said(closeAccount(...on()))).toBe('none closed 2')
    expect(await said(closeAccount(...on()))).toBe('none closed 2 again')
    expect(await deposit('1.00')).toMatchObject({ posted: false, refusal: { code: 'CREDIT_ACCOUNT_CLOSED' } })
    for (const act of [freezeAccount, unfreezeAccount]) expect(await said(act(...on()))).toBe('ACCOUNT_CLOSED')
    expect(await said(setLimit(home.database, home.books, { path, limited: 'debits' }))).toBe('ACCOUNT_CLOSED')
  })

  test('an account that is not there', async () => {
    expect(await said(closeAccount(...on()))).toBe('ACCOUNT_NOT_FOUND')
  })
})

describe('freezing', () => {
  test('stops what moves, and is lifted', async () => {
    await open()
    expect(await said(freezeAccount(...on()))).toBe('none frozen 2')
    expect(await said(freezeAccount(...on()))).toBe('none frozen 2 again')
    expect(await deposit('1.00')).toMatchObject({ posted: false, refusal: { code: 'CREDIT_ACCOUNT_FROZEN' } })
    expect(await said(unfreezeAccount(...on()))).toBe('none open 2')
    expect(await said(unfreezeAccount(...on()))).toBe('none open 2 again')
    expect(await home.post(`more-${path} asset/bank <- ${path} 1.00`)).toMatchObject({ posted: true })
  })
})

describe('limits', () => {
  test('are refused when the totals are beyond them already, reservations included', async () => {
    await open()
    await deposit('10.00')
    await home.post(`out-${path} ${path} <- asset/bank 4.00`, { kind: 'pending' })
    expect(await said(setLimit(home.database, home.books, { path, limited: 'credits' }))).toBe('ACCOUNT_LIMIT_BROKEN')
    expect(await said(setLimit(home.database, home.books, { path, limited: 'debits' }))).toBe('debits open 2')
    expect(await home.post(`all-${path} ${path} <- asset/bank 6.01`)).toMatchObject({
      refusal: { code: 'DEBIT_LIMIT' },
    })
    expect(await said(setLimit(home.database, home.books, { path, limited: 'none' }))).toBe('none open 2')
    expect(await home.post(`yet-${path} ${path} <- asset/bank 6.01`)).toMatchObject({ posted: true })
    expect(await said(setLimit(home.database, home.books, { path, limited: 'debits' }))).toBe('ACCOUNT_LIMIT_BROKEN')
  })
})

describe('an act with an id', () => {
  test('is done once, whatever happened since; the same id for something else is refused', async () => {
    await open()
    expect(await said(freezeAccount(...on({ actId: `${path}.1` })))).toBe('none frozen 2')
    await unfreezeAccount(...on())
    expect(await said(freezeAccount(...on({ actId: `${path}.1` })))).toBe('none frozen 2 again')
    expect(await home.post(`still-${path} asset/bank <- ${path} 1.00`)).toMatchObject({ posted: true })
    expect(await said(closeAccount(...on({ actId: `${path}.1` })))).toBe('ACT_ID_TAKEN')
    expect(await said(freezeAccount(...on({ actId: 'mit Leerzeichen' })))).toBe('ACT_ID_MALFORMED')
  })

  test('sent five times at once is done once', async () => {
    await open()
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => said(freezeAccount(...on({ actId: `${path}.x` })))),
    )
    expect(answers.filter((one) => one === 'none frozen 2')).toHaveLength(1)
    const acts = `select count(*)::int as n from medsettle.account_act c join medsettle.account a using (account_id) where a.path = '${path}'`
    expect(await home.asOwner(acts)).toEqual([{ n: 2 }])
  })

  test('every act raises the number of the terms, so a batch decided before is decided anew', async () => {
    await open()
    await deposit('1.00')
    const answers = await Promise.all([
      ...Array.from({ length: 20 }, (_, i) => home.post(`race-${i}-${path} asset/bank <- ${path} 1.00`)),
      closeAccount(...on()),
    ])
    const booked = answers.filter((one) => 'posted' in one && one.posted).length
    const [row] = await home.asOwner(
      `select s.credits_fen as fen, s.status from medsettle.account_state s join medsettle.account a using (account_id) where a.path = '${path}'`,
    )
    expect(row).toEqual({ fen: 100 * (booked + 1), status: 'closed' })
  })
})
