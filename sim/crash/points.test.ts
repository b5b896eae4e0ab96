import { createRandom } from '@medsettle/seeded'
import { describe, expect, test } from 'vitest'
import type { Attempt } from '../../domain/order/order.ts'
import type { Step } from '../../domain/order/step.ts'
import { type Coverage, Crash, createDoom } from './doom.ts'
import { kindOfStatement, kindsOfStep } from './points.ts'

// Would catch a persisted step that no crash point stands at, and a crash that strikes elsewhere than it was aimed.

const step = (more: Partial<Step>): Step => ({ region: '330100', institution: 'S1' as Step['institution'], ...more })
const told = (...topics: string[]): NonNullable<Step['events']> =>
  topics.map((topic) => ({ eventId: topic, topic, orderId: 'po_1', payload: {}, happenedAt: '' }))
const attempt = (act: Attempt['act'], leg: Attempt['leg'], status: Attempt['status'], detail = {}): Attempt =>
  ({ act, leg, status, detail: { tenderNos: [1], ...detail } }) as unknown as Attempt

test.each([
  ['quoted', { order: {} as never, events: told('order.quoted') }, ['order.quoted']],
  [
    'charging',
    { events: told('order.charging'), attempts: [attempt('charge', 'wallet', 'intent')] },
    ['order.charging', 'intend wallet charge'],
  ],
  ['given up', { attempts: [attempt('charge', 'wallet', 'pending', { giveUp: true })] }, ['give up wallet charge']],
  [
    'close was refused',
    { attempts: [attempt('charge', 'wallet', 'unknown', { giveUp: true, closeRefused: false })] },
    ['hear wallet charge waiting'],
  ],
  ['cancelled', { attempts: [attempt('refund', 'insurance', 'settled')] }, ['hear insurance refund settled']],
  ['fees of a day', { transfers: [] }, ['book fees']],
])('%s', (_, more, kinds) => {
  expect(kindsOfStep(step(more as Partial<Step>))).toEqual(kinds)
})

test('a step of a kind nobody knows is refused, so that the list must grow with the flow', () => {
  expect(() => kindsOfStep(step({ events: told('order.forgotten') }))).toThrow('order.forgotten')
})

test.each([
  ['insert into medsettle.statement (region_id) values ($1)', 'close keep statement'],
  [
    'with run as (update medsettle.reconciliation_run set x = 1) insert into medsettle.business_day (a) values (1)',
    'close finish run',
  ],
  ['select * from medsettle.payment_order', null],
])('%s', (sql, kind) => {
  expect(kindOfStatement(sql)).toBe(kind)
})

describe('doom', () => {
  const never = { share: 0, most: 4 } as const

  test('dies at the first passing of its aim, on its side, and never again', () => {
    const coverage: Coverage = new Map()
    const doom = createDoom({ kind: 'order.paid', moment: 'after', ...never }, createRandom(1), coverage)
    doom.pass(['order.paid'], 'before')
    expect(() => doom.pass(['hear insurance charge settled', 'order.paid'], 'after')).toThrow(Crash)
    doom.pass(['order.paid'], 'after')
    expect(doom.crashes).toEqual(['after hear insurance charge settled + order.paid'])
    expect(coverage.get('after order.paid')).toEqual({ passed: 2, crashed: 1 })
    expect(coverage.get('before order.paid')).toEqual({ passed: 1, crashed: 0 })
  })

  test('dies at other points by chance, but not more often than it may', () => {
    const doom = createDoom({ kind: 'order.paid', moment: 'after', share: 1, most: 2 }, createRandom(1), new Map())
    const deaths = Array.from({ length: 5 }, () => {
      try {
        doom.pass(['call charge'], 'before')
        return 'lives'
      } catch {
        return 'dies'
      }
    })
    expect(deaths).toEqual(['dies', 'dies', 'lives', 'lives', 'lives'])
  })
})
