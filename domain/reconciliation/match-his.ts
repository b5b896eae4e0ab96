import { type Fen, formatYuan } from '@medsettle/money'
import { CAUSES, type Cause, type Difference } from './difference.ts'

/** One bill as the hospital information system has it for the day: what it believes was paid and given back. */
export interface HisRecord {
  readonly hisBillNo: string
  readonly kind: 'payment' | 'refund'
  readonly amount: Fen
}

/** The same as our orders have it. */
export interface OrderTotal {
  readonly hisBillNo: string
  readonly orderId: string
  readonly kind: 'payment' | 'refund'
  readonly amount: Fen
}

/** Lays the HIS's day beside our orders, bill by bill. */
export function matchHis(
  ours: readonly OrderTotal[],
  his: readonly HisRecord[],
): { matched: number; differences: Difference[] } {
  const open = new Map(ours.map((one) => [`${one.kind}:${one.hisBillNo}`, one]))
  const differences: Difference[] = []
  let matched = 0
  for (const record of his) {
    const key = `${record.kind}:${record.hisBillNo}`
    const own = open.get(key)
    open.delete(key)
    if (own && own.amount === record.amount) matched++
    else differences.push(difference(own ? 'HIS_AMOUNT_DIFFERS' : 'MISSING_AT_US_FOR_HIS', own ?? null, record))
  }
  for (const own of open.values()) differences.push(difference('MISSING_AT_HIS', own, null))
  return { matched, differences }
}

function difference(cause: Cause, own: OrderTotal | null, record: HisRecord | null): Difference {
  const { hisBillNo, kind } = (own ?? record)!
  const ours = own ? formatYuan(own.amount) : '无'
  const theirs = record ? formatYuan(record.amount) : '无'
  return {
    key: `his:${cause}:${kind}:${hisBillNo}`,
    channel: 'his',
    cause,
    ourOrderId: own?.orderId ?? null,
    channelOrderId: hisBillNo,
    ours: own?.amount ?? null,
    theirs: record?.amount ?? null,
    message: `${kind === 'refund' ? '退费' : '收费'}${CAUSES[cause].zh}：账单 ${hisBillNo}，我方 ${ours}，HIS ${theirs}`,
  }
}
