// Would catch: of two writers of one order both believed; a bad step that takes its neighbours with it; a person's year that
// counts only one of two settlements written together; a settled attempt that becomes something else.
import { fen } from '@medsettle/money'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Attempt, Order } from '../../domain/order/order.ts'
import type { Step } from '../../domain/order/step.ts'
import { openTestBooks, type TestBooks } from './open-test-books.ts'

let books: TestBooks
beforeAll(async () => {
  books = await openTestBooks()
})
afterAll(() => books?.drop())

const AT = '2026-03-02T02:00:00.000Z'
const base = { region: '330100', institution: 'H0001' } as Pick<Step, 'region' | 'institution'>

const order = (id: string, status = 'quoted'): NonNullable<Step['order']> =>
  ({
    orderId: id,
    billId: `bill-${id}`,
    institutionId: 'H0001',
    regionId: '330100',
    status,
    businessDate: '2026-03-02',
    total: fen(100),
    payTokenHash: 'AAAA',
    ...{ expiresAt: AT, createdAt: AT, updatedAt: AT },
    state: { hisBillNo: id },
  }) as unknown as Order

const created = (id: string): Step => ({ ...base, order: order(id), expectedVersion: 0 })
const moved = (id: string, expectedVersion: number, more: Partial<Step> = {}): Step => ({
  ...base,
  order: order(id, 'charging'),
  expectedVersion,
  ...more,
})

const attempt = (id: string, orderId: string, status: string): Attempt =>
  ({
    attemptId: id,
    orderId,
    refundId: null,
    ...{ act: 'charge', leg: 'wallet', channel: 'wechat-pay', chargeAttemptId: null, amount: 100, status },
    ...{ channelRef: null, channelCode: '', message: '', settledAt: null, createdAt: AT, nextCheckAt: null, checks: 0 },
    detail: { tenderNos: [1] },
  }) as unknown as Attempt

/** `v2` or the first word of the error, for each step, all handed in at the same moment. */
const together = async (...steps: Step[]): Promise<string[]> =>
  (await Promise.allSettled(steps.map((step) => books.ledger.commit(step)))).map((one) =>
    one.status === 'fulfilled' ? `v${one.value}` : String((one.reason as Error).message).split(/[ :]/)[0]!,
  )

const versions = async (): Promise<string[]> =>
  (
    await books.asOwner('select order_id, version, status from medsettle.payment_order order by order_id collate "C"')
  ).map((row) => `${row.order_id} v${row.version} ${row.status}`)

test('many orders in one batch, each with its own version', async () => {
  expect(await together(created('a'), created('b'), created('c'))).toEqual(['v1', 'v1', 'v1'])
  expect(await together(moved('c', 1), moved('a', 1), created('d'))).toEqual(['v2', 'v2', 'v1'])
  expect(await versions()).toEqual(['a v2 charging', 'b v1 quoted', 'c v2 charging', 'd v1 quoted'])
})

test('of two steps of one order the first stands; its neighbours do not notice', async () => {
  expect(await together(moved('b', 1), moved('b', 1), moved('d', 1))).toEqual(['v2', 'STALE_ORDER', 'v2'])
  // another process moved it: this one finds out from the database
  await books.asOwner(`update medsettle.payment_order set version = 7 where order_id = 'a'`)
  expect(await together(moved('a', 2), moved('c', 2))).toEqual(['STALE_ORDER', 'v3'])
  expect(await together(moved('a', 7))).toEqual(['v8'])
})

test('what a person used up in two bills written together is counted twice', async () => {
  const settled = (id: string, pooled: number): Step =>
    moved(id, id === 'b' ? 2 : 3, {
      accumulator: {
        personKey: Buffer.from('one person').toString('base64'),
        ...{ insuranceType: '310', year: 2026, deductible: fen(5), pooledFund: fen(pooled) },
      },
    })
  expect(await together(settled('b', 100), settled('c', 11))).toEqual(['v3', 'v4'])
  expect(await books.asOwner('select deductible_fen, pooled_fund_fen from medsettle.accumulator')).toEqual([
    { deductible_fen: 10, pooled_fund_fen: 111 },
  ])
})

test('an attempt that took money stays settled, and the step beside it is written', async () => {
  expect(await together(moved('d', 2, { attempts: [attempt('at1', 'd', 'settled')] }))).toEqual(['v3'])
  const undone = moved('d', 3, { attempts: [attempt('at1', 'd', 'declined')] })
  expect(await together(undone, moved('c', 4))).toEqual(['ATTEMPT_FINAL', 'v5'])
  expect(await books.asOwner('select status from medsettle.attempt')).toEqual([{ status: 'settled' }])
  expect((await versions()).at(-1)).toBe('d v3 charging')
})
