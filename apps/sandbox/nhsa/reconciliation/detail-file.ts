import { type Fen, formatYuan, MoneyError, parseYuan } from '@medsettle/money'
import iconv from 'iconv-lite'
import type { Institution } from '../books/institution.ts'
import { PlatformRefusal } from '../refusal.ts'

type Profile = Institution['statement']

/** A row of the institution's upload (nhsa.md §2.1); amounts in fen. */
export interface DetailRow {
  readonly setlId: string
  readonly mdtrtId: string
  readonly psnNo: string
  readonly medfee: Fen
  readonly fund: Fen
  readonly account: Fen
  readonly refund: string
}

const UPLOAD_COLUMNS = 7

/** Reads the uploaded TXT. @throws PlatformRefusal FILE_MALFORMED naming line and column */
export function readDetailFile(text: string, profile: Profile): DetailRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (profile.header) lines[0] = ''
  return lines.flatMap((line, index) => (line === '' ? [] : [rowAt(line, index + 1, profile.separator)]))
}

function rowAt(line: string, lineNo: number, separator: string): DetailRow {
  const cells = line.split(separator)
  if (cells.length !== UPLOAD_COLUMNS)
    throw new PlatformRefusal('FILE_MALFORMED', `第${lineNo}行`, `应有 ${UPLOAD_COLUMNS} 列，实有 ${cells.length} 列`)
  const [setlId, mdtrtId, psnNo, medfee, fund, account, refund] = cells as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  if (refund !== '0' && refund !== '1')
    throw new PlatformRefusal('FILE_MALFORMED', `第${lineNo}行 refd_setl_flag`, '应为 0 或 1')
  const amount = (name: string, text: string) => amountAt(text, `第${lineNo}行 ${name}`)
  return {
    setlId,
    mdtrtId,
    psnNo,
    medfee: amount('medfee_sumamt', medfee),
    fund: amount('fund_pay_sumamt', fund),
    account: amount('acct_pay', account),
    refund,
  }
}

function amountAt(text: string, place: string): Fen {
  try {
    return parseYuan(text)
  } catch (error) {
    if (error instanceof MoneyError) throw new PlatformRefusal('FILE_MALFORMED', place, '应为至多两位小数的金额')
    throw error
  }
}

/** A row of the result file: what was found, and the amounts of the side that has the record. */
export interface ResultRow {
  readonly psnNo: string
  readonly mdtrtId: string
  readonly setlId: string
  readonly msgid: string
  readonly result: string
  readonly refund: string
  readonly memo: string
  readonly medfee: Fen
  readonly fund: Fen
  readonly account: Fen
}

const RESULT_HEADER =
  'psn_no mdtrt_id setl_id msgid stmt_rslt refd_setl_flag memo medfee_sumamt fund_pay_sumamt acct_pay'.split(' ')

export function writeResultFile(rows: readonly ResultRow[], profile: Profile): string {
  const lines = rows.map((row) => [
    row.psnNo,
    row.mdtrtId,
    row.setlId,
    row.msgid,
    row.result,
    row.refund,
    row.memo,
    formatYuan(row.medfee),
    formatYuan(row.fund),
    formatYuan(row.account),
  ])
  const all = profile.header ? [RESULT_HEADER, ...lines] : lines
  return all.map((cells) => `${cells.join(profile.separator)}\n`).join('')
}

export const encodeText = (text: string, profile: Profile): Buffer => iconv.encode(text, profile.encoding)
export const decodeText = (bytes: Buffer, profile: Profile): string => iconv.decode(bytes, profile.encoding)
