export interface CodeValue {
  readonly code: string
  readonly zh: string
  /** S seen, R recalled: an R value may differ in a province and must not decide anything by itself */
  readonly evidence: 'S' | 'R'
}

const values = (evidence: 'S' | 'R', rows: Readonly<Record<string, string>>): CodeValue[] =>
  Object.entries(rows).map(([code, zh]) => ({ code, zh, evidence }))

/**
 * Code dictionaries, facts §5. `fund_pay_type` is absent on purpose: its official list was not seen, it comes from
 * dictionary 1901. `clr_way` and `clr_type` differ in format between provinces and stay free text.
 */
export const CODE_VALUES: Readonly<Record<string, readonly CodeValue[]>> = {
  insutype: [
    ...values('S', { '310': '职工基本', '390': '城乡居民' }),
    ...values('R', { '320': '公务员补助', '330': '大额', '340': '离休', '410': '工伤', '510': '生育' }),
  ],
  med_type: [
    ...values('S', { '21': '普通住院', '2101': '普通住院' }),
    ...values('R', { '11': '普通门诊', '14': '门诊慢特病' }),
  ],
  mdtrt_cert_type: [
    { code: '01', zh: '电子凭证令牌', evidence: 'S' },
    ...values('S', { '02': '身份证', '03': '社保卡' }),
  ],
  psn_setlway: values('R', { '01': '按项目', '02': '按定额' }),
  acct_used_flag: values('S', { '0': '不使用个人账户', '1': '使用个人账户' }),
  opter_type: values('S', { '1': '经办人', '2': '自助终端', '3': '移动终端' }),
  med_chrgitm_type: [
    ...values('S', {
      '01': '床位',
      '02': '诊察',
      '03': '检查',
      '04': '化验',
      '05': '治疗',
      '06': '手术',
      '07': '护理',
    }),
    ...values('S', { '08': '卫生材料', '09': '西药', '10': '中药饮片', '11': '中成药', '12': '一般诊疗' }),
    ...values('S', { '13': '挂号', '14': '其他' }),
  ],
}
