// Would catch: a settlement whose sums do not add up and is called sound, an identity or an amount of fen named wrongly, a
// reply in one of the shapes seen in the field that is refused or mended in silence (facts: nhsa §4, §9).
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Desk, type Ended, medsettle, openDesk, runBatch } from './run-cli.ts'

/** 1000.00 = 176.64 + 10.00 + 83.28 + 730.08; fund 396.55; person 603.45 = account 200.00 + cash 403.45. */
const SETLINFO = {
  psn_name: '患者甲',
  medfee_sumamt: '1000.00',
  fulamt_ownpay_amt: '176.64',
  overlmt_selfpay: '10.00',
  preselfpay_amt: '83.28',
  inscp_scp_amt: '730.08',
  hifp_pay: '396.55',
  cvlserv_pay: '0',
  hifes_pay: '',
  hifmi_pay: '0.00',
  hifob_pay: '0',
  maf_pay: '0',
  oth_pay: '0',
  fund_pay_sumamt: '396.55',
  psn_part_amt: '603.45',
  acct_pay: '200.00',
  psn_cash_pay: '403.45',
  hosp_part_amt: '0',
}
const FUND = { fund_pay_type: '310100', fund_payamt: '396.55' }

type Fields = Record<string, unknown>
const reply = (changes: Fields = {}, setldetail: unknown = [FUND], more: Fields = {}): string =>
  JSON.stringify({ setlinfo: { ...SETLINFO, ...changes }, setldetail, ...more })
/** the same settlement with fields renamed */
function renamed(names: Record<string, string>): string {
  const fields = Object.entries(SETLINFO).map(([name, value]) => [names[name] ?? name, value])
  return JSON.stringify({ setlinfo: Object.fromEntries(fields), setldetail: [FUND] })
}
const envelope = (output: unknown, infcode: unknown = 0): string =>
  JSON.stringify({ infcode, inf_refmsgid: '000000T20300101080000123400000', err_msg: '', output })

const LIST = { psn_ownpay: '186.64', psn_selfpay: '416.81' }
const ITEM = { amt: '1000.00', claa_sumfee: '500.00', clab_amt: '323.36', fulamt_ownpay_amt: '176.64', oth_amt: '0' }
const ROW = { feedetl_sn: '1', cnt: '3', pric: '333.3333', det_item_fee_sumamt: '1000.00', inscp_scp_amt: '1000.00' }

/** Each identity broken by a number of fen chosen here; nothing else breaks. */
const BROKEN: readonly (readonly [what: string, content: string, verdict: string])[] = [
  ['I1: 0.07 more paid first', reply({ preselfpay_amt: '83.35' }), 'I1           BROKEN off by -7 fen (-0.07 yuan)'],
  ['I2: 0.01 borne by nobody', reply({ hosp_part_amt: '0.01' }), 'I2           BROKEN off by -1 fen (-0.01 yuan)'],
  ['I3: cash 1.00 short', reply({ psn_cash_pay: '402.45' }), 'I3           BROKEN off by 100 fen (1.00 yuan)'],
  ['I4: assistance 0.05 counted twice', reply({ maf_pay: '0.05' }), 'I4           BROKEN off by -5 fen (-0.05 yuan)'],
  [
    'I5: funds 0.02 short',
    reply({}, [{ ...FUND, fund_payamt: '396.53' }]),
    'I5           BROKEN off by 2 fen (0.02 yuan)',
  ],
  [
    'I6: own part of the list',
    reply({ ...LIST, psn_selfpay: '416.84' }),
    'I6.selfPay   BROKEN off by -3 fen (-0.03 yuan)',
  ],
  [
    'I6: items of the list',
    reply(LIST, [FUND], { iteminfo: [{ ...ITEM, oth_amt: '0.04', amt: '1000.04' }] }),
    'I6.items     BROKEN off by -4 fen (-0.04 yuan)',
  ],
  [
    'I7: quantity × price',
    reply({}, [FUND], { result: [{ ...ROW, pric: '333.3233' }] }),
    'I7           BROKEN off by 3 fen (0.03 yuan)',
  ],
  [
    'I8: lines and total',
    reply({}, [FUND], {
      result: [
        ROW,
        { ...ROW, feedetl_sn: '2', cnt: '1', pric: '0.06', det_item_fee_sumamt: '0.06', inscp_scp_amt: '0.06' },
      ],
    }),
    'I8           BROKEN off by -6 fen (-0.06 yuan)',
  ],
  [
    'trap 5: fund 0 and person part 0 of a fee that is not 0',
    reply({ fund_pay_sumamt: 0, hifp_pay: 0, psn_part_amt: 0, acct_pay: 0, psn_cash_pay: 0 }, []),
    'I2           BROKEN off by 100000 fen (1000.00 yuan)',
  ],
  [
    'trap 5: a misspelt field is not guessed',
    renamed({ fulamt_ownpay_amt: 'fulamt_ownpay_atm' }),
    'I1           BROKEN off by 17664 fen (176.64 yuan)',
  ],
  ['an amount with three decimals', reply({ oth_pay: '0.005' }), 'AMOUNT       BROKEN'],
]

