import iconv from 'iconv-lite'
import { addDays, isDate, startOfChinaDay } from '../core/china-time.ts'
import type { SandboxAnswer, SandboxRequest } from '../core/http.ts'
import { toldRows, trueRows } from './bill-rows.ts'
import type { Call, Reply, Shop } from './call.ts'
import { type BillHead, printDetail, printSummary } from './print-bill.ts'
import { businessFailed, invalidParameter } from './refusal.ts'
import { zip } from './zip.ts'

/** alipay.data.dataservice.bill.downloadurl.query with bill_type=trade. */
export function requestBill(call: Call): Reply {
  const { shop, account, business } = call
  const type = business.text('bill_type', 20)
  // signcustomer is known by name only: the sources show no layout of it, so it is not offered.
  if (type !== 'trade') throw invalidParameter('参数 bill_type 在沙箱中只支持 trade')
  const date = business.text('bill_date', 10)
  if (!isDate(date)) throw invalidParameter('参数 bill_date 应为 yyyy-MM-dd')
  const readyAt = startOfChinaDay(addDays(date, 1)).getTime() + shop.settings.alipayStatementReadyMinute * 60_000
  if (call.misdeeds.late || shop.world.now().getTime() < readyAt)
    throw businessFailed('isp.bill_not_exist', '账单不存在')
  const content = writeBill(call, date)
  const token = shop.bills.put({ owner: account.appId, contentType: 'application/zip', content })
  return { bill_download_url: `${shop.origin()}/alipay/billdownload?token=${token}` }
}

function writeBill(call: Call, date: string): Buffer {
  const { shop, account } = call
  const rows = toldRows(trueRows(shop.trades.all(), account.appId, date, shop.settings.feeRate), shop.lies)
  const head: BillHead = { sellerId: account.sellerId, date, printedAt: shop.world.now() }
  const stem = `${account.sellerId}_${date.replaceAll('-', '')}_业务明细`
  const entry = (name: string, text: string) => ({
    name: iconv.encode(name, 'gbk'),
    content: iconv.encode(text, 'gbk'),
    modified: head.printedAt,
  })
  return zip([entry(`${stem}.csv`, printDetail(rows, head)), entry(`${stem}(汇总).csv`, printSummary(rows, head))])
}

/** GET /alipay/billdownload?token=…: who holds the URL may fetch, as at Alipay. */
export function downloadBill(shop: Shop, request: SandboxRequest): SandboxAnswer {
  const bill = shop.bills.take(new URLSearchParams(request.query).get('token') ?? '')
  if (bill === null)
    return { status: 403, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '下载地址已过期' }
  return { status: 200, headers: { 'content-type': bill.contentType }, body: bill.content }
}
