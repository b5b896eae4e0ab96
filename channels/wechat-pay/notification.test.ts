// Would catch: a paid order believed on a forged, old or misdirected notification; a refund booked on the charge's id.

import { formatYuan } from '@medsettle/money'
import { describe, expect, it } from 'vitest'
import { connect } from './channel.ts'
import { makeCounterpart, scriptedIo } from './fixtures/counterpart.ts'

const side = makeCounterpart()
const silent = () => Response.error()
const channel = connect(side.config, scriptedIo(side.now, silent).io)

const paid = {
  mchid: '1900000001',
  appid: 'wx0000000000000001',
  out_trade_no: 'at_0001',
  transaction_id: '4200000000202611210000000001',
  trade_state: 'SUCCESS',
  success_time: '2026-11-21T09:59:58+08:00',
  amount: { total: 1234, currency: 'CNY' },
}
const refunded = {
  mchid: '1900000001',
  out_trade_no: 'at_0001',
  out_refund_no: 'rf_0001',
  refund_id: '5030000000202611210000000001',
  refund_status: 'SUCCESS',
  amount: { total: 1234, refund: 234 },
}

function notice(content: unknown, eventType = 'TRANSACTION.SUCCESS', key?: string) {
  const body = JSON.stringify({ id: 'notice-1', event_type: eventType, resource: side.seal(content, key) })
  return { headers: side.platformHeaders(body), body }
}

const brief = async (raw: Parameters<typeof channel.readNotification>[0]) => {
  const { kind, attemptId, outcome } = await channel.readNotification(raw)
  return `${kind} ${attemptId} ${outcome.status} ${outcome.amount === null ? '-' : formatYuan(outcome.amount)} ${outcome.at}`
}

describe('a genuine notification', () => {
  it.each([
    ['a payment', paid, 'TRANSACTION.SUCCESS', 'charge at_0001 settled 12.34 2026-11-21T01:59:58.000Z'],
    ['a refund', refunded, 'REFUND.SUCCESS', 'refund rf_0001 settled 2.34 null'],
    [
      'an abnormal refund',
      { ...refunded, refund_status: 'ABNORMAL' },
      'REFUND.ABNORMAL',
      'refund rf_0001 pending 2.34 null',
    ],
    ['a closed refund', { ...refunded, refund_status: 'CLOSED' }, 'REFUND.CLOSED', 'refund rf_0001 declined 2.34 null'],
    [
      'a state nobody mapped',
      { ...paid, trade_state: 'NEW' },
      'TRANSACTION.SUCCESS',
      'charge at_0001 pending 12.34 2026-11-21T01:59:58.000Z',
    ],
  ])('of %s is read', async (_name, content, eventType, line) => {
    expect(await brief(notice(content, eventType))).toBe(line)
  })

  it('is found under headers of any case', async () => {
    const { headers, body } = notice(paid)
    const upper = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))
    expect(await brief({ headers: upper, body })).toMatch(/^charge at_0001 settled/)
  })
})

describe('a notification that must not be believed', () => {
  const genuine = notice(paid)
  const late = new Date(side.now.getTime() - 301_000)
  const broken = (body: string) => ({ headers: side.platformHeaders(body), body })
  it.each([
    ['changed', { ...genuine, body: genuine.body.replace('notice-1', 'notice-2') }, 'NOTIFICATION_BAD_SIGNATURE'],
    ['without headers', { headers: {}, body: genuine.body }, 'NOTIFICATION_BAD_SIGNATURE'],
    ['old', { headers: side.platformHeaders(genuine.body, late), body: genuine.body }, 'NOTIFICATION_STALE'],
    ['sealed for another', notice(paid, 'TRANSACTION.SUCCESS', 'f'.repeat(32)), 'NOTIFICATION_NOT_FOR_US'],
    ['to another merchant', notice({ ...paid, mchid: '1900000002' }), 'NOTIFICATION_NOT_FOR_US'],
    ['to another application', notice({ ...paid, appid: 'wx2' }), 'NOTIFICATION_NOT_FOR_US'],
    ['not JSON', broken('{'), 'NOTIFICATION_MALFORMED'],
    ['without a resource', broken('{"id":"1","event_type":"TRANSACTION.SUCCESS"}'), 'NOTIFICATION_MALFORMED'],
    ['of another event', notice(paid, 'COUPON.USED'), 'NOTIFICATION_MALFORMED'],
    [
      'of a refund without our id',
      notice({ ...refunded, out_refund_no: undefined }, 'REFUND.SUCCESS'),
      'NOTIFICATION_MALFORMED',
    ],
  ])('%s is refused', async (_name, raw, code) => {
    await expect(channel.readNotification(raw)).rejects.toThrow(code)
  })

  it('an amount with parts of a fen settles nothing', async () => {
    const { outcome } = await channel.readNotification(notice({ ...paid, amount: { total: 12.5 } }))
    expect([outcome.status, outcome.amount]).toEqual(['unknown', null])
  })

  it('a probe of the platform is refused and marked as a probe', async () => {
    const headers = { ...genuine.headers, 'wechatpay-signature': 'WECHATPAY/SIGNTEST/abc' }
    const refusal = channel.readNotification({ headers, body: genuine.body })
    await expect(refusal).rejects.toThrow(/^NOTIFICATION_BAD_SIGNATURE.*\(probe\)/)
  })

  it('the platform is told to send again with a 5xx and FAIL', () => {
    expect(channel.answerNotification('accepted').status).toBe(200)
    expect(channel.answerNotification('refused')).toMatchObject({ status: 500, body: expect.stringContaining('FAIL') })
  })
})
