/** Groups of facts §3. */
export type TransactionGroup =
  | 'base'
  | 'benefits'
  | 'outpatient'
  | 'inpatient'
  | 'admission'
  | 'registration'
  | 'reversal'
  | 'audit'
  | 'clearing'
  | 'stock'
  | 'reporting'
  | 'query'
  | 'mobile'
  | 'prescription'
  | 'system'

export interface Transaction {
  readonly infno: string
  readonly group: TransactionGroup
  readonly zh: string
  /** for mobile payment: where it is posted; the others go to `/api/{infno}` */
  readonly path?: string
}

type Row = readonly [infno: string, zh: string]

const of = (group: TransactionGroup, ...rows: readonly Row[]): Transaction[] =>
  rows.map(([infno, zh]) => ({ infno, group, zh }))

/** Consecutive numbers that the facts name together. */
const range = (first: number, last: number, zh: string): Row[] =>
  Array.from({ length: last - first + 1 }, (_, index) => [String(first + index), zh] as const)

const mobile = (infno: string, zh: string, path: string): Transaction => ({ infno, group: 'mobile', zh, path })

/** Transaction numbers, facts §3 [S]. Numbers are text: "4101A" and "D001" exist (trap 1). */
export const TRANSACTIONS: readonly Transaction[] = [
  ...of('base', ['1101', '人员信息'], ['1201', '机构信息'], ...range(1301, 1315, '目录下载')),
  ...of('base', ...range(1316, 1319, '目录匹配、限价与自付比例'), ...range(1602, 1603, '密码'), ['1901', '字典']),
  ...of('benefits', ['2001', '待遇享受检查']),
  ...of('outpatient', ['2201', '挂号'], ['2202', '挂号撤销'], ['2203', '就诊信息'], ['2203A', '就诊信息']),
  ...of(
    'outpatient',
    ['2204', '明细上传'],
    ['2205', '明细撤销'],
    ['2206', '预结算'],
    ['2207', '结算'],
    ['2208', '结算撤销'],
  ),
  ...of(
    'inpatient',
    ['2301', '明细上传'],
    ['2302', '明细撤销'],
    ['2303', '预结算'],
    ['2304', '结算'],
    ['2305', '结算撤销'],
  ),
  ...of('admission', ['2401', '入院'], ['2402', '出院'], ['2403', '变更'], ['2404', '入院撤销'], ['2405', '出院撤销']),
  ...of('admission', ...range(2406, 2407, '特殊属性')),
  ...of('registration', ['2501', '转院'], ['2502', '转院撤销'], ['2503', '慢特病'], ['2504', '慢特病撤销']),
  ...of('registration', ...range(2505, 2506, '定点'), ['2507', '意外伤害'], ...range(2562, 2563, '两病')),
  ...of('reversal', ['2601', '冲正']),
  ...of('audit', ['3101', '事前'], ['3102', '事中']),
  ...of('clearing', ['3201', '对总账'], ['3202', '对明细账'], ['3203', '清算申请'], ['3204', '清算申请撤销']),
  ...of('clearing', ...range(3260, 3262, '异地清分')),
  ...of('stock', ...range(3301, 3302, '对照'), ...range(3401, 3403, '科室'), ...range(3501, 3507, '商品')),
  ...of('reporting', ['4101', '结算清单'], ['4101A', '结算清单'], ['4102', '清单状态'], ...range(4103, 4104, '查询')),
  ...of('reporting', ...range(4201, 4209, '自费病人'), ...range(4261, 4263, '自费病人')),
  ...of('query', ['5201', '就诊'], ['5202', '诊断'], ['5203', '结算'], ['5204', '明细'], ['5205', '慢特病用药']),
  ...of('query', ['5206', '累计']),
  mobile('6201', '费用明细上传', '/org/local/api/hos/uldFeeInfo'),
  mobile('6202', '支付下单', '/org/local/api/hos/pay_order'),
  mobile('6203', '医保退费', '/org/local/api/hos/refund_Order'),
  mobile('6301', '结算结果查询', '/org/local/api/hos/query_order_info'),
  mobile('6401', '明细上传撤销', '/org/local/api/hos/revoke_order'),
  ...of('prescription', ['D001', '上传预核验'], ['D002', '医保电子签名'], ['D003', '上传'], ['D004', '撤销']),
  ...of('prescription', ['D005', '信息查询'], ['D006', '审核与取药结果']),
  ...of('system', ['9001', '签到'], ['9002', '签退'], ['9101', '文件上传'], ['9102', '文件下载']),
]
