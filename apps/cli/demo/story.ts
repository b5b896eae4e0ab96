import { fen, formatYuan, showYuan } from '@medsettle/money'
import { withoutClause } from '../../../domain/adjudication/explain.ts'
import type { CatalogueItem } from '../../../domain/bill/bill.ts'
import type { BillJson } from '../../../domain/bill/bill-input.ts'
import { readBill } from '../../../domain/bill/read-bill.ts'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import type { OrderFile } from '../../../domain/order/draft.ts'
import { quoteBill } from '../../../flow/quote-bill.ts'
import { takePayment } from '../../../flow/take-payment.ts'
import { readTransfers, readTrialBalance } from '../../../store/ledger-queries.ts'
import type { DemoPerson } from './generate-day.ts'
import type { DemoHospital } from './open-demo.ts'
import { table } from './table.ts'
import { untilQuiet } from './until-quiet.ts'

/** 45 years old, in work, has used up 180.00 of this year's deductible of 300.00, 200.00 on the personal account. */
export const STORY_PERSON: DemoPerson = {
  psnNo: '330100STORY000000000000001',
  name: '患者甲',
  certno: 'TEST330100STORY1',
  insutype: '310',
  psnType: '11',
  age: 45,
  accountBalance: 20_000,
  accumulatedDeductible: 18_000,
  accumulatedPooled: 0,
  insuplcAdmdvs: '330100',
}

const LINES: readonly (readonly [code: string, quantity: string, price: string])[] = [
  ['SAMPLE-001102000010000-03', '1', '18.00'],
  ['SAMPLE-002201000010000-07', '1', '120.00'],
  ['SAMPLE-002103000010000-10', '1', '190.00'],
  ['SAMPLE-002501010010000-13', '1', '20.00'],
  ['SAMPLE-002504040010000-18', '1', '150.00'],
  ['SAMPLE-XC10AAA012A001-38', '28', '4.20'],
  ['SAMPLE-XC08CAA041A001-37', '28', '0.42'],
  ['SAMPLE-XR03BAB190L001-42', '2', '98.00'],
  ['SAMPLE-001101000040000-59', '1', '1.00'],
  ['SAMPLE-XV06DXX001A001-46', '4', '43.91'],
]

/** One bill of 1,000 yuan, told in full: who pays what and why, the channels, the transfers, the trial balance. */
export async function tellStory(hospital: DemoHospital, date: string): Promise<string> {
  await hospital.register([STORY_PERSON])
  const world = hospital.platform.worldOf(hospital.institution.institutionId)
  const quoted = await quoteBill(world, hospital.institution, readBill(storyBill(hospital.catalogue, date)))
  const charging = await takePayment(world, quoted, { choices: [{ channel: 'wechat-pay', product: 'native' }] })
  const wallet = charging.attempts.find((attempt) => attempt.leg === 'wallet')!
  await hospital.sandbox.pay('wechat-pay', wallet.attemptId)
  await untilQuiet(hospital, () => isPaid(hospital, quoted.order.orderId))
  const paid = (await hospital.platform.world.store.order(quoted.order.orderId))!
  return [
    `${hospital.institution.name} · 一张 ${showYuan(paid.order.total)} 元的门诊账单（示例政策与目录，非任何城市）`,
    '',
    await tellBill(hospital, paid),
    tellPayers(paid),
    tellReasons(paid),
    tellChannels(paid),
    await tellTransfers(hospital, paid),
    await tellTrialBalance(hospital),
  ].join('\n')
}

async function isPaid(hospital: DemoHospital, orderId: string): Promise<boolean> {
  const file = await hospital.platform.world.store.order(orderId)
  return file?.order.status === 'paid'
}

/** The bill of 1,000.00 that the story tells. */
export function storyBill(catalogue: readonly CatalogueItem[], date: string): BillJson {
  const lines = LINES.map(([listCode, quantity, unitPrice], index) => {
    const item = catalogue.find((one) => one.listCode === listCode)
    if (!item)
      throw new RefusalError({
        code: 'STORY_ITEM_MISSING',
        stage: 'bill',
        moneyMoved: 'none',
        retrySameKey: false,
        message: listCode,
      })
    return {
      lineNo: `STORY-${index + 1}`,
      listCode,
      hospitalCode: `H${index + 1}`,
      name: item.name,
      quantity,
      unitPrice,
      ...(item.chargeCategory === '09' ? { prescriptionNo: 'RXSTORY1' } : {}),
      occurredAt: `${date} 08:30:00`,
      departmentCode: '9900',
      departmentName: '互联网门诊',
      doctorCode: 'D100',
      doctorName: '医师100',
    }
  })
  return {
    hisBillNo: 'STORY0001',
    visit: { visitNo: 'VSTORY0001', medicalType: '11' },
    patient: { patientId: 'PSTORY', name: STORY_PERSON.name, idNumber: STORY_PERSON.certno },
    cover: {
      personNo: STORY_PERSON.psnNo,
      insuranceType: STORY_PERSON.insutype,
      personType: STORY_PERSON.psnType,
      insuredArea: STORY_PERSON.insuplcAdmdvs,
      certificateType: '02',
      certificateNo: STORY_PERSON.certno,
      usePersonalAccount: true,
      age: STORY_PERSON.age,
    },
    lines,
    businessDate: date,
    statedTotal: '1000.00',
  }
}

