// Would catch: a setting of the wrong shape that makes every later statement or fee wrong.
import { expect, test } from 'vitest'
import { changeSettings, DEFAULT_SETTINGS } from './settings.ts'

test.each([
  [{ feeRate: 0.006 }],
  [{ feeRate: '1.5' }],
  [{ notifyRetryMs: ['1000'] }],
  [{ requestToleranceSeconds: '300' }],
  [{ wechatStatementReadyMinute: 1.5 }],
  [{ alipayTradeExistsOnScan: 'yes' }],
  [{ colour: 'red' }],
  [[]],
  ['feeRate'],
])('refused, and nothing changed: %j', (input) => {
  const settings = { ...DEFAULT_SETTINGS }
  expect(changeSettings(settings, input)).toMatch(/\w/)
  expect(settings).toEqual(DEFAULT_SETTINGS)
})

test('taken', () => {
  const settings = { ...DEFAULT_SETTINGS }
  expect(changeSettings(settings, { feeRate: '0.0038', requestToleranceSeconds: null, notifyRetryMs: [] })).toBeNull()
  expect(settings).toMatchObject({ feeRate: '0.0038', requestToleranceSeconds: null, notifyRetryMs: [] })
})
