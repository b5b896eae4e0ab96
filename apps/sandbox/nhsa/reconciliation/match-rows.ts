import { type Fen, formatYuan } from '@medsettle/money'
import type { NhsaSwitches } from '../switches.ts'
import type { DetailRow, ResultRow } from './detail-file.ts'
import type { StatementRow } from './statement-rows.ts'

/**
 * Compares the institution's rows with the platform's, each used once, and answers one row per pair or single: equal,
 * different, only at the institution, only at the platform (which the institution must reverse or look for).
 */
export function matchRows(
  theirs: readonly DetailRow[],
  ours: readonly StatementRow[],
  codes: NhsaSwitches['statementResult'],
): ResultRow[] {
  const open = openRows(ours)
  const compared = theirs.map((row) => {
    const own = open.take(row)
    if (own === null) return { ...row, msgid: '', result: codes.institutionOnly, memo: '平台无此记录' }
    const differences = differencesOf(row, own)
    const result = differences.length === 0 ? codes.balanced : codes.different
    return { ...own, result, memo: differences.join('；') }
  })
  const left = open.left().map((own) => ({ ...own, result: codes.platformOnly, memo: '机构未上传此记录' }))
  return [...compared, ...left]
}

function openRows(ours: readonly StatementRow[]) {
  const open = new Set(ours)
  const byKey = new Map<string, StatementRow[]>()
  const index = (key: string, row: StatementRow) => {
    const rows = byKey.get(key)
    if (rows) rows.push(row)
    else byKey.set(key, [row])
  }
  for (const row of ours) {
    index(`${row.setlId}|${row.refund}`, row)
    if (row.originSetlId) index(`${row.originSetlId}|${row.refund}`, row)
    index(row.setlId, row)
  }
  const free = (key: string) => byKey.get(key)?.find((row) => open.has(row)) ?? null
  return {
    /** by record and refund flag; then by record alone, so that a wrong flag is a difference and not two singles */
    take({ setlId, refund }: DetailRow): StatementRow | null {
      const found = free(`${setlId}|${refund}`) ?? free(setlId)
      if (found) open.delete(found)
      return found
    },
    left: () => [...open],
  }
}

function differencesOf(theirs: DetailRow, ours: StatementRow): string[] {
  const amounts: readonly [string, Fen, Fen][] = [
    ['医疗费总额', ours.medfee, theirs.medfee],
    ['基金支付总额', ours.fund, theirs.fund],
    ['个人账户支出', ours.account, theirs.account],
  ]
  const found = amounts
    .filter(([, own, other]) => own !== other)
    .map(([name, own, other]) => `${name}平台 ${formatYuan(own)} 机构 ${formatYuan(other)}`)
  if (theirs.psnNo !== ours.psnNo) found.push('人员编号不符')
  if (theirs.mdtrtId !== ours.mdtrtId) found.push('就诊ID不符')
  if (theirs.refund !== ours.refund) found.push(`退费标志平台 ${ours.refund} 机构 ${theirs.refund}`)
  return found
}
