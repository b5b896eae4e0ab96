// Would catch: an identity that is never computed, off by the wrong sign or fen, or that blames its neighbour; a province
// variant taken for an error without saying so; a blank row or an odd spelling read as missing money.
import { fen, formatYuan } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkSettlement, type SettlementCheckOptions } from './check-settlement.ts'
import type { Finding } from './finding.ts'
import { soundSettlement } from './sound-settlement.ts'
import { fenOfText } from './wire-amount.ts'
import type { WireObject } from './wire-json.ts'

// An outpatient bill of 601.00: 300.00 deductible, 65 % of the rest from the pooled fund, account before cash.
const BILL = {
  medfee_sumamt: '601.00',
  fulamt_ownpay_amt: '0',
  overlmt_selfpay: '0',
  preselfpay_amt: '0',
  inscp_scp_amt: '601.00',
  hifp_pay: '195.65',
  fund_pay_sumamt: '195.65',
  psn_part_amt: '405.35',
  acct_pay: '400.00',
  psn_cash_pay: '5.35',
}
const DETAIL = [{ fund_pay_type: '310100', fund_payamt: '195.65' }]

const book = (findings: readonly Finding[]) =>
  findings.map((f) => `${f.identity} ${f.holds === null ? 'not checked' : f.holds ? 'holds' : formatYuan(f.offByFen)}`)
const broken = (findings: readonly Finding[]) => book(findings.filter((finding) => finding.holds === false))
const check = (changes: WireObject, detail: readonly WireObject[] = DETAIL, options: SettlementCheckOptions = {}) =>
  checkSettlement({ ...BILL, ...changes }, detail, options)

test('a sound settlement', () => {
  expect(book(check({}))).toEqual(['I1 holds', 'I2 holds', 'I3 holds', 'I4 holds', 'I5 holds'])
})

describe.each<[string, WireObject, string[]]>([
  ['scope part 1 fen too high', { preselfpay_amt: '0.01' }, ['I1 -0.01']],
  ['fund told 10.00 too low', { fund_pay_sumamt: '185.65' }, ['I2 10.00', 'I4 -10.00', 'I5 -10.00']],
  ['cash 5.35 missing', { psn_cash_pay: '' }, ['I3 5.35']],
  [
    'trap 5: fund 0 and person 0',
    { fund_pay_sumamt: '0', psn_part_amt: '0' },
    ['I2 601.00', 'I3 -405.35', 'I4 -195.65', 'I5 -195.65'],
  ],
  ['an amount that is no amount', { psn_cash_pay: '5,35' }, ['AMOUNT 0.00', 'I3 5.35']],
  ['an amount with parts of a fen', { acct_pay: '400.001' }, ['AMOUNT 0.00', 'I3 400.00']],
  ['an amount that is a list', { acct_pay: [] }, ['AMOUNT 0.00', 'I3 400.00']],
  ['two spellings of cash that disagree', { pdn_cash_pay: '5.30' }, ['AMOUNT 0.05']],
])('%s', (_, changes, expected) => {
  test(`${expected}`, () => expect(broken(check(changes))).toEqual(expected))
})

describe('accepted as it stands', () => {
  test.each<[string, WireObject]>([
    ['2208 spelling pdn_cash_pay', { psn_cash_pay: null, pdn_cash_pay: '5.35' }],
    ['5203 spellings', { psn_part_amt: null, psn_pay: '405.35', psn_cash_pay: null, cash_payamt: '5.35' }],
    ['4101 spelling psn_cashpay', { psn_cash_pay: null, psn_cashpay: '5.35' }],
    ['Java zeros and exponents', { preselfpay_amt: '0E-8', medfee_sumamt: '6.01E+2' }],
    ['blanks around', { acct_pay: ' 400.00 ' }],
    ['more decimals that are zero', { acct_pay: '400.0000' }],
  ])('%s', (_, changes) => expect(broken(check(changes))).toEqual([]))

  test('a reversing record with negative amounts', () => {
    const reversed = Object.fromEntries(
      Object.entries(BILL).map(([name, text]) => [name, text === '0' ? text : `-${text}`]),
    )
    expect(broken(checkSettlement(reversed, [{ fund_payamt: '-195.65' }]))).toEqual([])
  })
})

