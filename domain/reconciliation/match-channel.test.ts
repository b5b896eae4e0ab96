// Would catch: a line counted twice, a difference named wrongly or not at all, a pair that 2601 wiped out reported as money.
import { fen } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Leg } from './leg.ts'
import { matchChannel } from './match-channel.ts'
import type { StatementLine } from './statement-line.ts'

const DATE = '2026-03-02'
const leg = (attemptId: string, amount: number, more: Partial<Leg> = {}): Leg => ({
  attemptId,
  orderId: 'po_1',
  hisBillNo: 'B1',
  channel: 'wechat-pay',
  kind: 'payment',
  statementId: attemptId,
  channelRef: `ch-${attemptId}`,
  undoId: null,
  amount: fen(amount),
  status: 'settled',
  settledOn: DATE,
  booked: fen(more.amount ?? amount),
  ...more,
})
const line = (ourOrderId: string, amount: number, more: Partial<StatementLine> = {}): StatementLine => ({
  lineNo: 1,
  channelOrderId: `ch-${ourOrderId}`,
  ourOrderId,
  kind: 'payment',
  amountFen: fen(amount),
  feeFen: fen(Math.round(amount * 0.006)),
  feeText: '',
  time: `${DATE} 10:00:00`,
  status: 'settled',
  channelStatus: 'SUCCESS',
  ...more,
})
const INSURANCE_ROW = { personNo: 'p', messageId: '', result: '102', fundTotal: fen(500), personalAccount: fen(0) }
const INSURANCE = { personNo: 'p', messageId: 'm1', result: '0' }
const match = (legs: readonly Leg[], lines: readonly StatementLine[], feeRate: string | null = null) =>
  matchChannel({ channel: 'wechat-pay', date: DATE, legs, lines, feeRate })
const causes = (legs: readonly Leg[], lines: readonly StatementLine[], feeRate: string | null = null): string[] =>
  match(legs, lines, feeRate).differences.map((one) => `${one.cause} ${one.ourOrderId} ${one.ours}/${one.theirs}`)

