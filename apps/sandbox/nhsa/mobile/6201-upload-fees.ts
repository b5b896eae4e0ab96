import { createHash } from 'node:crypto'
import { formatYuan, parseYuan, sum } from '@medsettle/money'
import { ALPHANUMERIC, randomText } from '../../core/world.ts'
import type { Visit } from '../books/books.ts'
import { nextNumber, type Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import { takeLines } from '../transactions/2204-upload-lines.ts'
import { type Call, personOf, visitOf } from '../transactions/call.ts'
import { fieldTable, readFields, readRows, type Values } from '../wire/fields.ts'
import type { MobileTransaction } from './mobile-call.ts'
import { checkAuthority, checkIdentity, checkOrgCodg } from './pay-order.ts'

/** §6.1 lists the fields without marking which are required; required here is what the order cannot be made without. */
const FIELDS = fieldTable([
  'ecToken 200',
  'payAuthNo 200',
  'mdtrtId 30',
  'orgCodg 12 Y',
  'psnNo 30 Y',
  'insutype 6 Y',
  'medOrgOrd 40 Y',
  'begntime datetime Y',
  'idNo 50 Y',
  'userName 50 Y',
  'idType 6 Y',
  'insuCode 6',
  'iptOtpNo 30 Y',
  'deptName 100',
  'deptCode 30',
  'caty 6',
  'medType 6 Y',
  'feeType 6',
  'psnSetlway 6',
  'chrgBchno 30 Y',
  'pubHospRfomFlag 3',
  'medfeeSumamt 16,2 Y',
  'fulamtOwnpayAmt 16,2',
  'preselfpayAmt 16,2',
  'inscpScpAmt 16,2',
])

const LINE = fieldTable(['feedetlSn 30 Y', 'medListCodg 50 Y', 'detItemFeeSumamt 16,2 Y', 'cnt 16,4 Y', 'pric 16,6 Y'])

type Asked = Values<(typeof FIELDS)['rows'][number]['name']>

/** 6201 费用明细上传: opens a payment order over priced lines. The same medOrgOrd with the same content is the same order. */
export const uploadFees: MobileTransaction = (platform, call) => {
  const asked = readFields(call.input, FIELDS, '6201')
  checkOrgCodg(call, asked.orgCodg)
  personOf(platform, asked.psnNo, 'psnNo')
  checkIdentity(platform, asked.psnNo, asked)
  checkAuthority(platform, asked.psnNo, asked)
  const rows = readRows(call.input.feedetailList, 'feedetailList').map((row, i) =>
    readFields(row, LINE, `feedetailList[${i}]`),
  )
  const total = sum(rows.map((row) => parseYuan(row.detItemFeeSumamt)))
  if (total !== parseYuan(asked.medfeeSumamt))
    throw new PlatformRefusal('TOTAL_WRONG', 'medfeeSumamt', `与明细合计 ${formatYuan(total)} 不符`)
  const content = digestOf([asked.psnNo, asked.chrgBchno, asked.medfeeSumamt, ...rows.flatMap(Object.values)])
  const earlier = platform.books.payOrdersByOurs.get(`${asked.orgCodg}|${asked.medOrgOrd}`)
  const payOrdId = earlier ?? openOrder(platform, call, asked, rows, content)
  const order = platform.books.payOrders.get(payOrdId)!
  if (order.content !== content)
    throw new PlatformRefusal('PAY_ORDER_REUSED', 'medOrgOrd', '该医疗机构订单号已用于另一笔费用')
  return { payOrdId, payToken: order.payToken, extData: { mdtrtId: order.mdtrtId } }
}

const digestOf = (parts: readonly string[]): string => createHash('sm3').update(parts.join('\n')).digest('hex')

type LineValues = Values<(typeof LINE)['rows'][number]['name']>

function openOrder(platform: Platform, call: Call, asked: Asked, rows: readonly LineValues[], content: string): string {
  const visit = visitFor(platform, call, asked)
  const requests = rows.map((row) => ({
    feedetlSn: row.feedetlSn,
    chrgBchno: asked.chrgBchno,
    listCode: row.medListCodg,
    cnt: row.cnt,
    pric: row.pric,
    amount: row.detItemFeeSumamt,
  }))
  takeLines(platform, visit, requests, (index) => `feedetailList[${index}]`)
  const order = {
    payOrdId: nextNumber(platform, call.institution.area),
    payToken: randomText(platform.world, 32, ALPHANUMERIC),
    medOrgOrd: asked.medOrgOrd,
    fixmedinsCode: asked.orgCodg,
    psnNo: asked.psnNo,
    mdtrtId: visit.mdtrtId,
    chrgBchno: asked.chrgBchno,
    medType: asked.medType,
    content,
    at: platform.world.now().toISOString(),
  }
  platform.record({ kind: 'pay-order', order })
  return order.payOrdId
}

/** The visit named, or a new one: with a payAuthNo the visit may come from 2201, with an ecToken 6201 opens it. */
function visitFor(platform: Platform, call: Call, asked: Asked): Visit {
  if (asked.mdtrtId !== '') return visitOf(platform, call, { mdtrtId: asked.mdtrtId, psnNo: asked.psnNo }, '6201')
  const visit = {
    mdtrtId: nextNumber(platform, call.institution.area),
    fixmedinsCode: asked.orgCodg,
    psnNo: asked.psnNo,
    insutype: asked.insutype,
    iptOtpNo: asked.iptOtpNo,
    at: platform.world.now().toISOString(),
  }
  platform.record({ kind: 'visit', visit, msgid: `6201|${asked.medOrgOrd}` })
  return platform.books.visits.get(visit.mdtrtId)!
}