/** Every shape and spelling seen in the field (traps 4–8): sound, and what is said about it. */
const SOUND: readonly (readonly [what: string, content: string | Uint8Array, note: string])[] = [
  ['setlinfo and setldetail', reply(), ''],
  ['a bare setlinfo', JSON.stringify(SETLINFO), ''],
  ['a whole envelope', envelope(JSON.parse(reply())), ''],
  ['output as JSON in a text', envelope(reply(), '0'), ''],
  ['a reversing record', JSON.stringify({ setlinfo: negated() }), ''],
  ['trap 4: a row of empty texts', reply({}, [FUND, { fund_pay_type: '', fund_payamt: '' }]), ''],
  ['trap 5: an unknown field', reply({ feesttinfo: { anything: 1 } }), ''],
  [
    'trap 5: Chinese decoded wrongly',
    reply({ psn_name: Buffer.from('患者甲').toString('latin1') }),
    'note: setlinfo.psn_name is wrongly decoded Chinese (utf-8 read as latin-1)',
  ],
  ['trap 5: GBK bytes', iconv.encode(reply(), 'gbk'), 'note: the file is GBK, the interface is UTF-8'],
  ['trap 6: 2208 writes pdn_cash_pay', renamed({ psn_cash_pay: 'pdn_cash_pay' }), ''],
  ['trap 6: 5203 writes psn_pay, cash_payamt', renamed({ psn_part_amt: 'psn_pay', psn_cash_pay: 'cash_payamt' }), ''],
  ['trap 7: overlmt_amt', renamed({ overlmt_selfpay: 'overlmt_amt' }), ''],
  ['trap 8: one object where a list is declared', reply({}, FUND), ''],
  [
    'trap 8: a list where one object is declared',
    JSON.stringify({ output: { setlinfo: [SETLINFO], setldetail: [FUND] } }),
    '',
  ],
  ['a list that tells no person part', reply({ psn_part_amt: undefined }), ''],
  [
    'I8: rows of two batches, one of them adds up',
    reply({}, [FUND], {
      result: [
        { ...ROW, chrg_bchno: 'B1' },
        { ...ROW, feedetl_sn: '2', chrg_bchno: 'B2', cnt: '1', det_item_fee_sumamt: '333.33', inscp_scp_amt: '333.33' },
      ],
    }),
    '',
  ],
  ['I6 to I8 together', reply(LIST, [FUND], { iteminfo: [ITEM], result: [ROW] }), ''],
  ['numbers instead of texts', reply({ medfee_sumamt: 1000, psn_cash_pay: 403.45 }), ''],
  ['a byte order mark', `\ufeff${reply()}`, ''],
]

function negated(): Fields {
  return Object.fromEntries(
    Object.entries(SETLINFO).map(([name, text]) => [name, /^\d/.test(text) && Number(text) !== 0 ? `-${text}` : text]),
  )
}

/** Sound in every sum, and wrong all the same. */
const SPOILT: readonly (readonly [what: string, content: string, line: RegExp])[] = [
  [
    'a field twice',
    reply().replace('"acct_pay"', '"acct_pay":"455.00","acct_pay"'),
    /^TWICE {8}BROKEN · acct_pay stands/m,
  ],
  [
    'a second settlement',
    JSON.stringify({ output: { setlinfo: [SETLINFO, { ...SETLINFO, psn_cash_pay: '403.44' }], setldetail: [FUND] } }),
    /^I3 {11}BROKEN off by 1 fen \(0\.01 yuan\) · setlinfo\[1\]: I3 is off/m,
  ],
]