describe('province variants', () => {
  const FAMILY = { acct_pay: '300.00', acct_mulaid_pay: '100.00' }

  test('共济 beside the account: broken by default, with the reading that would hold', () => {
    const [finding] = check(FAMILY).filter(({ identity }) => identity === 'I3')
    expect(finding).toMatchObject({ holds: false, offByFen: 10000, variant: 'familyAccount=separate' })
    expect(finding!.sentence).toContain('it would hold with familyAccount=separate')
    expect(broken(check(FAMILY, DETAIL, { familyAccount: 'separate' }))).toEqual([])
  })

  test('共济 inside the account', () => {
    const [finding] = check({ acct_mulaid_pay: '100.00' }).filter(({ identity }) => identity === 'I3')
    expect(finding).toMatchObject({ holds: true, variant: 'familyAccount=inside' })
  })

  test('no 共济 at all holds either way', () => {
    expect(check({}).find(({ identity }) => identity === 'I3')!.variant).toBe('familyAccount=inside or separate')
  })

  test('医院负担 belongs into I2 unless the profile says otherwise', () => {
    const hospital = { hosp_part_amt: '5.35', psn_part_amt: '400.00', psn_cash_pay: '0' }
    expect(broken(check(hospital))).toEqual([])
    expect(broken(check(hospital, DETAIL, { hospitalPart: 'excluded' }))).toEqual(['I2 5.35'])
  })

  test('hifdm_pay counts where it is sent', () => {
    const hifdm = { hifp_pay: '95.65', hifdm_pay: '100.00' }
    expect(broken(check(hifdm))).toEqual([])
    expect(broken(check(hifdm, DETAIL, { hifdm: 'excluded' }))).toEqual(['I4 100.00'])
  })

  test('a fund row of empty texts is 0, or no statement (trap 4)', () => {
    const blank = [{ fund_pay_type: '', fund_payamt: '' }]
    expect(broken(check({}, blank))).toEqual(['I5 195.65'])
    expect(broken(check({}, blank, { blankFundRows: 'skip' }))).toEqual([])
    expect(broken(checkSettlement({ ...BILL, ...NO_FUND }, blank))).toEqual([])
  })
})

const NO_FUND = { hifp_pay: '', fund_pay_sumamt: '', psn_part_amt: '601.00', psn_cash_pay: '201.00' }

test('what is absent is not checked, and said so', () => {
  expect(book(checkSettlement({ medfee_sumamt: '1.00' }))).toEqual(
    ['I1', 'I2', 'I3', 'I4', 'I5'].map((identity) => `${identity} not checked`),
  )
})

describe('property: a sound settlement with one field changed breaks exactly the identities of that field', () => {
  const changed: readonly (readonly [string, readonly (readonly [string, 1 | -1])[]])[] = [
    [
      'medfee_sumamt',
      [
        ['I1', 1],
        ['I2', 1],
      ],
    ],
    ['overlmt_selfpay', [['I1', -1]]],
    ['hosp_part_amt', [['I2', -1]]],
    ['acct_pay', [['I3', -1]]],
    [
      'psn_part_amt',
      [
        ['I2', -1],
        ['I3', 1],
      ],
    ],
    ['hifmi_pay', [['I4', -1]]],
    [
      'fund_pay_sumamt',
      [
        ['I2', -1],
        ['I4', 1],
        ['I5', 1],
      ],
    ],
  ]

  test.each(changed)('%s', (field, expected) => {
    const drift = fc.integer({ min: -100_000, max: 100_000 }).filter((fenOff) => fenOff !== 0)
    fc.assert(
      fc.property(soundSettlement, drift, ({ setlinfo, setldetail }, off) => {
        expect(broken(checkSettlement(setlinfo, setldetail))).toEqual([])
        const altered = { ...setlinfo, [field]: formatYuan(fen(fenOfText(setlinfo[field]!) + off)) }
        const book = expected.map(([identity, sign]) => `${identity} ${formatYuan(fen(sign * off))}`)
        expect(broken(checkSettlement(altered, setldetail))).toEqual(book)
      }),
      { seed: 11, numRuns: 60 },
    )
  })
})
