import { formatYuan, parseYuan } from '@medsettle/money'
import { type CatalogueEntry, priceLine } from '../benefits/price-line.ts'
import { type ChargeLine, standingSettlement, type Visit } from '../books/books.ts'
import { decimal, type Platform, yuan } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { fieldTable, readFields, readRows } from '../wire/fields.ts'
import { type Transaction, visitOf } from './call.ts'

const FIELDS = fieldTable([
  'feedetl_sn 30 Y',
  'mdtrt_id 30 Y',
  'psn_no 30 Y',
  'chrg_bchno 30 Y',
  'dise_codg 30',
  'rxno 30',
  'rx_circ_flag 3 Y',
  'fee_ocur_time datetime Y',
  'med_list_codg 50 Y',
  'medins_list_codg 150 Y',
  'det_item_fee_sumamt 16,2 Y',
  'cnt 16,4 Y',
  'pric 16,6 Y',
  'sin_dos_dscr 200',
  'used_frqu_dscr 200',
  'prd_days 4,2',
  'medc_way_dscr 200',
  'bilg_dept_codg 30 Y',
  'bilg_dept_name 100 Y',
  'bilg_dr_codg 30 Y',
  'bilg_dr_name 50 Y',
  'hosp_appr_flag 3 Y',
])

/** 2204 门诊费用明细上传: prices each line by the catalogue and answers how it is cut. */
export const uploadLines: Transaction = (platform, call) => {
  const rows = readRows(call.input.feedetail, 'feedetail').map((row, i) => readFields(row, FIELDS, `feedetail[${i}]`))
  const visit = visitOf(platform, call, { mdtrtId: rows[0]!.mdtrt_id, psnNo: rows[0]!.psn_no }, 'feedetail[0]')
  rows.forEach((row, index) => {
    if (row.mdtrt_id !== visit.mdtrtId || row.psn_no !== visit.psnNo)
      throw new PlatformRefusal('VISIT_UNKNOWN', `feedetail[${index}].mdtrt_id`, '一次上传只能属于同一就诊')
  })
  const lines = takeLines(
    platform,
    visit,
    rows.map((row) => ({
      feedetlSn: row.feedetl_sn,
      chrgBchno: row.chrg_bchno,
      listCode: row.med_list_codg,
      cnt: row.cnt,
      pric: row.pric,
      amount: row.det_item_fee_sumamt,
    })),
    (index) => `feedetail[${index}]`,
  )
  const result = lines.map((line) => resultRow(platform, line))
  return { result: platform.switches.singleRowAsObject && result.length === 1 ? result[0] : result }
}

export interface LineRequest {
  readonly feedetlSn: string
  readonly chrgBchno: string
  readonly listCode: string
  readonly cnt: string
  readonly pric: string
  /** the institution's own det_item_fee_sumamt in yuan */
  readonly amount: string
}

/**
 * Takes all lines or none.
 * @throws PlatformRefusal BATCH_SETTLED, LINE_AMOUNT_WRONG (I7), LINE_REPEATED
 */
export function takeLines(
  platform: Platform,
  visit: Visit,
  requests: readonly LineRequest[],
  placeOf: (index: number) => string,
): readonly ChargeLine[] {
  const seen = new Map<string, ChargeLine>()
  const lines = requests.map((request, index) => {
    const line = priced(platform, request, placeOf(index))
    const earlier = seen.get(line.feedetlSn) ?? visit.lines.get(line.feedetlSn)
    const again = earlier !== undefined && platform.switches.repeatedLine === 'accept-identical' && same(earlier, line)
    if (earlier !== undefined && !again)
      throw new PlatformRefusal('LINE_REPEATED', `${placeOf(index)}.feedetl_sn`, '费用明细流水号在本次就诊内已使用')
    if (!again && standingSettlement(platform.books, visit, line.chrgBchno) !== null)
      throw new PlatformRefusal('BATCH_SETTLED', `${placeOf(index)}.chrg_bchno`, '该收费批次已结算')
    seen.set(line.feedetlSn, line)
    return line
  })
  const fresh = [...seen.values()].filter((line) => !visit.lines.has(line.feedetlSn))
  if (fresh.length > 0) platform.record({ kind: 'lines', mdtrtId: visit.mdtrtId, lines: fresh })
  return lines
}

function priced(platform: Platform, request: LineRequest, place: string): ChargeLine {
  const { feedetlSn, chrgBchno, listCode, cnt, pric } = request
  const split = priceLine(cnt, pric, platform.books.catalogue.get(listCode) ?? null)
  if (parseYuan(request.amount) !== split.amount)
    throw new PlatformRefusal(
      'LINE_AMOUNT_WRONG',
      `${place}.det_item_fee_sumamt`,
      `明细金额 ${request.amount} 不等于数量×单价 ${formatYuan(split.amount)}`,
    )
  return { feedetlSn, chrgBchno, listCode, cnt, pric, split }
}

const same = (a: ChargeLine, b: ChargeLine): boolean =>
  a.chrgBchno === b.chrgBchno && a.listCode === b.listCode && a.cnt === b.cnt && a.pric === b.pric

function resultRow(platform: Platform, line: ChargeLine): object {
  const entry: CatalogueEntry | undefined = platform.books.catalogue.get(line.listCode)
  const { split } = line
  return {
    feedetl_sn: line.feedetlSn,
    det_item_fee_sumamt: yuan(platform, split.amount),
    cnt: decimal(platform, line.cnt),
    pric: decimal(platform, line.pric),
    pric_uplmt_amt: decimal(platform, entry?.priceCeiling ?? platform.switches.noCeilingAmount),
    selfpay_prop: decimal(platform, !entry || entry.itemClass === '丙' ? '1' : entry.selfPayFirstRatio),
    fulamt_ownpay_amt: yuan(platform, split.ownExpense),
    overlmt_amt: yuan(platform, split.overLimit),
    preselfpay_amt: yuan(platform, split.selfPayFirst),
    inscp_scp_amt: yuan(platform, split.inScope),
    chrgitm_lv: platform.switches.itemLevels[entry?.itemClass ?? '丙'],
    med_chrgitm_type: entry?.chargeCategory ?? '14',
    bas_medn_flag: '0',
    hi_nego_drug_flag: '0',
    chld_medc_flag: '0',
    list_sp_item_flag: '0',
    lmt_used_flag: '0',
    drt_reim_flag: '0',
    memo: entry ? '' : '医保目录无此编码，按全自费处理',
  }
}
