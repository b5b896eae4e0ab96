/**
 * Why the platform says no, and the negative `infcode` it says it with. The facts fix only "negative = failure"
 * (nhsa.md §1.2); the numbers are this sandbox's own, so a client must not read more into them than the sign.
 */
export const INFCODES = {
  ENVELOPE_MALFORMED: -1001,
  FIELD_MISSING: -1002,
  FIELD_MALFORMED: -1003,
  INPUT_TOO_LONG: -1004,
  TRANSACTION_UNKNOWN: -1005,
  GATEWAY_REFUSED: -1101,
  GATEWAY_STALE: -1102,
  CAINFO_WRONG: -1103,
  INSTITUTION_MISMATCH: -1104,
  SIGN_IN_UNKNOWN: -1105,
  PERSON_UNKNOWN: -2001,
  PERSON_MISMATCH: -2002,
  INSURANCE_MISMATCH: -2003,
  CREDENTIAL_UNKNOWN: -2004,
  VISIT_UNKNOWN: -2101,
  VISIT_CANCELLED: -2102,
  VISIT_HAS_SETTLEMENT: -2103,
  LINE_AMOUNT_WRONG: -2201,
  LINE_REPEATED: -2202,
  BATCH_EMPTY: -2203,
  BATCH_SETTLED: -2204,
  TOTAL_WRONG: -2205,
  TOTAL_NEGATIVE: -2206,
  POLICY_MISSING: -2207,
  MSGID_REUSED: -2208,
  SETTLEMENT_UNKNOWN: -2301,
  SETTLEMENT_CANCELLED: -2302,
  ACCOUNT_TOO_SMALL: -2303,
  ORIGINAL_MESSAGE_UNKNOWN: -2601,
  NOT_REVERSIBLE: -2602,
  STATEMENT_NOT_READY: -3201,
  CLEARING_MISMATCH: -3202,
  FILE_UNKNOWN: -9101,
  FILE_MALFORMED: -9102,
  FILE_EXPIRED: -9103,
  PAY_ORDER_UNKNOWN: -6201,
  PAY_ORDER_CLOSED: -6202,
  PAY_ORDER_REUSED: -6203,
  DECLINED: -9999,
} as const

export type PlatformCode = keyof typeof INFCODES

/** The platform's "no": nothing was booked. Travels as infcode and err_msg, or in the mobile envelope. */
export class PlatformRefusal extends Error {
  override name = 'PlatformRefusal'
  readonly code: PlatformCode
  readonly infcode: number
  /** where in the input, e.g. `feedetail[3].cnt` */
  readonly place: string
  constructor(code: PlatformCode, place: string, sentence: string, infcode: number = INFCODES[code]) {
    super(sentence)
    this.code = code
    this.place = place
    this.infcode = infcode
  }

  /** err_msg has 200 characters (§1.2). */
  get errorText(): string {
    return `[${this.code}] ${this.place ? `${this.place}: ` : ''}${this.message}`.slice(0, 200)
  }
}

/** The business error a `decline` fault asks for: its code is the infcode when it is a negative number. */
export function declined(code: string): PlatformRefusal {
  const infcode = /^-[1-9]\d{0,8}$/.test(code) ? Number(code) : INFCODES.DECLINED
  return new PlatformRefusal('DECLINED', '', `医保平台拒绝本次交易 (${code})`, infcode)
}
