import { type Fen, fen, formatYuan } from '@medsettle/money'
import type { QuarantinedLine } from '../../../domain/bill/read-bill-lines.ts'
import { CAUSES } from '../../../domain/reconciliation/difference.ts'
import type { ClosedDay } from '../../../flow/close-day.ts'
import type { DemoHospital } from './open-demo.ts'
import type { PlannedFault } from './plan-faults.ts'
import type { DayOutcome } from './run-day.ts'
import { channelTitle, tellTrialBalance } from './story.ts'
import { table } from './table.ts'

interface LivedDay {
  readonly faults: readonly PlannedFault[]
  readonly outcome: DayOutcome
  readonly refunds: Record<string, number>
  readonly quarantined: readonly QuarantinedLine[]
  readonly closed: ClosedDay
}

/** The evening's papers: what went wrong, how the books compare, who must look at what, who owes what and when. */
export async function reportDay(hospital: DemoHospital, lived: LivedDay): Promise<string> {
  return [
    '',
    `${hospital.institution.name} · ${lived.closed.date} 日终`,
    '',
    ...setAside(lived),
    await orders(hospital),
    faults(lived.faults),
    channels(lived.closed),
    causes(lived.closed),
    await workOrders(hospital),
    positions(lived.closed),
    await tellTrialBalance(hospital),
  ].join('\n')
}

/** Every bill of the file that is not in the books, by its line; every generated bill that could not be charged. */
function setAside({ quarantined, outcome }: LivedDay): string[] {
  const unread = quarantined.map((line) => ({ at: line.lineNumber, bill: '', ...line }))
  const refused = outcome.refused.map(({ lineNumber, hisBillNo, refusal: { code, place, message } }) => ({
    ...{ at: lineNumber ?? 0, bill: hisBillNo, code, place: place ?? '', message },
  }))
  const rows = [...unread, ...refused]
    .sort((a, b) => a.at - b.at)
    .map(({ at, bill, code, place, message }) => [at === 0 ? '' : String(at), bill, code, place, message])
  if (rows.length === 0) return []
  const head = ['行', '账单号', '代码', '位置', '原因']
  return [table({ title: `隔离或未收的账单 ${rows.length}`, head, align: 'rllll', rows })]
}

const STATUS: Record<string, string> = {
  paid: '已支付',
  partlyRefunded: '部分退款',
  refunded: '已退款',
  reversed: '已全部退回',
  closed: '未支付已关闭',
  quoted: '待支付',
  charging: '支付中',
  reversing: '退回中',
}

async function orders(hospital: DemoHospital): Promise<string> {
  const rows = await hospital.platform.databases.asPlatform().query<{ status: string; orders: number; fen: Fen }>(
    `select status, count(*)::int as orders, sum(total_fen)::bigint as fen from medsettle.payment_order
      where institution_id = $1 group by status order by status`,
    [hospital.institution.institutionId],
  )
  return table({
    title: '订单',
    head: ['状态', '笔数', '金额'],
    align: 'lrr',
    rows: rows.map((row) => [STATUS[row.status] ?? row.status, String(row.orders), formatYuan(row.fen)]),
  })
}

function faults(planned: readonly PlannedFault[]): string {
  const counts = Map.groupBy(planned, (fault) => fault.title)
  const rows = [...counts].map(([title, all]) => [title, String(all.length)])
  return table({ title: '注入的故障', head: ['故障', '次数'], align: 'lr', rows })
}

function channels({ channels, his }: ClosedDay): string {
  const rows = channels.map((one) => [
    channelTitle(one.channel),
    String(one.lines),
    String(one.matched),
    formatYuan(one.matchedFen),
    formatYuan(one.feeFen),
    String(one.differences.length),
    one.missing ? one.missing.code : '',
  ])
  const hisRow = [
    'HIS',
    String(his.matched + his.differences.length),
    String(his.matched),
    '',
    '',
    String(his.differences.length),
    his.compared ? '' : '未上传',
  ]
  return table({
    title: '对账',
    head: ['渠道', '账单行', '相符', '相符金额', '手续费', '差异', ''],
    align: 'lrrrrrl',
    rows: [...rows, hisRow],
  })
}

function causes({ differences }: ClosedDay): string {
  const rows = differences.map((one) => [
    CAUSES[one.cause].zh,
    channelTitle(one.channel),
    one.ours === null ? '无' : formatYuan(one.ours),
    one.theirs === null ? '无' : formatYuan(one.theirs),
    one.message,
  ])
  return table({
    title: `差异 ${differences.length}，按原因`,
    head: ['原因', '渠道', '我方', '对方', '说明'],
    align: 'llrrl',
    rows: rows.sort(byCells),
  })
}

/** The order of the rows must not depend on the order of ids, which are drawn by chance. */
const byCells = (a: readonly string[], b: readonly string[]): number => (a.join('\t') < b.join('\t') ? -1 : 1)

async function workOrders(hospital: DemoHospital): Promise<string> {
  const rows = await hospital.platform.databases
    .asPlatform()
    .query<{ cause: string; title: string; amount: Fen | null; due: string }>(
      `select cause, title, amount_fen as amount, to_char((due_at at time zone 'UTC') + interval '8 hours', 'YYYY-MM-DD HH24:MI') as due
       from medsettle.work_order where institution_id = $1 and status = 'open' order by due_at, cause, amount_fen, title`,
      [hospital.institution.institutionId],
    )
  const shown = rows
    .slice(0, 20)
    .map((row) => [
      row.due,
      row.cause,
      row.amount === null ? '' : formatYuan(fen(row.amount)),
      row.title.replace(/[a-z]{2}_[0-9A-Z]{20,}/g, '…'),
    ])
  const more = rows.length > 20 ? [`另有 ${rows.length - 20} 张`] : []
  return [
    table({ title: `工单 ${rows.length}`, head: ['期限', '原因', '金额', '事由'], align: 'llrl', rows: shown }),
    ...more,
  ].join('\n')
}

function positions({ positions }: ClosedDay): string {
  const rows = positions.map((one) => [
    one.payer,
    one.valueDate,
    formatYuan(one.taken),
    formatYuan(one.refunded),
    formatYuan(one.fee),
    formatYuan(one.disputed),
    formatYuan(one.due),
  ])
  return table({
    title: '清算：各付款方应付与起息日',
    head: ['付款方', '到账日', '收', '退', '手续费', '有争议', '应付'],
    align: 'llrrrrr',
    rows,
  })
}
