// Would catch: a paid order believed on a forged, old or misdirected notification; a sum of refunds booked as one refund.
import { formatYuan } from '@medsettle/money'
import { describe, expect, it } from 'vitest'
import { connect } from './channel.ts'
import { makeCounterpart, scriptedIo } from './fixtures/counterpart.ts'

const side = makeCounterpart()
const channel = connect(side.config, scriptedIo(side.now, () => Response.error()).io)

const paid = {
  notify_id: 'notice-1',
  notify_time: '2026-11-21 10:00:00',
  notify_type: 'trade_status_sync',
  app_id: '2021000000000001',
  seller_id: '2088000000000001',
  out_trade_no: 'at_0001',
  trade_no: '2026112122000000000000000001',
  trade_status: 'TRADE_SUCCESS',
  total_amount: '12.34',
  gmt_payment: '2026-11-21 09:59:58',
  subject: '门诊缴费 50% off + 1',
  body: '',
}
const notice = (change: Record<string, string> = {}) => ({ headers: {}, body: side.notice({ ...paid, ...change }) })
const brief = async (raw: ReturnType<typeof notice>) => {
  const { notificationId, kind, attemptId, outcome } = await channel.readNotification(raw)
  const amount = outcome.amount === null ? '-' : formatYuan(outcome.amount)
  return `${notificationId} ${kind} ${attemptId} ${outcome.status} ${amount} ${outcome.at}`
}
const AT = '2026-11-21T01:59:58.000Z'

describe('a genuine notification', () => {
  it.each([
    ['a payment', {}, `notice-1 charge at_0001 settled 12.34 ${AT}`],
    ['a finished trade', { trade_status: 'TRADE_FINISHED' }, `notice-1 charge at_0001 settled 12.34 ${AT}`],
    ['a trade fully refunded', { trade_status: 'TRADE_CLOSED' }, `notice-1 charge at_0001 settled 12.34 ${AT}`],
    [
      'a trade closed unpaid',
      { trade_status: 'TRADE_CLOSED', gmt_payment: '' },
      'notice-1 charge at_0001 declined 12.34 null',
    ],
    ['a state nobody mapped', { trade_status: 'NEW' }, `notice-1 charge at_0001 pending 12.34 ${AT}`],
    [
      'a refund: the query must tell',
      { refund_fee: '5.00', out_biz_no: 'rf_0001' },
      'notice-1 refund rf_0001 pending - null',
    ],
  ])('of %s is read', async (_name, change, line) => {
    expect(await brief(notice(change))).toBe(line)
  })
})

describe('a notification that must not be believed', () => {
  it.each([
    ['changed', { headers: {}, body: notice().body.replace('12.34', '99.99') }, 'NOTIFICATION_BAD_SIGNATURE'],
    ['unsigned', { headers: {}, body: 'app_id=2021000000000001' }, 'NOTIFICATION_BAD_SIGNATURE'],
    ['empty', { headers: {}, body: '' }, 'NOTIFICATION_BAD_SIGNATURE'],
    [
      'of the weak algorithm',
      { headers: {}, body: notice().body.replace('RSA2', 'RSA') },
      'NOTIFICATION_BAD_SIGNATURE',
    ],
    [
      'with a parameter twice',
      { headers: {}, body: `${notice().body}&out_trade_no=at_0002` },
      'NOTIFICATION_MALFORMED',
    ],
    ['to another application', notice({ app_id: '2021000000000002' }), 'NOTIFICATION_NOT_FOR_US'],
    ['to another seller', notice({ seller_id: '2088000000000002' }), 'NOTIFICATION_NOT_FOR_US'],
    ['without an order', notice({ out_trade_no: '' }), 'NOTIFICATION_MALFORMED'],
    ['with parts of a fen', notice({ total_amount: '12.345' }), 'NOTIFICATION_MALFORMED'],
    ['without a time', notice({ notify_time: 'now' }), 'NOTIFICATION_MALFORMED'],
    ['27 hours old', notice({ notify_time: '2026-11-20 06:59:59' }), 'NOTIFICATION_STALE'],
    ['of tomorrow', notice({ notify_time: '2026-11-22 10:00:00' }), 'NOTIFICATION_STALE'],
  ])('%s is refused', async (_name, raw, code) => {
    await expect(channel.readNotification(raw)).rejects.toThrow(code)
  })

  it('the answer is literally success, or anything else', () => {
    expect(channel.answerNotification('accepted').body).toBe('success')
    expect(channel.answerNotification('refused').body).not.toContain('success')
  })
})
