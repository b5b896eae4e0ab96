import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchPostgres } from '../../store/postgres/launch.ts'
import { audit, judge } from '../auditor/audit.ts'
import type { Evidence } from '../auditor/question.ts'
import type { SimulationReport } from '../report.ts'
import { eyesOf, simulateSeed } from '../simulate.ts'
import { openStage, type Stage } from '../stage/open-stage.ts'
import { PLANTED } from './planted.ts'

// Would catch an auditor that cannot see: each kind of broken books is written into the tables by hand, behind the back
// of every trigger and constraint, and must be called by its name.

/** A world with an insured payment, a whole refund, a difference that a statement's lie has caused, and a work order. */
const SEED = 7

let stage: Stage
let report: SimulationReport

beforeAll(async () => {
  const server = await launchPostgres({ cluster: 'test' })
  stage = await openStage(server.url)
  report = await simulateSeed(stage, { seed: SEED, days: 1 })
}, 120_000)

afterAll(() => stage.close())

/** Plants on a connection of the tables' owner, looks, and takes it all back. */
async function lookAfter(plants: readonly string[], told: SimulationReport['question']['told'] = []) {
  const { auditor } = stage
  await auditor.query('begin')
  try {
    await auditor.query('set local session_replication_role = replica')
    for (const plant of plants) {
      const { rowCount } = await auditor.query(plant)
      if (rowCount === 0) throw new Error(`nothing was planted by: ${plant}`)
    }
    const question = { ...report.question, told: [...report.question.told, ...told] }
    return await audit(eyesOf(stage, await stage.outsideFor(SEED)), question)
  } finally {
    await auditor.query('rollback')
  }
}

test('the books of the seed are clean before anything is planted', async () => {
  expect(report.violations).toEqual([])
  expect((await lookAfter(['select 1'])).map((one) => one.message)).toEqual([])
})

describe('planted', () => {
  test.each(PLANTED)('$invariant: $what', async ({ invariant, plants, says }) => {
    const found = (await lookAfter(plants)).filter((one) => one.invariant === invariant).map((one) => one.message)
    expect(found.find((message) => says.test(message)) ?? found).toMatch(says)
    expect(found.join('\n')).toContain(`seed ${SEED} S${String(SEED).padStart(6, '0')}`)
    expect(found.join('\n')).toContain(`Again: medsettle simulate --seed ${SEED} --days 1`)
  })
})

/** What no table can show: books of the outside world that are wrong by themselves. */
describe('found outside', () => {
  const nothing: Evidence = {
    question: {
      seed: 1,
      days: 1,
      clinics: [{ institutionId: 'S1', account: 'sim-a', mobile: false }],
      from: '2026-01-05',
      to: '2026-01-05',
      closedThrough: '2026-01-05',
      allClosed: true,
      told: [],
      fee: { of: 6n, per: 1000n },
    },
    books: {
      orders: [],
      attempts: [],
      refunds: [],
      transfers: [],
      events: [],
      workOrders: [],
      differences: [],
      runs: [{ institutionId: 'S1', date: '2026-01-05', status: 'done', missing: [] }],
      listeners: new Map(),
    },
    outside: { wallets: [], settlements: [], lies: [] },
  }
  const wallet = {
    account: 'sim-a',
    channel: 'alipay',
    ourOrderId: 'at_1',
    amount: 10_000n,
    status: 'TRADE_SUCCESS',
    paidAt: '2026-01-05T02:00:00Z',
    description: '',
  }
  const settlement = {
    account: 'sim-a',
    msgid: 'm1',
    settlementId: 's1',
    chargeBatchNo: 'b1',
    fund: 100n,
    personalAccount: 0n,
    cash: 0n,
    standing: false,
    at: '2026-01-05T02:00:00Z',
  }
  const said = (outside: Partial<Evidence['outside']>): string =>
    judge({ ...nothing, outside: { ...nothing.outside, ...outside } })
      .map((one) => one.message)
      .join('\n')

  test('nothing at all is clean', () => expect(judge(nothing)).toEqual([]))

  test('a wallet that gives back more than it took', () => {
    const refunds = [6_000n, 5_000n].map((amount, at) => ({
      ourRefundId: `at_r${at}`,
      amount,
      status: 'REFUND_SUCCESS',
    }))
    expect(said({ wallets: [{ ...wallet, refunds }] })).toMatch(/alipay gives back 110\.00 of 100\.00 taken for at_1/)
  })

  test('a settlement that the insurer took back unasked, and nobody noticed', () => {
    const takenBackBy = [{ by: 'ghost', settlementId: 's2', msgid: 'm2' }]
    expect(said({ settlements: [{ ...settlement, takenBackBy }] })).toMatch(/the insurer took s1 back unasked/)
  })

  test('a statement that never came', () => {
    const runs = [{ institutionId: 'S1', date: '2026-01-05', status: 'done', missing: ['alipay'] }]
    const found = judge({ ...nothing, books: { ...nothing.books, runs } }).map((one) => one.message)
    expect(found.join()).toMatch(/the day 2026-01-05 is done without alipay/)
  })
})

test('every invariant can be broken', () => {
  const seen = new Set(PLANTED.map((one) => one.invariant))
  expect([...seen].sort()).toEqual([
    'charged-once',
    'deposits-are-empty',
    'differences-have-causes',
    'events-tell-the-state',
    'insurance-has-its-cash',
    'ledger-balances',
    'nothing-is-silent',
    'receivables-meet-channels',
    'refunds-within-taken',
    'told-is-stored',
  ])
})
