/** The policy all parties of the tests agree on: amounts in fen, ratios as decimal text. No city's. */
export const SAMPLE_POLICY = {
  id: 'sample-330100',
  version: '2026.1',
  source: "MedSettle sample policy, not any city's",
  validFrom: '2026-01-01',
  validTo: null,
  plans: [
    {
      insuranceType: '310',
      personTypes: ['11'],
      deductible: 30000,
      ceiling: 500000,
      ratios: [
        { hospitalLevel: '1', ageFrom: 0, ageTo: 200, ratio: '0.85' },
        { hospitalLevel: '2', ageFrom: 0, ageTo: 200, ratio: '0.75' },
        { hospitalLevel: '3', ageFrom: 0, ageTo: 200, ratio: '0.65' },
      ],
      personalAccountPays: ['deductible', 'selfPayFirst', 'coinsurance', 'aboveCeiling'],
    },
    {
      insuranceType: '310',
      personTypes: ['12'],
      deductible: 20000,
      ceiling: 700000,
      ratios: [
        { hospitalLevel: '3', ageFrom: 0, ageTo: 69, ratio: '0.70' },
        { hospitalLevel: '3', ageFrom: 70, ageTo: 200, ratio: '0.74' },
      ],
      personalAccountPays: ['deductible', 'selfPayFirst', 'coinsurance', 'aboveCeiling'],
    },
    {
      insuranceType: '390',
      personTypes: ['14', '15', '16'],
      deductible: 20000,
      ceiling: 150000,
      ratios: [
        { hospitalLevel: '3', ageFrom: 0, ageTo: 17, ratio: '0.45' },
        { hospitalLevel: '3', ageFrom: 18, ageTo: 200, ratio: '0.40' },
      ],
      personalAccountPays: [],
    },
  ],
}

export const SAMPLE_CATALOGUE = [
  {
    listCode: 'JIA',
    name: '甲类药',
    itemClass: '甲',
    chargeCategory: '09',
    selfPayFirstRatio: '0',
    priceCeiling: null,
  },
  {
    listCode: 'YI',
    name: '乙类药',
    itemClass: '乙',
    chargeCategory: '09',
    selfPayFirstRatio: '0.10',
    priceCeiling: null,
  },
  {
    listCode: 'CAP',
    name: '限价检查',
    itemClass: '乙',
    chargeCategory: '03',
    selfPayFirstRatio: '0.05',
    priceCeiling: '80.00',
  },
  {
    listCode: 'BING',
    name: '丙类项目',
    itemClass: '丙',
    chargeCategory: '14',
    selfPayFirstRatio: '1',
    priceCeiling: null,
  },
]

/** 患者甲: in work, 500.00 on the account. */
export const PATIENT = {
  psnNo: 'P0001',
  name: '患者甲',
  certno: '330100199003070011',
  insutype: '310',
  psnType: '11',
  age: 36,
  accountBalance: 50000,
  accumulatedDeductible: 0,
  accumulatedPooled: 0,
  insuplcAdmdvs: '330100',
}
