// Would catch: a timeout, a gateway page or a cut-off answer taken for a "no" of the cashier, and a key lost on the way.
import { expect, test } from 'vitest'
import { type Answer, createCashierApi, tokenOf } from './cashier-api.ts'
import { exampleView } from './example-view.ts'

type Sent = { url: string; init: RequestInit }

function apiAnswering(answer: () => Promise<Response>) {
  const sent: Sent[] = []
  const timers: (() => void)[] = []
  const api = createCashierApi({
    fetch: (url, init) => {
      sent.push({ url: String(url), init: init ?? {} })
      return new Promise((resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))
        answer().then(resolve, reject)
      })
    },
    token: 'tok',
    timeoutMs: 20_000,
    schedule: (_, act) => {
      timers.push(act)
      return () => {}
    },
  })
  return { api, sent, timeOut: () => timers[0]!() }
}

const kindOf = (answer: Answer): string => (answer.kind === 'refused' ? `refused ${answer.refusal.code}` : answer.kind)
const refusal = { code: 'ORDER_EXPIRED', stage: 'charge', moneyMoved: 'none', retrySameKey: false, message: '' }

test.each([
  [200, JSON.stringify(exampleView()), 'view'],
  [200, '{"orderId":"po', 'unanswered'],
  [200, '<html>', 'unanswered'],
  [200, JSON.stringify({ ...exampleView(), cash: 1 }), 'refused VIEW_DOES_NOT_ADD_UP'],
  [409, JSON.stringify(refusal), 'refused ORDER_EXPIRED'],
  [500, JSON.stringify({ ...refusal, code: 'INTERNAL' }), 'refused INTERNAL'],
  [404, '', 'refused HTTP_404'],
  [429, '', 'unanswered'],
  [502, '<html>bad gateway</html>', 'unanswered'],
  [503, '{}', 'unanswered'],
])('%i %s → %3$s', async (status, body, expected) => {
  const { api } = apiAnswering(async () => new Response(body, { status }))
  expect(kindOf(await api.getView())).toBe(expected)
})

test('no network is no answer', async () => {
  const { api } = apiAnswering(() => Promise.reject(new TypeError('Failed to fetch')))
  expect(await api.switchChannel()).toEqual({ kind: 'unanswered' })
})

test('a server that says nothing is given up after the timeout, as unanswered', async () => {
  const { api, timeOut } = apiAnswering(() => new Promise(() => {}))
  const asked = api.getView()
  timeOut()
  expect(await asked).toEqual({ kind: 'unanswered' })
})

test('payment carries its key in the header and its body word for word', async () => {
  const { api, sent } = apiAnswering(async () => new Response(JSON.stringify(exampleView())))
  await api.pay('key-1', { channel: null })
  expect(sent[0]?.url).toBe('/v1/cashier/tok/pay')
  expect(sent[0]?.init).toMatchObject({
    method: 'POST',
    body: '{"channel":null}',
    headers: { 'idempotency-key': 'key-1' },
  })
})

test.each([
  ['/pay/abc_DEF-1', 'abc_DEF-1'],
  ['/pay/abc/', 'abc'],
  ['/pay/', null],
  ['/pay/a/b', null],
  ['/pay/%2e%2e', null],
  ['/cashier/index.html', null],
])('%s names the token %s', (path, token) => {
  expect(tokenOf(path)).toBe(token)
})
