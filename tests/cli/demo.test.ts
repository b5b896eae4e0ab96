// Would catch: a story whose figures moved without anybody noticing, a lie of a channel that the close does not find or
// finds under another cause, a day that comes out differently for the same seed, a bad line that takes the good ones down
// with it or vanishes.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchPostgres } from '../../store/postgres/launch.ts'
import { billLine, COVER, feedetailRow } from './own-bills.ts'
import { type Desk, type Ended, npmMedsettle, openDesk, runBatch } from './run-cli.ts'

const GOLDEN = join(import.meta.dirname, '../../examples/one-bill.golden.txt')

const GOOD_AND_BAD = [
  `\ufeff${billLine('GOOD1')}`,
  'no JSON',
  billLine('FLOAT', { unitPrice: 'PRICE' }).replace('"PRICE"', '1.8e1'),
  billLine('FINE', { quantity: '0.33333' }),
  billLine('NEGATIVE', { unitPrice: '-18.00' }),
  billLine('BIG', { unitPrice: '90071992547409.93', quantity: '1000' }),
  billLine('BIGGER', { unitPrice: 'PRICE' }).replace('"PRICE"', '9007199254740993.00'),
  '',
  billLine('TOTAL', {}, { statedTotal: '18.01' }),
  billLine('GOOD2', { quantity: '2' }, { cover: COVER }),
  billLine('GOOD1'),
  billLine('GOOD2', { quantity: '3' }, { cover: COVER }),
  billLine('LATIN', { name: Buffer.from('挂号费').toString('latin1') }),
  billLine('GOOD3', { name: '诊察\u2028费' }),
]

let desk: Desk
let ended: ReadonlyMap<string, Ended>

beforeAll(async () => {
  desk = await openDesk()
  const environment = { DATABASE_URL: (await launchPostgres({ cluster: 'test' })).url }
  const demo = (...words: string[]) => npmMedsettle(['demo', ...words], environment)
  const day = ['--count', '60', '--seed', '3']
  const gbkLine = iconv.encode(billLine('GBK1'), 'gbk')
  const mixed = await desk.put('mixed.jsonl', GOOD_AND_BAD.join('\n'))
  const asRows = { lines: undefined, cover: COVER, feedetail: [feedetailRow('ROWS1')] }
  const rows = await desk.put('rows.jsonl', billLine('ROWS1', {}, asRows))
  const oneGbk = await desk.put('one-gbk.jsonl', Buffer.concat([Buffer.from(`${billLine('UTF8')}\r\n`), gbkLine]))
  const gbk = await desk.put('gbk.jsonl', Buffer.concat([gbkLine, Buffer.from('\n'), gbkLine]))
  const empty = await desk.put('empty.jsonl', '')
  const jobs = new Map([
    ['day', () => demo(...day)],
    ['day again', () => demo(...day)],
    ['no faults', () => demo(...day, '--faults', 'none')],
    ['mixed', () => demo('--bills', mixed, '--faults', 'none')],
    ['2204 rows', () => demo('--bills', rows, '--faults', 'none')],
    ['one gbk line', () => demo('--bills', oneGbk, '--faults', 'none')],
    ['gbk', () => demo('--bills', gbk)],
    ['empty', () => demo('--bills', empty)],
    ['absent', () => demo('--bills', join(empty, '..', 'absent.jsonl'))],
  ])
  ended = await runBatch(jobs, 2)
}, 400_000)

afterAll(() => desk.clear())

const of = (name: string): Ended => ended.get(name)!
/** what `demo` says before the day begins */
const storyOf = ({ stdout }: Ended): string => `${stdout.split(/\n\n.*日终\n/)[0]!.trimEnd()}\n`
/** one table of the evening's papers: its title and its rows, cells apart by one blank */
function paper({ stdout }: Ended, title: string): string[] {
  const evening = stdout.slice(stdout.lastIndexOf(' 日终\n'))
  const table = evening.split('【').find((part) => part.startsWith(title))
  const [head = '', , , ...rows] = (table ?? '').trimEnd().split('\n')
  return [head.replace('】', ''), ...rows.map((row) => row.trim().replace(/ {2,}/g, ' | '))]
}

test('one bill, told in full, is the golden file byte for byte', () => {
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(GOLDEN, storyOf(of('day')))
  expect(storyOf(of('day'))).toBe(readFileSync(GOLDEN, 'utf8'))
})

test('every seed and every fault level tells the same story', () => {
  for (const name of ['day again', 'no faults', 'mixed']) expect(storyOf(of(name))).toBe(storyOf(of('day')))
})

