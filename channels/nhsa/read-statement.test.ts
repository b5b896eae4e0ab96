// Would catch: a refund the hospital never asked for read as a payment, a record the platform does not have counted as
// settled, a line dropped.
import { formatYuan } from '@medsettle/money'
import { expect, test } from 'vitest'
import { connect } from './channel.ts'
import { CONFIG, fixture, scriptedPlatform } from './scripted-platform.ts'

const channel = connect(CONFIG, scriptedPlatform([]).io)
const file = (kind: string, text: string) => ({
  channel: 'nhsa',
  kind,
  date: '2026-11-21',
  filename: 'result.txt',
  bytes: Buffer.from(text),
})

test('3202: every line stands in the book or in quarantine', () => {
  const { lines, quarantined } = channel.readStatement(file('details', fixture('3202-result.txt')))
  const book = lines.map(
    (line) =>
      `${line.lineNo} ${line.kind} ${line.channelOrderId} ${formatYuan(line.amountFen)} = ${formatYuan(line.insurance!.fundTotal)} + ${formatYuan(line.insurance!.personalAccount)} ${line.status} ${line.insurance!.result} ${line.time}`,
  )
  expect(book).toEqual([
    '1 payment SETL0001 595.65 = 195.65 + 400.00 settled 0 2026-11-21 08:00:00',
    '2 refund SETL0002 595.65 = 195.65 + 400.00 settled 0 2026-11-21 09:00:00',
    '3 refund SETL0003 100.00 = 60.00 + 40.00 settled 101 平台多 2026-11-21 00:00:00',
    '4 payment SETL0004 50.00 = 30.00 + 20.00 pending 102 机构多 2026-11-21 10:00:00',
    '5 payment SETL0005 10.00 = 10.00 + 0.00 pending 999 2026-11-21 11:00:00',
  ])
  expect(lines[0]).toMatchObject({ ourOrderId: 'H33010000001202611210800000002', feeFen: 0 })
  expect(quarantined.map(({ lineNo, code }) => `${lineNo} ${code}`)).toEqual(['6 NO_AMOUNTS', '7 BAD_AMOUNT'])
})

const SOUND = 'P1\tV1\tSETL1\tH33010000001202611210800000002\t0\t0\t\t100.00\t60.00\t40.00'

test.each([
  [
    'negative amounts make a refund, whatever the flag',
    ['0\t\t100.00\t60.00\t40.00', '0\t\t-100.00\t-60.00\t-40.00'],
    'refund 100.00',
  ],
  ['the flag alone makes a refund', ['0\t\t100', '1\t\t100'], 'refund 100.00'],
  ['no flag is a payment', ['0\t\t100', '\t\t100'], 'payment 100.00'],
  ['a flag nobody knows on positive amounts', ['0\t\t100', 'T\t\t100'], 'BAD_REFUND_FLAG'],
  ['amounts that are empty', ['100.00\t60.00\t40.00', '\t\t'], 'NO_AMOUNTS'],
  ['a row without the settlement’s number', ['SETL1', ''], 'NO_ID'],
  ['parts that fen cannot hold together', ['60.00\t40.00', '90071992547409.91\t0.01'], 'BAD_AMOUNT'],
  ['a negative total over positive parts', ['\t100.00', '\t-100.00'], 'SIGNS_DIFFER'],
  ['a part that runs the other way is a difference, not a lost row', ['40.00', '-40.00'], 'payment 20.00'],
  ['parts that cancel each other out under no total', ['100.00\t60.00\t40.00', '0.00\t40.00\t-40.00'], 'SIGNS_DIFFER'],
])('direction of a row: %s', (_, [from, to], expected) => {
  const text = SOUND.replace(from!, to!)
  expect(text).not.toBe(SOUND)
  const { lines, quarantined } = channel.readStatement(file('details', text))
  expect([
    ...lines.map((line) => `${line.kind} ${formatYuan(line.amountFen)}`),
    ...quarantined.map(({ code }) => code),
  ]).toEqual([expected])
})

test('3201: what was asked and answered, per insurance type', () => {
  const text =
    '[{"group":"310","asked":{"medfee_sumamt":601.50},"answered":{"stmt_rslt":"1","stmt_rslt_dscr":"笔数不符"}}]'
  expect(channel.readStatement(file('totals', text)).totals).toEqual({
    '310 medfee_sumamt': '601.50',
    '310 stmt_rslt': '1',
    '310 stmt_rslt_dscr': '笔数不符',
  })
})

test.each([
  ['totals that are no JSON', 'totals', '{', 'STATEMENT_MALFORMED'],
  ['another kind', 'trade', '', 'STATEMENT_UNKNOWN_KIND'],
])('refused: %s', (_, kind, text, code) => {
  expect(() => channel.readStatement(file(kind, text))).toThrow(
    expect.objectContaining({ refusal: expect.objectContaining({ code }) }),
  )
})
