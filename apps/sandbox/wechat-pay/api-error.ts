/** HTTP status of each error code, wechat-pay.md §4 [R]; a code that is not here answers 400. */
const HTTP_STATUS: Readonly<Record<string, number>> = {
  SIGN_ERROR: 401,
  PARAM_ERROR: 400,
  INVALID_REQUEST: 400,
  NO_AUTH: 403,
  ORDER_CLOSED: 400,
  ORDERPAID: 400,
  ORDER_PAID: 400,
  OUT_TRADE_NO_USED: 403,
  NOT_ENOUGH: 403,
  ORDERNOTEXIST: 404,
  ORDER_NOT_EXIST: 404,
  RESOURCE_NOT_EXISTS: 404,
  FREQUENCY_LIMITED: 429,
  RATELIMIT_EXCEEDED: 429,
  SYSTEM_ERROR: 500,
  NO_STATEMENT_EXIST: 400,
  USER_ACCOUNT_ABNORMAL: 403,
  MCH_NOT_EXISTS: 400,
}

/** A business "no" of WeChat Pay: answered as `{code, message, detail}`. */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly field: string | null
  constructor(code: string, message: string, field: string | null = null) {
    super(message)
    this.code = code
    this.status = HTTP_STATUS[code] ?? 400
    this.field = field
  }

  get body(): unknown {
    return { code: this.code, message: this.message, detail: this.field === null ? {} : { field: this.field } }
  }
}
