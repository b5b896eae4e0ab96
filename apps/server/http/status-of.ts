import type { Refusal } from '../../../domain/identity/refusal.ts'

const BY_CODE: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  ROLE_NOT_ALLOWED: 403,
  LINK_UNKNOWN: 404,
  NOT_FOUND: 404,
  REQUEST_TOO_LARGE: 413,
  REQUEST_WRONG_TYPE: 415,
  RATE_LIMITED: 429,
  INTERNAL: 500,
  // the order, the key or the bill is in a state that forbids it
  BILL_CONFLICT: 409,
  ORDER_NOT_PAYABLE: 409,
  ORDER_EXPIRED: 409,
  ORDER_NOT_CANCELLABLE: 409,
  STEP_UP_NEEDED: 409,
  QUOTE_CHANGED: 409,
  REFUND_NOT_POSSIBLE: 409,
  REFUND_EXCEEDS_TAKEN: 409,
  WORK_ORDER_RESOLVED: 409,
  DELIVERY_NOT_GIVEN_UP: 409,
  IDEMPOTENCY_CONFLICT: 409,
  IDEMPOTENCY_IN_PROGRESS: 409,
  AGREEMENT_VERSION_TAKEN: 409,
  AGREEMENT_PREDECESSOR: 409,
  AGREEMENT_PERIOD_UNDER_WAY: 409,
  AGREEMENT_NOT_IN_FORCE: 409,
  AGREEMENT_NOTHING_PROPOSED: 409,
  AGREEMENT_PROPOSAL_SUPERSEDED: 409,
  AGREEMENT_PERIOD_CLOSED: 409,
  // of the agreement, and not the one who may do this
  AGREEMENT_NOT_A_PARTY: 403,
  AGREEMENT_FACT_NOT_YOURS: 403,
  // understood, and refused for what it says
  DAY_NOT_OVER: 422,
  REQUEST_NUMBER_NOT_EXACT: 400,
  // an outside system is away; nothing is wrong with the request
  CHANNEL_DOWN: 503,
  INSURER_UNAVAILABLE: 503,
  ORDER_BUSY: 503,
  AGREEMENT_BUSY: 503,
  DATABASE_UNAVAILABLE: 503,
}

/** Bills that cannot even be read; a readable bill that does not add up is 422. */
const UNREADABLE_BILL = /^BILL_(TEXT|FIELD|NUMBER|DATE)_/

/** 400 cannot be read · 401/403 who · 404 no such thing · 409 not in this state · 413, 415 no such body · 422 not this content · 503 later. */
export function statusOf(refusal: Refusal): number {
  const known = BY_CODE[refusal.code]
  if (known !== undefined) return known
  if (refusal.code.endsWith('_NOT_FOUND')) return 404
  if (refusal.stage === 'request' || UNREADABLE_BILL.test(refusal.code)) return 400
  return 422
}
