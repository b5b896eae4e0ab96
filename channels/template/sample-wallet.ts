import { fen, formatYuan, sum } from '@medsettle/money'
import { addDays, chinaDate, chinaDateTime, startOfChinaDay } from '../../domain/identity/clock.ts'
import type { RawNotification } from '../contract/channel.ts'
import type { Counterpart, Fault } from '../contract/counterpart.ts'
import { seal } from './sign.ts'

interface WalletRecord {
  readonly id: string
  readonly walletId: string
  state: string
  readonly fen: number
  at: string | null
  readonly orderId: string
}

interface Reply {
  readonly status: number
  readonly text: string
}

const SECRET = 'a secret of the test'
const MERCHANT = 'M0001'

/** The sample wallet itself, in memory: the counterpart of the template's tests, and of nothing else. */
export function startSampleWallet(): Counterpart {
  const wallet = new SampleWallet()
  return {
    config: { baseUrl: 'http://wallet.invalid', merchant: MERCHANT, secret: SECRET },
    io: {
      fetch: (url, init) => wallet.receive(url, init),
      now: () => wallet.now,
      nonce: wallet.nonce,
      timeoutMs: 1000,
    },
    notifyUrl: 'http://hospital.invalid/notify',
    pay: async (attemptId) => wallet.pay(attemptId),
    async fault(fault, _operation, attemptId) {
      wallet.faults.set(attemptId, fault)
    },
    notifications: () => wallet.notices,
    today: () => chinaDate(wallet.now),
    async endDay() {
      wallet.now = startOfChinaDay(addDays(chinaDate(wallet.now), 1))
    },
    async stop() {},
  }
}

class SampleWallet {
  now = new Date('2026-11-21T02:00:00Z')
  readonly orders = new Map<string, WalletRecord>()
  readonly refunds = new Map<string, WalletRecord>()
  readonly faults = new Map<string, Fault>()
  readonly notices: RawNotification[] = []
  private count = 0

  readonly nonce = (): string => `${'N'.repeat(24)}${String(++this.count).padStart(8, '0')}`

  async receive(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const body = String(init.body ?? '')
    const path = new URL(String(url)).pathname
    const fault = this.takeFault(body)
    if (fault === 'drop-request') throw new TypeError('connection reset')
    const { status, text } = this.handle(init, path, body)
    if (fault === 'drop-reply') throw new TypeError('connection reset')
    const time = this.now.toISOString()
    const signature = seal(fault === 'bad-signature' ? 'of somebody else' : SECRET, time, text)
    return new Response(text, { status, headers: { 'x-time': time, 'x-signature': signature } })
  }

  private takeFault(body: string): Fault | undefined {
    for (const [id, fault] of this.faults)
      if (body.includes(id)) {
        this.faults.delete(id)
        return fault
      }
    return undefined
  }

  private handle({ method = 'GET', headers }: RequestInit, path: string, body: string): Reply {
    const sent = new Headers(headers)
    if (sent.get('x-signature') !== seal(SECRET, method, path, sent.get('x-time') ?? '', body))
      return no('BAD_SIGNATURE')
    const [, room, id = '', verb] = path.split('/')
    if (method === 'POST' && path === '/orders') return this.createOrder(JSON.parse(body))
    if (method === 'POST' && path === '/refunds') return this.createRefund(JSON.parse(body))
    if (room === 'statements') return this.statement(id)
    const record = (room === 'orders' ? this.orders : this.refunds).get(id)
    if (!record) return no(room === 'orders' ? 'NO_SUCH_ORDER' : 'NO_SUCH_REFUND')
    if (verb !== 'close') return yes(record)
    if (record.state === 'PAID') return no('ALREADY_PAID')
    record.state = 'CLOSED'
    return yes(record)
  }

  private createOrder({ orderId, fen: amount }: { orderId: string; fen: number }): Reply {
    if (!(amount > 0)) return no('BAD_FIELD')
    const known = this.orders.get(orderId)
    const order = known ?? { id: orderId, orderId, walletId: this.nonce(), state: 'WAITING', fen: amount, at: null }
    this.orders.set(orderId, order)
    return yes({ ...order, qr: `wallet://pay/${order.walletId}` })
  }

  private createRefund({ refundId, orderId, fen: amount }: { refundId: string; orderId: string; fen: number }): Reply {
    const known = this.refunds.get(refundId)
    if (known) return yes(known)
    const order = this.orders.get(orderId)
    if (!order) return no('NO_SUCH_ORDER')
    const before = [...this.refunds.values()].filter((refund) => refund.orderId === orderId)
    const back = before.reduce((total, refund) => total + refund.fen, amount)
    if (order.state !== 'PAID' || back > order.fen) return no('TOO_MUCH')
    const at = this.now.toISOString()
    const refund = { id: refundId, orderId, walletId: this.nonce(), state: 'REFUNDED', fen: amount, at }
    this.refunds.set(refundId, refund)
    return yes(refund)
  }

  pay(attemptId: string): void {
    const order = this.orders.get(attemptId)
    if (order?.state !== 'WAITING') throw new Error(`${attemptId} cannot be paid`)
    order.state = 'PAID'
    order.at = this.now.toISOString()
    const body = JSON.stringify({ noticeId: this.nonce(), merchant: MERCHANT, kind: 'charge', ...order })
    const copies = this.takeFault(attemptId) === 'duplicate-notify' ? 2 : 1
    const headers = { 'x-time': order.at, 'x-signature': seal(SECRET, order.at, body) }
    for (let copy = 0; copy < copies; copy++) this.notices.push({ headers, body })
  }

  private statement(date: string): Reply {
    if (date >= chinaDate(this.now)) return no('NOT_READY')
    const moved = [...[...this.orders.values()].filter(({ state }) => state === 'PAID'), ...this.refunds.values()]
    const ofDay = moved.filter(({ at }) => at !== null && chinaDate(new Date(at)) === date)
    const rows = ofDay.map(({ id, orderId, walletId, fen: amount, state, at }) =>
      [
        id === orderId ? 'payment' : 'refund',
        walletId,
        id,
        formatYuan(fen(amount)),
        state,
        chinaDateTime(new Date(at!)),
      ].join(','),
    )
    const total = `total,${rows.length},${formatYuan(sum(ofDay.map(({ fen: amount }) => fen(amount))))}`
    return { status: 200, text: ['kind,walletId,id,yuan,state,time', ...rows, total].join('\n') }
  }
}

const yes = (content: unknown): Reply => ({ status: 200, text: JSON.stringify(content) })
const no = (code: string): Reply => ({ status: 400, text: JSON.stringify({ code }) })
