/**
 * Facts of the outside world that are not confirmed, or that differ from merchant to merchant: switches.
 * Main changes the one object in place (POST /admin/settings); read a field when it is needed, keep no copy.
 */
export interface Settings {
  /** yesterday's WeChat Pay bill exists from this minute of the China day on; 540 = 09:00 [R] wechat-pay.md §4 */
  wechatStatementReadyMinute: number
  /** the same for Alipay [R] */
  alipayStatementReadyMinute: number
  /** fee of the wallets as decimal text, e.g. `0.006` = 0.60 % */
  feeRate: string
  /** waits between notifications that were not accepted, ms [R] */
  notifyRetryMs: readonly number[]
  /** how far a WeChat Pay request's timestamp may be from the sandbox clock, seconds; null = not looked at [R] */
  requestToleranceSeconds: number | null
  /** a refund answers PROCESSING / is unknown to the refund query for so long, ms; 0 = done at once [R] */
  refundTakesMs: number
  /** spelling of WeChat Pay's codes that the sources disagree about [R] wechat-pay.md §4 */
  wechatOrderPaidCode: string
  wechatOrderNotExistCode: string
  /** stands before every wrong signature; `WECHATPAY/SIGNTEST/` makes them look like WeChat Pay's probes [R] §1.2 */
  wechatWrongSignaturePrefix: string
  /** Alipay does not know a precreated trade before the payer has scanned its code [R] */
  alipayTradeExistsOnScan: boolean
}

export const DEFAULT_SETTINGS: Readonly<Settings> = {
  wechatStatementReadyMinute: 540,
  alipayStatementReadyMinute: 0,
  feeRate: '0.006',
  notifyRetryMs: [1_000, 5_000, 15_000, 30_000, 180_000, 600_000, 1_800_000, 3_600_000, 10_800_000, 21_600_000],
  requestToleranceSeconds: 300,
  refundTakesMs: 0,
  wechatOrderPaidCode: 'ORDERPAID',
  wechatOrderNotExistCode: 'ORDER_NOT_EXIST',
  wechatWrongSignaturePrefix: '',
  alipayTradeExistsOnScan: false,
}

/** Takes the fields of `input` over into `settings`; answers the sentence that says what is wrong, or null. */
export function changeSettings(settings: Settings, input: unknown): string | null {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return 'settings are a JSON object'
  for (const [name, value] of Object.entries(input)) {
    const wrong = wrongSetting(name, value)
    if (wrong !== null) return wrong
  }
  Object.assign(settings, input)
  return null
}

function wrongSetting(name: string, value: unknown): string | null {
  if (!(name in DEFAULT_SETTINGS)) return `there is no setting ${name}`
  if (name === 'notifyRetryMs') return isWaits(value) ? null : 'notifyRetryMs is a list of milliseconds'
  if (name === 'requestToleranceSeconds') return value === null || isCount(value) ? null : `${name} is seconds or null`
  if (name === 'feeRate') return isRatio(value) ? null : 'feeRate is decimal text below 1, e.g. "0.006"'
  const expected = typeof DEFAULT_SETTINGS[name as keyof Settings]
  if (typeof value !== expected) return `${name} is a ${expected}`
  return expected === 'number' && !isCount(value) ? `${name} is a whole number of at least 0` : null
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isWaits = (value: unknown): boolean => Array.isArray(value) && value.every(isCount)
const isRatio = (value: unknown): boolean => typeof value === 'string' && /^0(\.\d{1,6})?$/.test(value)
