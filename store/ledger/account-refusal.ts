import { RefusalError } from '../../domain/identity/refusal.ts'

/** In the order in which they take precedence. Nothing is kept of a refused act: it may be sent again when its cause is gone. */
export const ACCOUNT_REFUSALS = {
  ACCOUNT_PATH_MALFORMED: '账户须形如 asset/receivable/wechat-pay，不超过 200 字符',
  ACCOUNT_LIMITED_UNKNOWN: '限额方向须为 none、debits 或 credits',
  ACCOUNT_SCALE_INVALID: '币值小数位须为 0 至 6 的整数',
  ACT_ID_MALFORMED: '操作编号须为 1–100 个字母、数字或 . _ : / -',
  ACCOUNT_NOT_FOUND: '账户未开立',
  ACT_ID_TAKEN: '该编号已用于另一项账户操作',
  ACCOUNT_TERMS_DIFFER: '账户已按其他条款开立',
  ACCOUNT_CLOSED: '账户已关闭，不能再变更',
  ACCOUNT_HAS_PENDING: '账户尚有未了结的预留，不能关闭',
  ACCOUNT_LIMIT_BROKEN: '账户现有发生额已超出此限额',
} as const

export type AccountCode = keyof typeof ACCOUNT_REFUSALS

/** No money moved: what was refused left the account as it was. @param what names the term that differs */
export function accountRefusal(code: AccountCode, path: string, what = ''): RefusalError {
  const message = what === '' ? ACCOUNT_REFUSALS[code] : `${ACCOUNT_REFUSALS[code]}：${what}`
  return new RefusalError({
    code,
    stage: 'ledger',
    moneyMoved: 'none',
    retrySameKey: true,
    message,
    place: path.slice(0, 220),
  })
}
