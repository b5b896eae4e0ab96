// Would catch: a statement changed on its way, a bill that is not ready taken for an empty day.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { connect } from './channel.ts'
import { makeCounterpart, type Sent, scriptedIo } from './fixtures/counterpart.ts'

const side = makeCounterpart()
const BILL = 'a bill'
const offer = (kind: string, text = BILL) => {
  const hash_value = createHash('sha1').update(text).digest('hex')
  const body = JSON.stringify({
    hash_type: 'SHA1',
    hash_value,
    download_url: `https://wechat.invalid/v3/billdownload/file?token=${kind}`,
  })
  return new Response(body, { headers: side.platformHeaders(body) })
}
const notReady = () => Response.json({ code: 'NO_STATEMENT_EXIST' }, { status: 400 })

const fetchWith = (answer: (sent: Sent) => Response, switches = {}) => {
  const { io, sent } = scriptedIo(side.now, answer)
  return { files: connect({ ...side.config, switches }, io).fetchStatements('2026-11-20'), sent }
}
const usual = ({ target }: Sent): Response => {
  if (target.startsWith('/v3/billdownload/')) return new Response(BILL)
  return offer(target.includes('tradebill') ? 'trade' : 'flow')
}

it('fetches both bills of the day, signing the download too', async () => {
  const { files, sent } = fetchWith(usual)
  expect((await files).map(({ kind, date, filename }) => `${kind} ${date} ${filename}`)).toEqual([
    'trade 2026-11-20 wechat-pay-1900000001-trade-2026-11-20.csv',
    'fund-flow 2026-11-20 wechat-pay-1900000001-fund-flow-2026-11-20.csv',
  ])
  expect(sent.map(({ target }) => target)).toEqual([
    '/v3/bill/tradebill?bill_date=2026-11-20&bill_type=ALL',
    '/v3/billdownload/file?token=trade',
    '/v3/bill/fundflowbill?bill_date=2026-11-20&account_type=BASIC',
    '/v3/billdownload/file?token=flow',
  ])
  expect(sent[1]!.authorization).toMatch(/^WECHATPAY2-SHA256-RSA2048 /)
})

it('a day without fund flow has only its trade bill, and the switch asks for no more', async () => {
  const noFlow = (sent: Sent) => (sent.target.includes('fundflow') ? notReady() : usual(sent))
  expect(await fetchWith(noFlow).files).toHaveLength(1)
  const { files, sent } = fetchWith(usual, { fundFlow: false })
  expect([(await files).length, sent.length]).toEqual([1, 2])
})

it.each([
  ['not ready', () => notReady(), 'STATEMENT_NOT_READY'],
  ['refused', () => Response.json({ code: 'NO_AUTH' }, { status: 403 }), 'STATEMENT_UNAVAILABLE'],
  ['an unsigned offer', () => Response.json({ hash_type: 'SHA1' }), 'STATEMENT_UNAVAILABLE'],
  [
    'a changed file',
    (sent: Sent) => (sent.target.includes('download') ? new Response('another bill') : usual(sent)),
    'STATEMENT_HASH_MISMATCH',
  ],
  [
    'a lost file',
    (sent: Sent) => (sent.target.includes('download') ? new Response('', { status: 404 }) : usual(sent)),
    'STATEMENT_UNAVAILABLE',
  ],
  [
    'a broken download',
    (sent: Sent) => (sent.target.includes('download') ? Response.error() : usual(sent)),
    'STATEMENT_UNAVAILABLE',
  ],
])('%s', async (_name, answer, code) => {
  await expect(fetchWith(answer).files).rejects.toThrow(code)
})
