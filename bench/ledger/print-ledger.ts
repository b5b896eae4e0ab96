import { table } from '../../apps/cli/demo/table.ts'
import type { LedgerResult, Measured } from './bench-ledger.ts'

const whole = (value: number): string => Math.round(value).toLocaleString('en-US')
const ms = (value: number): string => value.toFixed(2)

export function printLedger(result: LedgerResult): string {
  const figures = table({
    title: `bench ledger, ${result.cores} cores, fsync on`,
    head: ['transfers/s', 'into', 'callers', 'per call', 'ours', 'baseline', 'ratio', 'p50 / p99 ms', 'baseline p99'],
    align: 'llrrrrrrr',
    rows: result.measured.filter((one) => one.what === 'ours').map((one) => rowOf(one, result)),
  })
  const { processes, stored } = result
  const rest = [
    ['TPC-B-like transactions/s, 16 callers', whole(result.tpcb.perSecond)],
    ['ours, one account, 64 callers : TPC-B', (rateOf(result, 'hot', 64) / result.tpcb.perSecond).toFixed(1)],
    ['bytes on disk per transfer, indexes included', whole(result.bytesPerTransfer)],
    [
      'two processes : one, one account, the same 64 callers',
      `${whole(processes.two)} : ${whole(processes.one)} = ${processes.ratio.toFixed(2)}`,
    ],
    [
      'two processes of 64 callers : one of 64',
      `${whole(processes.twice)} : ${whole(processes.one)} = ${(processes.twice / processes.one).toFixed(2)}`,
    ],
    ...Object.entries(processes.cores).map(([name, share]) => [`  of one core, ${name}`, `${share} %`]),
    ...(stored ? storedRows(stored) : []),
  ]
  return `${figures}\n${table({ title: 'and', head: ['figure', 'value'], align: 'lr', rows: rest })}`
}

function rowOf(one: Measured, result: LedgerResult): string[] {
  const base = result.measured.find(
    (other) =>
      other.what === 'baseline' && other.where === one.where && other.callers === one.callers && one.batch === 1,
  )
  const into = one.where === 'hot' ? 'one account' : '1,000 accounts'
  const beside = base ? [whole(base.perSecond), (one.perSecond / base.perSecond).toFixed(1)] : ['', '']
  return [
    '',
    into,
    String(one.callers),
    String(one.batch),
    whole(one.perSecond),
    ...beside,
    `${ms(one.p50)} / ${ms(one.p99)}`,
    base ? ms(base.p99) : '',
  ]
}

const rateOf = (result: LedgerResult, where: string, callers: number): number =>
  result.measured.find(
    (one) => one.what === 'ours' && one.where === where && one.callers === callers && one.batch === 1,
  )!.perSecond

const storedRows = (stored: NonNullable<LedgerResult['stored']>): string[][] => [
  ...stored.measured.map((one) => [
    `after ${whole(stored.transfers)} transfers, ${one.where === 'hot' ? 'one account' : '1,000 accounts'}, 64 callers`,
    `${whole(one.perSecond)}, p99 ${ms(one.p99)} ms`,
  ]),
  ['that : empty, one account', stored.ratioToEmpty.toFixed(2)],
  ['ledger verify, transfers/s; findings', `${whole(stored.verified.perSecond)}; ${stored.verified.found}`],
]
