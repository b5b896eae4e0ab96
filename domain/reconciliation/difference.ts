import type { Fen } from '@medsettle/money'

/** Why two books disagree. Every difference has exactly one cause. */
export type Cause =
  | 'MISSING_AT_CHANNEL'
  | 'MISSING_AT_US'
  | 'AMOUNT_DIFFERS'
  | 'STATUS_DIFFERS'
  | 'DUPLICATE'
  | 'CROSS_DAY'
  | 'FEE_DIFFERS'
  | 'LEDGER_DIFFERS'
  | 'MISSING_AT_HIS'
  | 'MISSING_AT_US_FOR_HIS'
  | 'HIS_AMOUNT_DIFFERS'

/** Hours until somebody must have looked, and the title of the work order. A cross-day line needs nobody: it waits a day. */
export const CAUSES: Record<Cause, { readonly zh: string; readonly dueInHours: number | null }> = {
  MISSING_AT_CHANNEL: { zh: '我方有、渠道无', dueInHours: 24 },
  MISSING_AT_US: { zh: '渠道有、我方无', dueInHours: 24 },
  AMOUNT_DIFFERS: { zh: '金额不一致', dueInHours: 24 },
  STATUS_DIFFERS: { zh: '状态不一致', dueInHours: 24 },
  DUPLICATE: { zh: '重复入账', dueInHours: 24 },
  CROSS_DAY: { zh: '跨日', dueInHours: null },
  FEE_DIFFERS: { zh: '手续费不一致', dueInHours: 72 },
  LEDGER_DIFFERS: { zh: '账簿与交易不一致', dueInHours: 4 },
  MISSING_AT_HIS: { zh: '我方有、HIS 无', dueInHours: 24 },
  MISSING_AT_US_FOR_HIS: { zh: 'HIS 有、我方无', dueInHours: 24 },
  HIS_AMOUNT_DIFFERS: { zh: '与 HIS 金额不一致', dueInHours: 24 },
}

export interface Difference {
  /** stable: the same disagreement found again has the same key */
  readonly key: string
  readonly channel: string
  readonly cause: Cause
  readonly ourOrderId: string | null
  readonly channelOrderId: string | null
  readonly ours: Fen | null
  readonly theirs: Fen | null
  readonly message: string
}