async function tellBill(hospital: DemoHospital, file: OrderFile): Promise<string> {
  const bill = (await hospital.platform.world.store.bill(file.order.billId))!
  const rows = bill.lines.map((line) => [
    line.itemClass,
    line.name,
    line.quantity,
    line.unitPrice,
    formatYuan(line.amount),
  ])
  return table({
    title: '一、账单',
    head: ['类', '项目', '数量', '单价', '金额'],
    align: 'llrrr',
    rows: [...rows, ['', '合计', '', '', formatYuan(bill.total)]],
  })
}

const PAYERS = {
  pooledFund: '医保统筹基金',
  supplementaryFund: '其他医保基金',
  personalAccount: '个人账户',
  hospital: '医院负担',
  selfPay: '患者自付',
} as const
const CHANNELS: Record<string, string> = { nhsa: '国家医保信息平台', 'wechat-pay': '微信支付', alipay: '支付宝' }
export const channelTitle = (channel: string): string => CHANNELS[channel] ?? channel

function tellPayers({ order }: OrderFile): string {
  const rows = order.state.plan.tenders.map((tender) => [
    PAYERS[tender.payer],
    channelTitle(tender.channel),
    formatYuan(tender.amount),
  ])
  return table({
    title: '二、谁付多少',
    head: ['付款方', '渠道', '金额'],
    align: 'llr',
    rows: [...rows, ['合计', '', formatYuan(order.total)]],
  })
}

function tellReasons({ order }: OrderFile): string {
  const { reasons, policy } = order.state.adjudication
  const rows = reasons.map((reason) => [reason.title, formatYuan(reason.amount), withoutClause(reason.because)])
  const shadow =
    order.state.shadow.length === 0
      ? '自有待遇引擎与医保预结算逐项一致。'
      : `与自有引擎不一致：${order.state.shadow.map((one) => one.message).join('；')}`
  const source = policy ? `依据：${policy.source}（${policy.id} ${policy.version}）。` : ''
  return `${table({ title: '三、为什么', head: ['项', '金额', '理由'], align: 'lrl', rows })}${source}${shadow}\n`
}

const LEGS = { charge: '收款', refund: '退款' } as const

function tellChannels(file: OrderFile): string {
  const rows = file.attempts.map((one) => [
    channelTitle(one.channel),
    LEGS[one.act],
    formatYuan(one.amount),
    one.status,
    one.channelCode,
  ])
  return table({
    title: '四、渠道（先钱包，后医保；任一失败则全部退回）',
    head: ['渠道', '动作', '金额', '结果', '渠道答复'],
    align: 'llrll',
    rows,
  })
}

async function tellTransfers(hospital: DemoHospital, file: OrderFile): Promise<string> {
  const where = { institutionId: hospital.institution.institutionId, orderId: file.order.orderId }
  const transfers = await readTransfers(hospital.platform.databases.asPlatform(), where)
  const rows = transfers.map((one) => [one.kind, one.code, one.credit, one.debit, formatYuan(one.amount)])
  return table({ title: '五、转账（只增不改）', head: ['类型', '代码', '贷', '借', '金额'], align: 'llllr', rows })
}

export async function tellTrialBalance(hospital: DemoHospital): Promise<string> {
  const balance = await readTrialBalance(hospital.platform.databases.asPlatform(), hospital.institution.institutionId)
  const rows = balance.accounts.map((one) => [
    one.path,
    formatYuan(one.debits),
    formatYuan(one.credits),
    formatYuan(fen(one.debits - one.credits)),
  ])
  const total = ['合计', formatYuan(balance.debits), formatYuan(balance.credits), formatYuan(balance.difference)]
  return table({
    title: `试算平衡 ${formatYuan(balance.difference)}`,
    head: ['科目', '借方', '贷方', '余额'],
    align: 'lrrr',
    rows: [...rows, total],
  })
}
