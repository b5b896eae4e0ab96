type Language = 'zh' | 'en'

/** Headings of figures; a column nobody named is shown by its own name. */
const FIELDS: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  hospital: ['医院', 'hospital'],
  department: ['科室', 'department'],
  group: ['病组', 'group'],
  insuranceType: ['险种', 'insurance type'],
  level: ['等级', 'level'],
  cases: ['病例数', 'cases'],
  groups: ['组数', 'groups'],
  caseMixIndex: ['CMI', 'CMI'],
  costIndex: ['费用指数', 'cost index'],
  timeIndex: ['时间指数', 'time index'],
  meanCostYuan: ['例均费用', 'mean cost'],
  meanStay: ['平均住院日', 'mean stay'],
  deathPercent: ['死亡率%', 'death %'],
  lowRiskDeathPercent: ['低风险组死亡率%', 'low-risk death %'],
  return14Percent: ['两周再入院%', '14-day return %'],
  return30Percent: ['30日再入院%', '30-day return %'],
  tertiaryPercent: ['三级占比%', 'tertiary %'],
  fundPercent: ['基金支付%', 'fund %'],
  fund: ['基金', 'fund'],
  year: ['年度', 'year'],
  months: ['可支付月数', 'months of reserves'],
  balance: ['当期结余率%', 'balance %'],
  incomeGrowth: ['收入增幅%', 'income growth %'],
  spendingGrowth: ['支出增幅%', 'spending growth %'],
  growthGap: ['增幅差', 'growth gap'],
  warnings: ['提示', 'warnings'],
  reservesLow: ['结余不足', 'reserves low'],
  reservesHigh: ['结余过多', 'reserves high'],
  spendingOutgrowsIncome: ['支出增速超收入', 'spending outgrows income'],
  deficit: ['当期赤字', 'deficit'],
  topShare: ['头部医院基金占比%', 'share of the largest hospitals %'],
  herfindahl: ['集中度 HHI', 'concentration HHI'],
}

const HEADINGS = {
  indicators: ['服务能力、效率与安全', 'capacity, efficiency, safety'],
  fund: ['基金安全', 'fund safety'],
  total: ['全部', 'all'],
  notGiven: ['（未填）', '(not given)'],
} as const

const at = (language: Language): 0 | 1 => (language === 'zh' ? 0 : 1)

export const fieldName = (name: string, language: Language): string => FIELDS[name]?.[at(language)] ?? name

export const heading = (name: keyof typeof HEADINGS, language: Language): string => HEADINGS[name][at(language)]