describe('a seeded day of 60 bills', () => {
  test('ends well and balanced', () => {
    expect([of('day').code, of('day').stderr.includes('Error')]).toEqual([0, false])
    expect(paper(of('day'), '试算平衡')[0]).toBe('试算平衡 0.00')
    expect(of('day').stdout.trimEnd()).toMatch(/合计 +(\d+\.\d\d) +\1 +0\.00$/)
  })

  test('the three lies of the channels are found, each under its cause, and nothing else is', () => {
    expect(paper(of('day'), '差异')).toEqual([
      '差异 3，按原因',
      '我方有、渠道无 | 微信支付 | 611.80 | 无 | 收款我方有、渠道无：我方 611.80（settled），渠道账单无此笔',
      '渠道有、我方无 | 国家医保信息平台 | 无 | 63.90 | 退款渠道有、我方无：我方无记录，渠道 63.90（101）',
      '金额不一致 | 支付宝 | 1138.71 | 1139.71 | 收款金额不一致：我方 1138.71（settled），渠道 1139.71（交易）',
    ])
    expect(
      paper(of('day'), '工单')
        .slice(1)
        .map((row) => row.split(' | ')[1]),
    ).toEqual(['AMOUNT_DIFFERS', 'MISSING_AT_CHANNEL', 'MISSING_AT_US'])
  })

  test('is the same day for the same seed', () => {
    for (const title of ['订单', '注入的故障', '对账', '差异', '工单', '清算', '试算平衡'])
      expect(paper(of('day again'), title)).toEqual(paper(of('day'), title))
  })

  test('without faults there is no difference and nothing to look at', () => {
    const quiet = of('no faults')
    expect([quiet.code, ...paper(quiet, '差异'), ...paper(quiet, '工单')]).toEqual([0, '差异 0，按原因', '工单 0'])
    expect(paper(quiet, '试算平衡')[0]).toBe('试算平衡 0.00')
  })
})

describe("a hospital's own bills", () => {
  test('bad lines are set aside with number, code and place', () => {
    const rows = paper(of('mixed'), '隔离').slice(1)
    expect(rows.map((row) => row.split(' | ').slice(0, -1).join(' | '))).toEqual([
      '2 | BILL_TEXT_NOT_JSON | (whole text)',
      '3 | BILL_NUMBER_NOT_DECIMAL | lines[0].unitPrice',
      '4 | BILL_NUMBER_TOO_FINE | lines[0].quantity',
      '5 | BILL_PRICE_NEGATIVE | lines[0].unitPrice',
      '6 | BIG | BILL_NUMBER_TOO_LARGE | lines[0].quantity',
      '7 | BILL_NUMBER_TOO_LARGE | lines[0].unitPrice',
      '9 | TOTAL | BILL_TOTAL_DIFFERS | statedTotal',
      '11 | BILL_REPEATED | hisBillNo',
      '12 | BILL_CONFLICT | hisBillNo',
      '13 | BILL_TEXT_MISDECODED | lines[0].name',
    ])
  })

  test('good lines between them are charged once each, beside the story', () => {
    // GOOD1 18.00 + GOOD2 36.00 + GOOD3 18.00 + the story 1000.00; BIG and TOTAL are refused before an order exists
    expect(paper(of('mixed'), '订单')).toEqual(['订单', '已支付 | 4 | 1072.00'])
    expect([of('mixed').code, ...paper(of('mixed'), '差异')]).toEqual([0, '差异 0，按原因'])
    expect(paper(of('mixed'), '试算平衡')[0]).toBe('试算平衡 0.00')
  })

  test('2204 rows are taken as they are, with the visit id of the hospital’s own insurer', () => {
    expect([...paper(of('2204 rows'), '隔离'), ...paper(of('2204 rows'), '订单')]).toEqual([
      '',
      '订单',
      '已支付 | 2 | 1018.00',
    ])
  })

  test('what was set aside while reading is said on stderr at once', () => {
    expect(of('mixed').stderr).toContain('BILL_TEXT_NOT_JSON at line 2, (whole text): ')
  })

  test('one GBK line in a UTF-8 file is set aside alone', () => {
    expect(paper(of('one gbk line'), '隔离')).toEqual([
      '隔离或未收的账单 1',
      '2 | BILL_TEXT_MISDECODED | (whole text) | the line is not UTF-8 but GBK; save the file as UTF-8',
    ])
    expect(paper(of('one gbk line'), '订单')).toEqual(['订单', '已支付 | 2 | 1018.00'])
  })

  test.each([
    ['gbk', 'BILLS_NONE_READABLE at', 'BILL_TEXT_MISDECODED at line 2, (whole text): the line is not UTF-8 but GBK'],
    ['empty', 'BILLS_FILE_EMPTY at', 'empty.jsonl: the file holds no bill'],
    ['absent', 'FILE_NOT_FOUND at', 'absent.jsonl: there is no such file'],
  ])('%s: exit 1, a code and where, and no day is begun', (name, code, sentence) => {
    expect([of(name).code, of(name).stdout]).toEqual([1, ''])
    expect(of(name).stderr).toContain(code)
    expect(of(name).stderr).toContain(sentence)
  })
})
