import iconv from 'iconv-lite'
import { zipBill } from '../../channels/alipay/fixtures/zip-bill.ts'

/** Statements as the channels write them (facts: wechat-pay 6.1, alipay 5, nhsa 2.1), with invented values. */

const WECHAT_HEADER =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'
const WECHAT_TOTALS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额'

const ticked = (cells: readonly string[]): string => cells.map((cell) => `\`${cell}`).join(',')

export function wechatPayment(time: string, number: number, yuan: string, more: { goods: string; fee: string }) {
  const ids = [`420000000020300101000000000${number}`, `ORDER000${number}`]
  const about = ['openid-x', 'NATIVE', 'SUCCESS', 'OTHERS', 'CNY', yuan, '0.00', '0', '0', '0.00', '0.00', '', '']
  return ticked([
    ...[time, 'wx0000000000000000', '1900000001', '0', '', ...ids, ...about],
    ...[more.goods, '', more.fee, '0.60%', yuan, '0.00', ''],
  ])
}

/** A refund row repeats its order and adds the refund's own ids. */
export function wechatRefund(time: string, number: number, yuan: string, fee: string): string {
  const ids = [`420000000020300101000000000${number}`, `ORDER000${number}`]
  const own = [`503000000020300101000000000${number}`, `REFUND000${number}`]
  const about = ['openid-x', 'NATIVE', 'REFUND', 'OTHERS', 'CNY', '0.00', '0.00', ...own, yuan, '0.00']
  return ticked([
    ...[time, 'wx0000000000000000', '1900000001', '0', '', ...ids, ...about],
    ...['ORIGINAL', 'SUCCESS', '退费', '', fee, '0.60%', '0.00', yuan, ''],
  ])
}

export const wechatBill = (rows: readonly string[], totals: readonly string[]): string =>
  [WECHAT_HEADER, ...rows, WECHAT_TOTALS, ticked(totals), ''].join('\r\n')

const ALIPAY_HEADER =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注'

export interface AlipayRow {
  readonly type: '交易' | '退款'
  readonly time: string
  readonly number: number
  readonly yuan: string
  readonly fee: string
  readonly refundNo?: string
}

function alipayRow({ type, time, number, yuan, fee, refundNo = '' }: AlipayRow): string {
  const ids = [`20300101220000000000000000${number}\t`, `ORDER000${number}\t`, `${type}\t`, '门诊缴费\t']
  const nobody = ['\t', '\t', '\t', '\t', '*甲(pat***)\t']
  const sums = [yuan, yuan, '0.00', '0.00', '0.00', '0.00', '0.00', '\t', '0.00', '0.00']
  return [...ids, `${time}\t`, `${time}\t`, ...nobody, ...sums, `${refundNo}\t`, fee, '0.00', '\t'].join(',')
}

export const alipayDetail = (rows: readonly AlipayRow[], totals: readonly [string, string]): string =>
  [
    '#支付宝业务明细查询',
    '#账号：[2088000000000000]',
    '#起始日期：[2030年01月01日 00:00:00]   终止日期：[2030年01月02日 00:00:00]',
    '#-----------------------------------------业务明细列表----------------------------------------',
    ALIPAY_HEADER,
    ...rows.map(alipayRow),
    '#-----------------------------------------业务明细列表结束------------------------------------',
    `#交易合计：${totals[0]}`,
    `#退款合计：${totals[1]}`,
    '#导出时间：[2030年01月02日 09:00:00]',
    '',
  ].join('\r\n')

export const gbk = (text: string): Buffer => iconv.encode(text, 'gbk')

/** The ZIP as downloaded: names and content GBK. */
export const alipayZip = (detail: string): Buffer =>
  zipBill([{ name: '2088000000000000_20300101_业务明细.csv', text: detail }])

const TAB = '\t'

/** One row of the result of 3202: amounts in yuan as total, fund, account. */
export function nhsaRow(settlement: string, msgTime: string, refund: boolean, yuan: readonly string[], memo = '') {
  return [
    'PSN0001',
    'VISIT0001',
    settlement,
    `H33010000001${msgTime}0001`,
    '0',
    refund ? '1' : '0',
    memo,
    ...yuan,
  ].join(TAB)
}
