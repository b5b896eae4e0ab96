import { createRandom } from '@medsettle/seeded'
import type { DemoVisit } from './generate-day.ts'
import type { SandboxFault } from './sandbox-client.ts'

export type FaultLevel = 'none' | 'default' | 'heavy'

/** A fault and what it does in a sentence, for the report. */
export interface PlannedFault extends SandboxFault {
  readonly title: string
}

type Kind = Omit<PlannedFault, 'match'> & {
  readonly share: number
  readonly wallet: 'wechat-pay' | 'alipay' | 'any' | 'insured'
}

const CREATE = { 'wechat-pay': 'native', alipay: 'precreate' } as const

/** How often each thing goes wrong per bill on an ordinary bad day. */
const WALLET_KINDS: readonly Omit<Kind, 'channel'>[] = [
  { title: '下单应答丢失', wallet: 'any', share: 0.01, operation: 'create', fault: { kind: 'drop-reply' }, times: 1 },
  {
    title: '下单请求丢失',
    wallet: 'any',
    share: 0.005,
    operation: 'create',
    fault: { kind: 'drop-request' },
    times: 1,
  },
  { title: '下单时渠道 500', wallet: 'any', share: 0.005, operation: 'create', fault: { kind: 'http-500' }, times: 1 },
  {
    title: '支付通知重复',
    wallet: 'any',
    share: 0.02,
    operation: 'notify',
    fault: { kind: 'duplicate-notify' },
    times: 1,
  },
  {
    title: '支付通知迟到',
    wallet: 'any',
    share: 0.01,
    operation: 'notify',
    fault: { kind: 'late-notify', ms: 5000 },
    times: 1,
  },
  { title: '支付通知丢失', wallet: 'any', share: 0.01, operation: 'notify', fault: { kind: 'no-notify' }, times: 1 },
  {
    title: '支付通知签名错误',
    wallet: 'any',
    share: 0.003,
    operation: 'notify',
    fault: { kind: 'bad-signature' },
    times: 1,
  },
]

const INSURER_KINDS: readonly Omit<Kind, 'channel'>[] = [
  {
    title: '医保结算应答丢失',
    wallet: 'insured',
    share: 0.01,
    operation: '2207',
    fault: { kind: 'drop-reply' },
    times: 1,
  },
  {
    title: '医保结算请求丢失',
    wallet: 'insured',
    share: 0.005,
    operation: '2207',
    fault: { kind: 'drop-request' },
    times: 1,
  },
  {
    title: '医保结算后 500',
    wallet: 'insured',
    share: 0.005,
    operation: '2207',
    fault: { kind: 'http-500-after' },
    times: 1,
  },
  {
    title: '医保预结算 500',
    wallet: 'insured',
    share: 0.005,
    operation: '2206',
    fault: { kind: 'http-500' },
    times: 1,
  },
  {
    title: '医保拒绝结算',
    wallet: 'insured',
    share: 0.003,
    operation: '2207',
    fault: { kind: 'decline', code: '-1' },
    times: 1,
  },
]

/** What the statements lie about: one line missing, one amount altered, one refund only the insurer knows. */
export function planFaults(level: FaultLevel, seed: number, visits: readonly DemoVisit[]): PlannedFault[] {
  if (level === 'none' || visits.length === 0) return []
  const factor = level === 'heavy' ? 5 : 1
  const random = createRandom(seed).fork('faults')
  const random_faults = visits.flatMap((visit) => {
    const wallet = WALLET_KINDS.map((kind) => ({
      ...kind,
      channel: visit.wallet,
      operation: operationOf(kind.operation!, visit.wallet),
    }))
    const insurer = visit.bill.cover ? INSURER_KINDS.map((kind) => ({ ...kind, channel: 'nhsa' })) : []
    return [...wallet, ...insurer]
      .filter((kind) => random.happens(kind.share * factor))
      .map((kind) => toFault(kind, visit))
  })
  return [...random_faults, ...lies(visits)]
}

const operationOf = (operation: string, wallet: 'wechat-pay' | 'alipay'): string =>
  operation === 'create' ? CREATE[wallet] : operation

function toFault(
  { title, channel, operation, fault, times }: Omit<Kind, 'wallet' | 'share'>,
  visit: DemoVisit,
): PlannedFault {
  return { title, channel, operation: operation!, match: visit.bill.hisBillNo, fault, times }
}

/** Told about visits that certainly pay: they do not abandon, switch or come back for their money. */
function lies(visits: readonly DemoVisit[]): PlannedFault[] {
  const steady = visits.filter((visit) => !visit.abandons && !visit.switches && visit.refund === 'none')
  const selfPaid = (wallet: string): DemoVisit | undefined =>
    steady.find((visit) => visit.wallet === wallet && visit.bill.cover === null)
  const insured = steady.find((visit) => visit.bill.cover !== null)
  return [
    lie('账单少一行', selfPaid('wechat-pay'), {
      channel: 'wechat-pay',
      operation: 'statement',
      fault: { kind: 'lie-in-statement', how: 'missing' },
    }),
    lie('账单改一笔金额', selfPaid('alipay'), {
      channel: 'alipay',
      operation: 'statement',
      fault: { kind: 'lie-in-statement', how: 'amount', byFen: 100 },
    }),
    lie('只有医保知道的退款', insured, { channel: 'nhsa', operation: '2207', fault: { kind: 'ghost-refund' } }),
  ].flat()
}

function lie(title: string, visit: DemoVisit | undefined, what: Omit<SandboxFault, 'times' | 'match'>): PlannedFault[] {
  return visit ? [{ title, ...what, match: visit.bill.hisBillNo, times: 1 }] : []
}
