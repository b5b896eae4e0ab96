/** Everything a report says, in the language it is read in. */
export interface Words {
  readonly language: 'zh' | 'en'
  readonly title: string
  readonly before: string
  readonly after: string
  readonly change: string
  readonly cases: string
  readonly cost: string
  readonly total: string
  readonly notGiven: string
  readonly gain: string
  readonly loss: string
  readonly gains: string
  readonly losses: string
  readonly unit: string
  readonly cutAxis: string
  readonly budget: string
  /** headings above charts, which have titles of their own */
  readonly sections: { readonly budget: string; readonly distribution: string }
  readonly causes: Readonly<Record<'price' | 'stay' | 'upcoding' | 'splitting' | 'rescaling', string>>
  readonly distribution: string
  readonly paidShare: string
  readonly casesUnit: string
  readonly by: (dimension: string) => string
  readonly dimension: (name: string) => string
  readonly more: (count: number) => string
  readonly policies: string
  readonly policy: string
  readonly version: string
  readonly source: string
  readonly behaviour: string
  readonly neutral: string
  readonly notCompared: string
  readonly changes: string
  readonly changedCases: string
  readonly reaction: Readonly<
    Record<'case' | 'kind' | 'from' | 'to' | 'incentive' | 'answer' | 'draw' | 'effect', string>
  >
  readonly note: string
}

const DIMENSIONS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  hospital: ['医院', 'hospital'],
  department: ['科室', 'department'],
  group: ['病组', 'group'],
  insuranceType: ['险种', 'insurance type'],
  level: ['医院等级', 'level'],
}

const ZH: Words = {
  language: 'zh',
  title: '支付政策对比测算',
  before: '原方案',
  after: '新方案',
  change: '变化',
  cases: '病例数',
  cost: '住院费用',
  total: '合计',
  notGiven: '（未填）',
  gain: '增加',
  loss: '减少',
  gains: '受益',
  losses: '受损',
  unit: '万元',
  cutAxis: '纵轴不从零开始',
  budget: '总支付变化的来源',
  sections: { budget: '总额', distribution: '费用补偿' },
  causes: { price: '政策本身', stay: '住院日变化', upcoding: '高靠分组', splitting: '分解住院', rescaling: '总额调平' },
  distribution: '支付额占住院费用的比例',
  paidShare: '支付额 ÷ 住院费用',
  casesUnit: '病例数',
  by: (dimension) => `按${dimension}：谁多得，谁少得`,
  dimension: (name) => DIMENSIONS[name]?.[0] ?? name,
  more: (count) => `其间另有 ${count} 项，见表`,
  policies: '对比的方案',
  policy: '方案',
  version: '版本',
  source: '依据',
  behaviour: '行为假设',
  neutral: '新方案已按原方案的总额调平，逐例分摊，分文不差',
  notCompared: '无法对比的行',
  changedCases: '改变的病例数',
  changes: '行为假设改变的病例（前 50 例）',
  reaction: {
    case: '病例',
    kind: '行为',
    from: '原来',
    to: '变为',
    incentive: '激励',
    answer: '概率或幅度',
    draw: '抽签',
    effect: '影响（元）',
  },
  note: '两个方案都按“如果当时生效”对同一批病例计价，不看生效日期；金额精确到分。行为假设是假设，不是预测。',
}

const EN: Words = {
  language: 'en',
  title: 'Two payment policies side by side',
  before: 'before',
  after: 'after',
  change: 'change',
  cases: 'cases',
  cost: 'cost',
  total: 'total',
  notGiven: '(not given)',
  gain: 'more',
  loss: 'less',
  gains: 'gain',
  losses: 'lose',
  unit: '10,000 yuan',
  cutAxis: 'the axis does not begin at zero',
  budget: 'Where the change of the budget comes from',
  sections: { budget: 'Budget', distribution: 'Cost coverage' },
  causes: {
    price: 'policy itself',
    stay: 'length of stay',
    upcoding: 'upcoding',
    splitting: 'splitting',
    rescaling: 'rescaling',
  },
  distribution: 'Which part of its cost a case is paid',
  paidShare: 'payment ÷ cost',
  casesUnit: 'cases',
  by: (dimension) => `By ${dimension}: who gains, who loses`,
  dimension: (name) => DIMENSIONS[name]?.[1] ?? name,
  more: (count) => `${count} more between them, see the table`,
  policies: 'The policies',
  policy: 'policy',
  version: 'version',
  source: 'source',
  behaviour: 'Assumed behaviour',
  neutral: 'the second policy is scaled to the budget of the first, case by case, to the fen',
  notCompared: 'rows that cannot be compared',
  changedCases: 'cases changed',
  changes: 'Cases that assumed behaviour changes (the first 50)',
  reaction: {
    case: 'case',
    kind: 'behaviour',
    from: 'from',
    to: 'to',
    incentive: 'incentive',
    answer: 'answer',
    draw: 'draw',
    effect: 'effect (yuan)',
  },
  note: 'Both policies price the same cases as if they were in force, whatever their dates; amounts are exact to the fen. Assumed behaviour is an assumption, not a forecast.',
}

export const wordsOf = (language: 'zh' | 'en'): Words => (language === 'zh' ? ZH : EN)
