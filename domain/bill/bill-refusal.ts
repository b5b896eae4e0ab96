import { RefusalError } from '../identity/refusal.ts'

/** Every reason for which a bill is not accepted. Money has not moved; the corrected bill may be sent again. */
export const BILL_REFUSALS = {
  BILL_TEXT_NOT_JSON: '这一行不是完整的 JSON · the text is not one complete JSON object',
  BILL_TEXT_TOO_LONG: '文本超过 8,000,000 个字符 · the text is longer than 8,000,000 characters',
  BILL_TEXT_CONTROL: '文本含有 NUL 等控制字符 · a text holds NUL or another control character',
  BILL_TEXT_MISDECODED: '汉字编码读错（GBK 与 UTF-8 混用）· Chinese was decoded with the wrong encoding',
  BILL_FIELD_MISSING: '缺少必填字段 · a required field is missing',
  BILL_FIELD_UNKNOWN: '出现了本格式没有的字段 · a field this format does not know',
  BILL_FIELD_TWICE: '同一字段出现两次 · a field stands twice in one object',
  BILL_FIELD_INVALID: '字段的值不合规定 · a value does not fit its field',
  BILL_NUMBER_NOT_DECIMAL: '不是普通十进制数（如科学计数法）· not a plain decimal number, e.g. an exponent',
  BILL_NUMBER_TOO_FINE:
    '小数位超限：数量 4 位、单价 6 位、金额 2 位 · too many decimals: quantity 4, price 6, amount 2',
  BILL_NUMBER_TOO_LARGE: '数值过大，无法精确表示 · a number too large to be held exactly',
  BILL_PRICE_NEGATIVE: '单价为负；退费应使数量为负 · the price is negative; a take-back has a negative quantity',
  BILL_QUANTITY_ZERO: '数量为零 · the quantity is zero',
  BILL_DATE_INVALID: '日期或时间不存在 · the date or time does not exist',
  BILL_NO_LINES: '没有费用明细 · the bill has no charge lines',
  BILL_LINES_TWICE: 'lines 与 feedetail 只能给一个 · give lines or feedetail, not both',
  BILL_FEEDETAIL_MIXED:
    'feedetail 各行的就诊、人员或批次不一致 · feedetail rows of different visits, persons or batches',
  BILL_LINE_NO_REUSED: '同一明细流水号对应不同内容 · one line number with two different contents',
  BILL_AMOUNT_DIFFERS: '明细金额与数量×单价不符 · a stated line amount differs from quantity × price',
  BILL_TOTAL_DIFFERS: '单据总额与明细之和不符 · the stated total differs from the sum of the lines',
  BILL_REFUND_WITHOUT_LINE: '负数明细未指向本单的正数明细 · a negative line points to no positive line of this bill',
  BILL_REFUND_OTHER_CODE:
    '负数明细与原明细的目录编码不同 · a negative line has another catalogue code than its original',
  BILL_REFUND_OTHER_PRICE: '负数明细与原明细的单价不同 · a negative line has another unit price than its original',
  BILL_REFUND_EXCEEDS: '退回的数量或金额超过原明细 · more is taken back than was charged',
  BILL_TOTAL_NOT_POSITIVE: '单据总额不大于零 · the bill total is zero or negative',
} as const

export type BillRefusalCode = keyof typeof BILL_REFUSALS

/** Something a person should look at, that does not stop the bill. */
export interface BillFinding {
  readonly code: 'BILL_FOUND_DUPLICATE' | 'BILL_FOUND_UNKNOWN_CODE' | 'BILL_FOUND_ROUNDING_LEFT'
  /** feedetl_sn */
  readonly lineNo: string
  readonly message: string
}

/** @param place where in the input, e.g. `lines[3].quantity` @param message never holds personal data */
export function billRefusal(code: BillRefusalCode, place: string, message: string): RefusalError {
  return new RefusalError({ code, stage: 'bill', moneyMoved: 'none', retrySameKey: true, message, place })
}