const REFUSED: readonly (readonly [what: string, content: string, said: RegExp])[] = [
  ['an empty file', '', /^NHSA_NOT_JSON at .+\.json: the text is empty/],
  ['a refusal with a settlement in it', envelope({ setlinfo: SETLINFO }, -1), /^NHSA_NO_SETTLEMENT at infcode: /],
  ['a reply cut short', reply().slice(0, 300), /^NHSA_NOT_JSON at .+\.json: 300 characters that are not JSON/],
  [
    'a refusal of the platform',
    envelope(null, -1),
    /^NHSA_NO_SETTLEMENT at output\.setlinfo: the answer has infcode -1/,
  ],
  ['a list', '[]', /^NHSA_NO_SETTLEMENT at .+\.json: /],
  ['another document', '{"a":1}', /^NHSA_NO_SETTLEMENT at setlinfo: there is no setlinfo/],
]

const MULAID = { acct_pay: '150.00', acct_mulaid_pay: '50.00' }

/** What breaks as most provinces read it and holds as another does. */
const READINGS: readonly (readonly [options: string, content: string])[] = [
  ['--family-account separate', reply(MULAID)],
  ['--hospital-part excluded', reply({ hosp_part_amt: '0.01' })],
  ['--hifdm excluded', reply({ hifdm_pay: '0.05' })],
]

let desk: Desk
let ended: ReadonlyMap<string, Ended>

beforeAll(async () => {
  desk = await openDesk()
  const cases = [...BROKEN, ...SOUND, ...SPOILT, ...REFUSED]
  const jobs = cases.map(([what, content], index) => {
    const run = async () => medsettle(['nhsa', 'check', await desk.put(`${index}.json`, content)])
    return [what, run] as const
  })
  const readings = READINGS.map(([options, content], index) => {
    const run = async () =>
      medsettle(['nhsa', 'check', await desk.put(`r${index}.json`, content), ...options.split(' ')])
    return [options, run] as const
  })
  const asMost = READINGS.map(([options, content], index) => {
    const run = async () => medsettle(['nhsa', 'check', await desk.put(`m${index}.json`, content)])
    return [`without ${options}`, run] as const
  })
  ended = await runBatch(new Map([...jobs, ...readings, ...asMost]), 3)
}, 240_000)

afterAll(() => desk.clear())

const brokenLines = (stdout: string): string[] =>
  stdout
    .split('\n')
    .filter((line) => line.includes(' BROKEN '))
    .map((line) => line.split(' · ')[0]!)

describe('a broken identity is named with its fen, exit 1', () => {
  test.each(BROKEN)('%s', (what, _content, verdict) => {
    const { code, stdout, stderr } = ended.get(what)!
    expect([code, stderr]).toEqual([1, ''])
    expect(brokenLines(stdout)).toContain(verdict)
    expect(stdout).toContain(`, ${brokenLines(stdout).length} broken, `)
  })

  test('the first five break alone', () => {
    for (const [what, , verdict] of BROKEN.slice(0, 5)) expect(brokenLines(ended.get(what)!.stdout)).toEqual([verdict])
  })

  test('a misspelt field is named, its value kept out', () => {
    expect(ended.get('trap 5: a misspelt field is not guessed')!.stdout).toContain(
      'note: unknown field fulamt_ownpay_atm resembles fulamt_ownpay_amt, which is absent; its value is kept, not used',
    )
  })
})

describe('a sound settlement in every shape and spelling, exit 0', () => {
  test.each(SOUND)('%s', (what, _content, note) => {
    const { code, stdout, stderr } = ended.get(what)!
    expect([code, stderr, brokenLines(stdout)]).toEqual([0, '', []])
    expect(stdout).toMatch(/^I1 {11}holds · I1 holds: medfee_sumamt -?1000\.00 against /)
    expect(stdout.split('\n').filter((line) => line.startsWith('note: '))).toEqual(note === '' ? [] : [note])
  })
})

describe('a province that reads an identity otherwise says so', () => {
  test.each(READINGS)('%s', (options) => {
    expect([ended.get(options)!.code, brokenLines(ended.get(options)!.stdout)]).toEqual([0, []])
    const [most, hint] = [ended.get(`without ${options}`)!, options.split(' ').at(-1)]
    expect(most.code).toBe(1)
    expect(most.stdout).toMatch(new RegExp(`BROKEN .*it would hold with \\w+=${hint}`))
  })
})

test.each(SPOILT)('%s is told, exit 1', (what, _content, line) => {
  const { code, stdout } = ended.get(what)!
  expect(code).toBe(1)
  expect(stdout).toMatch(line)
})

describe('not a settlement: exit 1, a code and where', () => {
  test.each(REFUSED)('%s', (what, _content, said) => {
    const { code, stdout, stderr } = ended.get(what)!
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(said)
  })
})
