import type { SeededRandom } from '@medsettle/seeded'
import type { SandboxFault } from '../../apps/cli/demo/sandbox-client.ts'

export type Wallet = 'wechat-pay' | 'alipay'
export type SimFault = SandboxFault

type Kind = SandboxFault['fault']

/** Nothing done, done but unheard, or an answer that cannot be trusted: after each of these nobody knows. */
const SILENCES: readonly Kind[] = [
  { kind: 'drop-request' },
  { kind: 'drop-reply' },
  { kind: 'http-500' },
  { kind: 'http-500-after' },
  { kind: 'bad-signature' },
]
/** The insurer does not sign its answers. */
const INSURER_SILENCES = SILENCES.slice(0, 4)

/** How each wallet names making an order of a product. */
export const CREATE: Readonly<Record<Wallet, Readonly<Record<string, string>>>> = {
  'wechat-pay': { native: 'native', jsapi: 'jsapi', h5: 'h5' },
  alipay: { native: 'precreate', h5: 'wap' },
}

/** A last word that gives nothing, per wallet and act. `forgets`: it denies an order that it has. */
export const REFUSALS = {
  'wechat-pay': { create: 'NOT_ENOUGH', refund: 'NOT_ENOUGH', forgets: 'ORDER_NOT_EXIST', busy: 'SYSTEM_ERROR' },
  alipay: {
    create: 'ACQ.ACCESS_FORBIDDEN',
    refund: 'ACQ.SELLER_BALANCE_NOT_ENOUGH',
    forgets: 'ACQ.TRADE_NOT_EXIST',
    busy: 'ACQ.SYSTEM_ERROR',
  },
} as const

const WALLET_ACTS = ['create', 'query', 'close', 'refund', 'refund-query'] as const
const INSURER_ACTS = ['2201', '2204', '2206', '2207', '2208', '2601', '5203'] as const
const STATEMENT_ACTS = ['statement', 'download', 'fund-flow', '3202', '9101', '9102'] as const

/** A few things go wrong in every seed, anywhere; each at most twice, so that the outside answers in the end. */
export function planFaults(random: SeededRandom): SimFault[] {
  return Array.from({ length: random.between(1, 6) }, () => {
    const draw = random.next()
    if (draw < 0.5) return walletFault(random)
    if (draw < 0.88) return insurerFault(random)
    return statementFault(random)
  })
}

function walletFault(random: SeededRandom): SimFault {
  const channel = random.pick(['wechat-pay', 'alipay'] as const)
  const act = random.pick(WALLET_ACTS)
  const operation = act === 'create' ? random.pick(Object.values(CREATE[channel])) : act
  const times = random.happens(0.2) ? 2 : 1
  return {
    channel,
    operation,
    fault: random.happens(0.7) ? random.pick(SILENCES) : walletRefusal(random, channel, act),
    times,
  }
}

function walletRefusal(random: SeededRandom, channel: Wallet, act: (typeof WALLET_ACTS)[number]): Kind {
  const codes = REFUSALS[channel]
  if (act === 'create') return { kind: 'decline', code: random.pick([codes.create, codes.busy]) }
  if (act === 'query') return { kind: 'decline', code: random.pick([codes.forgets, codes.busy]) }
  if (act === 'refund' && channel === 'wechat-pay')
    return { kind: 'decline', code: random.pick([codes.refund, 'CLOSED', 'ABNORMAL']) }
  if (act === 'refund') return { kind: 'decline', code: codes.refund }
  return { kind: 'decline', code: codes.busy }
}

function insurerFault(random: SeededRandom): SimFault {
  const operation = random.pick(INSURER_ACTS)
  const times = random.happens(0.2) ? 2 : 1
  if (operation === '2207' && random.happens(0.3))
    return { channel: 'nhsa', operation, fault: { kind: 'ghost-refund' }, times: 1 }
  const refuses = random.happens(0.25)
  const fault = refuses ? { kind: 'decline', code: '-1' } : random.pick(INSURER_SILENCES)
  return { channel: 'nhsa', operation, fault, times }
}

/** The same trouble where an insurer is spoken to by mobile payment: what asks, pays and takes back has other names there. */
const MOBILE_ACTS: Readonly<Record<string, readonly string[]>> = {
  '2207': ['6201', '6202', '6202', '6301'],
  '2208': ['6203'],
  '2601': ['6301', '6401', '6203'],
  '5203': ['6301'],
}

export function onMobile(random: SeededRandom, wish: SimFault): SimFault {
  const acts = wish.channel === 'nhsa' ? MOBILE_ACTS[wish.operation ?? ''] : undefined
  if (!acts) return wish
  return { ...wish, operation: wish.fault.kind === 'ghost-refund' ? '6202' : random.pick(acts) }
}

function statementFault(random: SeededRandom): SimFault {
  const operation = random.pick(STATEMENT_ACTS)
  const channel = /^\d/.test(operation)
    ? 'nhsa'
    : operation === 'fund-flow'
      ? 'wechat-pay'
      : random.pick(['wechat-pay', 'alipay'])
  const late = operation === 'statement' || operation === '3202'
  return { channel, operation, fault: late ? { kind: 'late' } : { kind: 'drop-reply' }, times: 1 }
}

const LIES = ['missing', 'amount', 'status', 'fee', 'extra'] as const

/** A line of a statement that will be bent, told about one bill by its number. */
export function planLie(
  random: SeededRandom,
  about: { readonly hisBillNo: string; readonly channel: string },
): SimFault {
  const how = random.pick(LIES)
  const fault = { kind: 'lie-in-statement', how, byFen: random.between(1, 500) }
  return { channel: about.channel, operation: 'statement', match: about.hisBillNo, fault, times: 1 }
}
