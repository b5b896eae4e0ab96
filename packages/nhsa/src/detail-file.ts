import { type Fen, fen, formatYuan, MoneyError } from '@medsettle/money'
import { NhsaError } from './nhsa-error.ts'
import { fenOfText } from './wire-amount.ts'
import { decodeWireText, encodeWireText, type WireEncoding } from './wire-text.ts'

/** How the text files of 3202 look; all of it is unconfirmed [R] (facts 2.1), hence a profile. */
export interface DetailFileProfile {
  readonly separator: string
  readonly header: boolean
  readonly encoding: WireEncoding
  /** refd_setl_flag of a refund and of a payment */
  readonly refundFlag?: { readonly refund: string; readonly payment: string }
  /** does a refund stand with negative amounts? */
  readonly refundAmounts?: 'negative' | 'positive'
}

/** One settlement or refund as the institution knows it. Amounts in fen, positive; `refund` says the direction. */
export interface DetailRow {
  readonly settlementId: string
  readonly visitId: string
  readonly personNo: string
  readonly total: Fen
  readonly fundTotal: Fen
  readonly personalAccount: Fen
  readonly refund: boolean
}

const UPLOAD_COLUMNS = [
  'setl_id',
  'mdtrt_id',
  'psn_no',
  'medfee_sumamt',
  'fund_pay_sumamt',
  'acct_pay',
  'refd_setl_flag',
]
/** One implementer ends after `memo`, the other appends the three amounts (facts §10, 3202). */
const RESULT_COLUMNS = [
  ...['psn_no', 'mdtrt_id', 'setl_id', 'msgid', 'stmt_rslt', 'refd_setl_flag', 'memo'],
  ...['medfee_sumamt', 'fund_pay_sumamt', 'acct_pay'],
]
const SHORT_RESULT = 7

/** The TXT that goes up through 9101. @throws NhsaError NHSA_BAD_FIELD when a value would break the columns */
export function writeDetailFile(rows: readonly DetailRow[], profile: DetailFileProfile): Buffer {
  const flags = profile.refundFlag ?? { refund: '1', payment: '0' }
  const lines = rows.map((row, index) => {
    const signed = (amount: Fen) =>
      formatYuan(fen(row.refund && profile.refundAmounts !== 'positive' ? -Math.abs(amount) : Math.abs(amount)))
    const fields = [
      ...[row.settlementId, row.visitId, row.personNo],
      ...[signed(row.total), signed(row.fundTotal), signed(row.personalAccount)],
      row.refund ? flags.refund : flags.payment,
    ]
    return joined(fields, profile.separator, index)
  })
  const header = profile.header ? [UPLOAD_COLUMNS.join(profile.separator)] : []
  return encodeWireText([...header, ...lines].map((line) => `${line}\n`).join(''), profile.encoding)
}

function joined(fields: readonly string[], separator: string, index: number): string {
  const broken = fields.findIndex((field) => field.includes(separator) || /[\r\n]/.test(field))
  if (broken >= 0)
    throw new NhsaError('NHSA_BAD_FIELD', `rows[${index}].${UPLOAD_COLUMNS[broken]}`, 'the value holds a separator')
  return fields.join(separator)
}

/** One line of the result file. Amounts are signed as printed; null where the short form leaves them out. */
export interface DetailResult {
  readonly lineNo: number
  readonly personNo: string
  readonly visitId: string
  readonly settlementId: string
  readonly messageId: string
  /** stmt_rslt, the platform's own word */
  readonly result: string
  readonly refundFlag: string
  readonly memo: string
  readonly total: Fen | null
  readonly fundTotal: Fen | null
  readonly personalAccount: Fen | null
}

export interface UnreadableLine {
  readonly lineNo: number
  readonly code: string
  readonly message: string
  readonly text: string
}

export interface DetailReading {
  readonly rows: readonly DetailResult[]
  readonly unreadable: readonly UnreadableLine[]
}

/** Reads the result file of 3202. A line that cannot be read is set aside with its reason, never dropped. Never throws. */
export function readDetailResult(bytes: Uint8Array, profile: DetailFileProfile): DetailReading {
  const rows: DetailResult[] = []
  const unreadable: UnreadableLine[] = []
  for (const [index, line] of splitLines(bytes).entries()) {
    const text = decodeWireText(line, profile.encoding)?.replace(/\r$/, '') ?? null
    if (text !== null && (text === '' || isHeader(text, index, profile))) continue
    const read = text === null ? notEncoded(line, profile, index + 1) : readLine(text, profile.separator, index + 1)
    if ('code' in read) unreadable.push(read)
    else rows.push(read)
  }
  return { rows, unreadable }
}

/** Lines as bytes: neither UTF-8 nor GBK uses 0x0A inside a character, so one bad line cannot spoil its neighbours. */
function splitLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(10, from)
    const to = end < 0 ? bytes.length : end
    lines.push(bytes.subarray(from, to))
    from = to + 1
  }
  return lines
}

const isHeader = (text: string, index: number, profile: DetailFileProfile): boolean =>
  index === 0 && (profile.header || text.split(profile.separator)[0] === RESULT_COLUMNS[0])

function readLine(text: string, separator: string, lineNo: number): DetailResult | UnreadableLine {
  const fields = text.split(separator)
  if (fields.length !== RESULT_COLUMNS.length && fields.length !== SHORT_RESULT) {
    const message = `${fields.length} columns instead of ${SHORT_RESULT} or ${RESULT_COLUMNS.length}`
    return { lineNo, code: 'WRONG_COLUMN_COUNT', message, text }
  }
  const [personNo = '', visitId = '', settlementId = '', messageId = '', result = '', refundFlag = '', memo = ''] =
    fields
  const words = { lineNo, personNo, visitId, settlementId, messageId, result, refundFlag, memo }
  const printed = fields.slice(SHORT_RESULT)
  if (printed.every((amount) => amount.trim() === ''))
    return { ...words, total: null, fundTotal: null, personalAccount: null }
  try {
    const [total, fundTotal, personalAccount] = printed.map(fenOfText) as [Fen, Fen, Fen]
    return { ...words, total, fundTotal, personalAccount }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    const message = `columns ${RESULT_COLUMNS.slice(SHORT_RESULT).join(', ')}: ${error.message}`
    return { lineNo, code: 'BAD_AMOUNT', message, text }
  }
}

const notEncoded = (line: Uint8Array, profile: DetailFileProfile, lineNo: number): UnreadableLine => ({
  lineNo,
  code: 'WRONG_ENCODING',
  message: `the line is not ${profile.encoding}`,
  text: Buffer.from(line).toString('latin1'),
})
