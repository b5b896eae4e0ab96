// Would catch: an acceptance suite that lets a dangerous channel pass. Each row is a channel with one real mistake, and
// the case that must fail on it; the flawless channel of the template must pass all cases.
import { type Fen, fen } from '@medsettle/money'
import { describe, expect, it } from 'vitest'
import { walletCases } from '../contract/acceptance.ts'
import { Day } from '../contract/acceptance-day.ts'
import type { WalletChannel } from '../contract/channel.ts'
import type { Outcome } from '../contract/outcome.ts'
import { connect } from './channel.ts'
import { startSampleWallet } from './sample-wallet.ts'

type Mistake = (good: WalletChannel) => Partial<WalletChannel>

async function failures(mistake: Mistake): Promise<string[]> {
  const day = new Day({
    name: 'mistaken',
    product: 'native',
    patienceMs: 50,
    start: async () => startSampleWallet(),
    connect: (config, io) => {
      const good = connect(config, io)
      return { ...good, ...mistake(good) }
    },
  })
  await day.open()
  const cases: [string, () => Promise<void>][] = []
  walletCases(day, (title, run) => cases.push([title, run]))
  const failed: string[] = []
  for (const [title, run] of cases) await run().catch(() => failed.push(title))
  await day.close()
  return failed
}

const instead =
  (status: Outcome['status'], change: Partial<Outcome>) =>
  (outcome: Outcome): Outcome =>
    outcome.status === status ? { ...outcome, ...change } : outcome
const lostIsDeclined = instead('unknown', { status: 'declined' })
const pendingIsSettled = instead('pending', { status: 'settled' })
const oneFenMore = (outcome: Outcome): Outcome =>
  outcome.amount === null ? outcome : { ...outcome, amount: fen(outcome.amount + 1) as Fen }

const MISTAKES: [string, Mistake, string][] = [
  [
    'calls a lost charge declined',
    (good) => ({
      charge: async (request) => {
        const reply = await good.charge(request)
        return { ...reply, outcome: lostIsDeclined(reply.outcome) }
      },
    }),
    'a charge whose answer is lost is unknown, then found and paid',
  ],
  [
    'calls an order it does not find declined',
    (good) => ({ queryCharge: async (id) => lostIsDeclined(await good.queryCharge(id)) }),
    'an order the channel never heard of is unknown, not declined',
  ],
  [
    'calls a waiting order settled',
    (good) => ({ queryCharge: async (id) => pendingIsSettled(await good.queryCharge(id)) }),
    'a charge waits for the payer, is paid, and says so',
  ],
  [
    'reads an amount one fen too high',
    (good) => ({ queryCharge: async (id) => oneFenMore(await good.queryCharge(id)) }),
    'a charge waits for the payer, is paid, and says so',
  ],
  [
    'calls a refused refund settled',
    (good) => ({ refund: async (request) => ({ ...(await good.refund(request)), status: 'settled' }) }),
    'two part refunds are given back, the third beyond the charge is not',
  ],
  [
    'sends every refund under a new id',
    (good) => {
      let count = 0
      return { refund: (request) => good.refund({ ...request, attemptId: `${request.attemptId}_${++count}` }) }
    },
    'the same refund sent twice gives back once',
  ],
  [
    'says closed without closing',
    () => ({ close: async () => ({ status: 'closed', channelCode: 'CLOSED', message: '' }) }),
    'a closed order cannot be paid any more',
  ],
  [
    'makes up a notification id on every reading',
    (good) => {
      let count = 0
      return {
        readNotification: async (raw) => ({ ...(await good.readNotification(raw)), notificationId: `n${++count}` }),
      }
    },
    'a notification sent twice is one notification',
  ],
  [
    'does not look at signatures',
    (good) => ({
      readNotification: async (raw) => {
        const { noticeId, kind, id } = JSON.parse(raw.body.replaceAll(/[^\x20-\x7e]/g, '?'))
        const outcome = await good.queryCharge(id)
        return { notificationId: noticeId, kind, attemptId: id, outcome }
      },
    }),
    'a notification with one character changed is refused',
  ],
  [
    'loses a line of the statement',
    (good) => ({
      readStatement: (file) => {
        const reading = good.readStatement(file)
        return { ...reading, lines: reading.lines.slice(1) }
      },
    }),
    'the statement lists what happened, line by line',
  ],
]

describe('the acceptance suite', () => {
  it('lets a flawless channel pass', async () => {
    expect(await failures(() => ({}))).toEqual([])
  })

  it.each(MISTAKES)('stops a channel that %s', async (_name, mistake, title) => {
    expect(await failures(mistake)).toContain(title)
  })
})
