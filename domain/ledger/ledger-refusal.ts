import type { Refusal } from '../identity/refusal.ts'

/**
 * In the order in which they take precedence. Those up to TRANSFER_ID_TAKEN depend on the request alone; the others depend
 * on the books and are kept, so that the same id is told the same again.
 */
export const LEDGER_REFUSALS = {
  TRANSFER_ID_MALFORMED: '转账编号须为 1–100 个字母、数字或 . _ : / -',
  TRANSFER_KIND_UNKNOWN: '未知的转账类型',
  TRANSFER_CODE_MALFORMED: '业务代码须为 1–40 个小写字母、数字或 -',
  TRANSFER_FIELD_UNWANTED: '该类型的转账不能带此字段',
  TRANSFER_FIELD_MISSING: '该类型的转账缺少此字段',
  TRANSFER_AMOUNT_INVALID: '金额须为 1 至 9007199254740991 的整数分',
  TRANSFER_DATE_INVALID: '入账归属日须为 YYYY-MM-DD 的真实日期',
  TRANSFER_TIMEOUT_INVALID: '预留时限须为正整数毫秒，不超过 400 天',
  TRANSFER_METADATA_INVALID: '附注须为不超过 4000 字符的 JSON',
  TRANSFER_ACCOUNT_MALFORMED: '账户须形如 asset/receivable/wechat-pay',
  TRANSFER_SAME_ACCOUNT: '借贷不能是同一账户',
  TRANSFER_ID_REPEATED: '同一组内两笔转账使用了同一编号',
  TRANSFER_ID_TAKEN: '该编号已用于另一笔内容不同的转账',
  PENDING_NOT_FOUND: '找不到要了结的预留',
  NOT_A_PENDING: '所指转账不是预留',
  PENDING_ALREADY_POSTED: '该预留已入账',
  PENDING_ALREADY_VOIDED: '该预留已释放',
  PENDING_EXPIRED: '该预留已超时释放',
  REVERSED_NOT_FOUND: '找不到要冲正的转账',
  NOT_REVERSIBLE: '预留、释放和冲正不能被冲正',
  ACCOUNTS_DIFFER: '借贷账户与所指转账不符',
  EXCEEDS_PENDING: '金额超过预留',
  EXCEEDS_REVERSED: '金额超过尚未冲正的部分',
  DEBIT_ACCOUNT_NOT_FOUND: '借方账户未开立',
  CREDIT_ACCOUNT_NOT_FOUND: '贷方账户未开立',
  SCALES_DIFFER: '借贷账户的币值刻度不同',
  DEBIT_ACCOUNT_CLOSED: '借方账户已关闭',
  CREDIT_ACCOUNT_CLOSED: '贷方账户已关闭',
  DEBIT_ACCOUNT_FROZEN: '借方账户已冻结',
  CREDIT_ACCOUNT_FROZEN: '贷方账户已冻结',
  NOTHING_AVAILABLE: '限额之内无可动用金额',
  DEBIT_LIMIT: '借方账户的借方发生额将超过贷方',
  CREDIT_LIMIT: '贷方账户的贷方发生额将超过借方',
  BALANCE_TOO_LARGE: '账户累计发生额将超过 9007199254740991 分',
  GROUP_FAILED: '同组另一笔转账被拒，全组不入账',
} as const

export type LedgerCode = keyof typeof LEDGER_REFUSALS

/** No money moved: a refused transfer leaves every account as it was. @param what names the field that differs, or the transfer that failed */
export function ledgerRefusal(code: LedgerCode, transferId: string, what = ''): Refusal {
  const message = what === '' ? LEDGER_REFUSALS[code] : `${LEDGER_REFUSALS[code]}：${what}`
  return { code, stage: 'ledger', moneyMoved: 'none', retrySameKey: false, message, place: transferId }
}
