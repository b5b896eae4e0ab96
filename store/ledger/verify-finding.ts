/** What `ledger verify` may find. Any of them means that rows were changed by other means than the ledger's. */
export const LEDGER_FINDINGS = {
  TRANSFER_WITHOUT_BATCH: '转账不属于任何批次',
  TRANSFER_WITHOUT_ACCOUNT: '转账的账户不存在，或属于其他机构',
  TRANSFER_TIME_DIFFERS: '转账的记账时间或机构与批次不符',
  BATCH_COUNT_DIFFERS: '批次的转账笔数与封存时不符：有转账被删除、增加或移动',
  BATCH_DIGEST_DIFFERS: '批次的摘要与转账不符：有转账被改动',
  BATCH_HASH_DIFFERS: '批次的哈希与其前一批次、编号、时间和摘要不符：批次被改动',
  CHAIN_BROKEN: '批次之前的批次不见了',
  CHAIN_UNKNOWN: '批次所属的链不存在',
  CHAIN_HEAD_DIFFERS: '链的末端与最后一个批次不符：末尾的批次被删除或改动',
  POSTING_DIFFERS: '账户在该批次的入账汇总与转账之和不符',
  TOTALS_DIFFER: '账户在该批次之后的累计与之前的累计加上该批次不符',
  LIMIT_BROKEN: '账户在该批次之后超出当时的限额',
  PENDING_ANSWER_WRONG: '预留的了结不对：没有该预留、账户或金额不符、超出预留',
  PENDING_ANSWERED_TWICE: '同一预留被了结多次',
  PENDING_TIMEOUT_WRONG: '预留的时限登记不对：未了结的不在册，或已了结的仍在册',
  REVERSAL_WRONG: '冲正不对：没有所冲转账，或账户不是相反的',
  REVERSED_TOO_MUCH: '转账被冲正的金额超过其本身',
  ACCOUNT_WITHOUT_STATE: '账户没有状态行',
  STATE_DIFFERS: '账户的累计与其最后一次入账之后的累计不符',
  STATE_LIMIT_BROKEN: '账户的累计超出其限额',
  TERMS_UNEXPLAINED: '账户的条款与其操作记录不符',
  BOOKS_UNBALANCED: '机构全部账户的借方与贷方不等',
} as const

export type LedgerFindingCode = keyof typeof LEDGER_FINDINGS

export interface LedgerFinding {
  readonly code: LedgerFindingCode
  /** `batch 17`, `transfer T1`, `batch 17, account H0001 asset/bank` */
  readonly place: string
  readonly message: string
}

/** As the checks' statements give it. */
export interface Place extends Record<string, unknown> {
  readonly place: string
  /** figures that do not agree; '' when there is nothing to compare */
  readonly detail: string | null
}

export const placed = (code: LedgerFindingCode, { place, detail }: Place): LedgerFinding => ({
  code,
  place,
  message: detail ? `${LEDGER_FINDINGS[code]}（${detail}）` : LEDGER_FINDINGS[code],
})

export type Note = (places: readonly Place[], code: LedgerFindingCode) => void