describe('each disagreement has one cause', () => {
  const table: [string, readonly Leg[], readonly StatementLine[], string[]][] = [
    [
      'everything meets',
      [leg('a', 500), leg('r', 200, { kind: 'refund' })],
      [line('a', 500), line('r', 200, { kind: 'refund' })],
      [],
    ],
    ['we have it, the channel has not', [leg('a', 500)], [], ['MISSING_AT_CHANNEL a 500/null']],
    ['the channel has it, we have not', [], [line('x', 500)], ['MISSING_AT_US x null/500']],
    [
      'a payment is no refund',
      [leg('a', 500)],
      [line('a', 500, { kind: 'refund' })],
      ['MISSING_AT_US a null/500', 'MISSING_AT_CHANNEL a 500/null'],
    ],
    ['another amount', [leg('a', 500)], [line('a', 499)], ['AMOUNT_DIFFERS a 500/499']],
    [
      'another status',
      [leg('a', 500)],
      [line('a', 500, { status: 'pending', channelStatus: 'PROCESSING' })],
      ['STATUS_DIFFERS a 500/500'],
    ],
    [
      'we had given it up, the channel took it',
      [leg('a', 500, { status: 'declined', settledOn: null, booked: fen(0) })],
      [line('a', 500)],
      ['STATUS_DIFFERS a 500/500'],
    ],
    ['the same line twice', [leg('a', 500)], [line('a', 500), line('a', 500)], ['DUPLICATE a 500/500']],
    [
      'settled a day earlier at us',
      [leg('a', 500, { settledOn: '2026-03-01' })],
      [line('a', 500)],
      ['CROSS_DAY a 500/500'],
    ],
    ['settled today at us, found in yesterday’s statement already', [leg('a', 500, { metBefore: true })], [], []],
    ['another day is none of this day', [leg('a', 500, { settledOn: '2026-03-01' })], [], []],
    [
      'the ledger forgot a part',
      [leg('a', 500, { booked: fen(300) })],
      [line('a', 500)],
      ['LEDGER_DIFFERS a 300/null'],
    ],
    ['found by the channel’s own number', [leg('a', 500)], [line('', 500, { channelOrderId: 'ch-a' })], []],
  ]
  test.each(table)('%s', (_, legs, lines, expected) => {
    expect(causes(legs, lines)).toEqual(expected)
  })

  test('the fee that was agreed, and one that was not', () => {
    const charged = line('a', 10_000, { feeFen: fen(60) })
    expect(causes([leg('a', 10_000)], [charged], '0.006')).toEqual([])
    expect(causes([leg('a', 10_000)], [{ ...charged, feeFen: fen(61) }], '0.006')).toEqual([
      'FEE_DIFFERS a 10000/10000',
    ])
    const back = line('r', 10_000, { kind: 'refund', feeFen: fen(-60) })
    expect(causes([leg('r', 10_000, { kind: 'refund' })], [back], '0.006')).toEqual([])
  })

  test('a settlement and its 2601 are together nothing; one of them alone is not', () => {
    const undone = leg('m1', 500, { status: 'declined', settledOn: null, undoId: 'm2', booked: fen(0) })
    const pair = [line('m1', 500), line('m2', 500, { kind: 'refund' })]
    expect(match([undone], pair)).toMatchObject({ matched: 2, matchedFen: 0, differences: [] })
    expect(causes([undone], pair.slice(0, 1))).toEqual(['STATUS_DIFFERS m1 500/500'])
  })

  test('who bore a settlement and who was given it back are the same, or the pair differs', () => {
    const undone = leg('m1', 0, { status: 'declined', settledOn: null, undoId: 'm2' })
    const insured = (id: string, fund: number, account: number, kind: StatementLine['kind']) =>
      line(id, fund + account, {
        kind,
        insurance: { ...INSURANCE, fundTotal: fen(fund), personalAccount: fen(account) },
      })
    const back = insured('m2', 300, 200, 'refund')
    expect(causes([undone], [insured('m1', 300, 200, 'payment'), back])).toEqual([])
    const moved = ['AMOUNT_DIFFERS m1 0/500', 'AMOUNT_DIFFERS m1 0/500']
    expect(causes([undone], [insured('m1', 500, 0, 'payment'), back])).toEqual(moved)
    const nothing = insured('m2', 0, 0, 'refund')
    const split = ['AMOUNT_DIFFERS m1 0/0', 'AMOUNT_DIFFERS m1 0/0']
    expect(causes([undone], [insured('m1', -498, 498, 'payment'), nothing])).toEqual(split)
  })

  test('a row of ours that the insurer repeats without a record of it is missing there, unless yesterday had it', () => {
    const told = line('', 500, { kind: 'refund', status: 'pending', channelOrderId: 's1', insurance: INSURANCE_ROW })
    const back = (metBefore: boolean) =>
      leg('m9', 500, { kind: 'refund', channelRef: null, takesBack: 's1', metBefore })
    expect(causes([back(false)], [told])).toEqual(['MISSING_AT_CHANNEL m9 500/500'])
    expect(causes([back(true)], [told])).toEqual([])
    // a settlement whose flag was bent is no refund of ours
    const bent = { ...told, ourOrderId: 'm1', status: 'settled' as const }
    expect(causes([back(true)], [bent])).toEqual(['MISSING_AT_US m1 null/500'])
  })

  test('an insured leg is the sum and what the personal account bore of it', () => {
    const ours = leg('m1', 500, { personalAccount: fen(200) })
    const told = (fund: number, account: number): StatementLine =>
      line('m1', fund + account, {
        insurance: { ...INSURANCE, fundTotal: fen(fund), personalAccount: fen(account) },
      })
    expect(causes([ours], [told(300, 200)])).toEqual([])
    expect(causes([ours], [told(301, 199)])).toEqual(['AMOUNT_DIFFERS m1 500/500'])
    const free = leg('m2', 0, { personalAccount: fen(0) })
    expect(causes([free], [{ ...told(-498, 498), ourOrderId: 'm2' }])).toEqual(['AMOUNT_DIFFERS m2 0/0'])
  })
})

test('every line and every leg of the day ends in exactly one place', () => {
  const ids = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 25 })
  fc.assert(
    fc.property(ids, ids, fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 25 }), (ours, theirs, shifts) => {
      const legs = ours.map((id) => leg(`a${id}`, id * 100))
      const lines = theirs.map((id, index) => line(`a${id}`, id * 100 + (shifts[index] ?? 0)))
      const { matched, differences } = match(legs, lines)
      const both = theirs.filter((id) => ours.includes(id)).length
      const missing = differences.filter((one) => one.cause === 'MISSING_AT_CHANNEL').length
      expect(matched + differences.length - missing).toBe(lines.length)
      expect(missing).toBe(ours.length - both)
    }),
    { seed: 20_261_121 },
  )
})

test('the same disagreement has the same key, whatever else the day holds', () => {
  const alone = match([leg('a', 500)], []).differences[0]!.key
  const among = match([leg('a', 500), leg('b', 1)], [line('b', 1), line('c', 7)]).differences.map((one) => one.key)
  expect(among).toContain(alone)
})
