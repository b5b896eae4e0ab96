/** Ids are branded so that a payment id can never be passed where a refund id is meant. */
declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

export type InstitutionId = Id<'institution'>
export type BillId = Id<'bill'>
export type OrderId = Id<'order'>
export type AttemptId = Id<'attempt'>
export type RefundId = Id<'refund'>

/** The prefix a reader sees in every log line and on every counter slip. */
export const PREFIX = {
  bill: 'bl',
  order: 'po',
  attempt: 'at',
  refund: 'rf',
  transfer: 'tr',
  event: 'ev',
  statement: 'st',
  workOrder: 'wo',
  run: 'rr',
} as const

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A time-ordered id: prefix, 10 characters of milliseconds, 16 of chance. 29 characters of `[0-9A-Za-z_]`, which fits
 * WeChat Pay's out_trade_no (6–32) and Alipay's out_trade_no (≤ 64).
 * @param millis booking clock; @param chance returns a whole number in [0, 32) each call
 */
export function makeId<Name extends keyof typeof PREFIX>(kind: Name, millis: number, chance: () => number): Id<Name> {
  let time = ''
  for (let left = millis, i = 0; i < 10; i++, left = Math.floor(left / 32)) time = ALPHABET[left % 32] + time
  let tail = ''
  for (let i = 0; i < 16; i++) tail += ALPHABET[chance()]
  return `${PREFIX[kind]}_${time}${tail}` as Id<Name>
}
